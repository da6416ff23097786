"""What a projection promises: its laws, and how often its range holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.science.projections import ENOUGH, project
from sandbox.world.clock import Clock
from sandbox.world.series import METRICS
from sandbox.world.world import World

days = some.lists(some.floats(1, 1e6), min_size=ENOUGH, max_size=40)


@given(days, some.integers(0, 60))
def test_the_middle_lies_inside_and_nothing_below_zero(history: list[float], ahead: int) -> None:
    found = project(history, ahead)
    assert found
    assert 0 <= found.low <= found.middle <= found.high


@given(days, some.integers(0, 30))
def test_more_days_never_cost_less(history: list[float], ahead: int) -> None:
    fewer, more = project(history, ahead), project(history, ahead + 1)
    assert fewer
    assert more
    assert fewer.middle <= more.middle


@given(some.floats(1, 1e6), some.integers(1, 60))
def test_what_always_was_goes_on(level: float, ahead: int) -> None:
    found = project([level] * 28, ahead)
    assert found
    assert found.middle == pytest.approx(level * ahead)
    assert found.high - found.low == pytest.approx(0, abs=level * 1e-6)


def test_a_quiet_weekend_is_expected_again() -> None:
    week = [100.0] * 5 + [20.0, 20.0]
    saturday = project((week * 5)[:-2][-28:], 2)
    assert saturday
    assert saturday.middle == pytest.approx(40, rel=0.5)
    assert saturday.middle < 100


@pytest.mark.parametrize("history", [[], [0.0] * 28, [0.0] * 28 + [5.0] * (ENOUGH - 1)])
def test_too_little_history_says_nothing(history: list[float]) -> None:
    assert project(history, 10) is None


BORN = date(2026, 7, 1)
AHEAD = 10
CALM_FOR = 30


def test_eight_ranges_of_ten_hold_in_an_undisturbed_world() -> None:
    world = World(7, BORN, Clock())
    world.clock.set(datetime.combine(BORN, datetime.min.time(), UTC) + timedelta(hours=12))
    held = asked = 0
    for campaign in (one for found in world.campaigns.values() for one in found if one.ads):
        spend = world.final_cube(campaign).sum(axis=1)[METRICS.index("spend_micros")] * 1.0
        entities = [campaign.id, *(each.id for each in campaign.ad_sets), *(each.id for each in campaign.ads)]
        changes = [
            (change.at.date() - world.genesis).days
            for entity in entities
            for change in world.journal.of(campaign.account.platform, entity, world.clock.now())
        ]
        for day in range(60, spend.size - 1 - AHEAD, AHEAD):
            after = spend[day : day + AHEAD]
            if (after <= 0).any() or any(-AHEAD <= day - change <= CALM_FOR for change in changes):
                continue
            if found := project(spend[day - 28 : day].tolist(), AHEAD):
                asked += 1
                held += found.low <= after.sum() <= found.high

    assert asked > 500
    assert held / asked == pytest.approx(0.8, abs=0.07)
