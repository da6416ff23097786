"""What a range promises: its laws, and how rarely an undisturbed world falls out of it."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.science.anomalies import ENOUGH, expect
from sandbox.world.clock import Clock
from sandbox.world.series import METRICS
from sandbox.world.world import World

days = some.lists(some.floats(1, 1e6), min_size=ENOUGH, max_size=80)
FALSE_ALARMS = 0.002  # of an undisturbed campaign's figures and days; measured 0.0005


@given(days)
def test_a_range_has_its_middle_inside_and_nothing_below_zero(history: list[float]) -> None:
    found = expect(history)
    assert found
    assert 0 < found.low <= found.middle <= found.high


@given(days, some.floats(0.01, 100))
def test_the_unit_does_not_matter(history: list[float], unit: float) -> None:
    one, other = expect(history), expect([day * unit for day in history])
    assert one
    assert other
    assert [bound * unit for bound in (one.low, one.high)] == pytest.approx([other.low, other.high], rel=1e-6)


@given(days, some.floats(1, 1e4))
def test_fewer_things_counted_make_a_wider_range(history: list[float], counts: float) -> None:
    few, many = expect(history, counts), expect(history, counts * 4)
    assert few
    assert many
    assert few.low <= many.low
    assert few.high >= many.high


@given(some.floats(10, 1e5))
def test_what_always_was_is_expected(level: float) -> None:
    found = expect([level] * 40)
    assert found
    assert found.middle == pytest.approx(level)
    assert found.holds(level)


def test_weekdays_are_told_apart() -> None:
    week = [100.0] * 5 + [200.0, 200.0]
    saturday, monday = expect(week * 8 + week[:5]), expect(week * 8)
    assert saturday
    assert monday
    assert saturday.middle == pytest.approx(200, rel=0.15)
    assert monday.middle == pytest.approx(100, rel=0.15)
    assert not monday.holds(200)


def test_one_odd_day_in_the_past_hides_nothing() -> None:
    calm = [100.0, 104, 97, 101, 99, 103, 98] * 6
    odd = [*calm[:-3], 5000.0, *calm[-2:]]
    before, after = expect(calm), expect(odd)
    assert before
    assert after
    assert after.high == pytest.approx(before.high, rel=0.1)


@pytest.mark.parametrize("history", [[], [100.0] * (ENOUGH - 1), [0.0] * 60, [100.0] * 40 + [0.0] * 14])
def test_too_little_history_says_nothing(history: list[float]) -> None:
    assert expect(history) is None


BORN = date(2026, 11, 27)
JUDGED = 40
CALM_FOR = 21  # days since anybody changed anything


def test_an_undisturbed_world_raises_hardly_any_alarm_and_robots_always_do() -> None:
    """Every account of the sandbox, its last forty days: nobody changed a budget, and some robots clicked."""
    world = World(7, BORN, Clock())
    world.clock.set(datetime.combine(BORN, datetime.min.time(), UTC) + timedelta(hours=12))
    alarms = asked = caught = robots = 0
    for campaign in (one for found in world.campaigns.values() for one in found if one.ads):
        cube = world.final_cube(campaign).sum(axis=1)
        spend, shown, clicks = (cube[METRICS.index(n)] * 1.0 for n in ("spend_micros", "impressions", "clicks"))
        rate = np.divide(clicks, shown, out=np.zeros_like(clicks), where=shown > 0)
        entities = [campaign.id, *(each.id for each in campaign.ad_sets), *(each.id for each in campaign.ads)]
        changes = [
            (change.at.date() - world.genesis).days
            for entity in entities
            for change in world.journal.of(campaign.account.platform, entity, world.clock.now())
        ]
        truth = world.truths[campaign.account.platform, campaign.id]
        fraud = (truth.fraud_from - world.genesis).days if truth.fraud_from else -9
        for day in range(spend.size - 1 - JUDGED, spend.size - 1):
            if spend[day] <= 0 or any(0 <= day - change <= CALM_FOR for change in changes):
                continue
            for figure, counts in ((spend, None), (clicks, clicks[day - 1]), (rate, clicks[day - 1])):
                found = expect(figure[max(0, day - 56) : day], counts)
                if found is None:
                    continue
                if 0 <= day - fraud < 3:
                    robots += figure is not spend
                    caught += figure is not spend and not found.holds(figure[day])
                else:
                    asked += 1
                    alarms += not found.holds(figure[day])

    assert asked > 5000
    assert alarms / asked <= FALSE_ALARMS
    assert caught == robots
