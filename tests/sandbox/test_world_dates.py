"""Other dates change what is delivered from then on, and never more than a budget allows."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from sandbox.world.changes import DATES
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Campaign, Platform, Status
from sandbox.world.world import World
from tests.sandbox.test_world import BORN, META_KSA, NOON, make_world, spend

BUDGET = 2_000_000_000
LONG_AFTER = NOON + timedelta(days=60)
LEVELS = [
    (Platform.META, ("campaign", "ad_set")),
    (Platform.GOOGLE, ("campaign",)),
    (Platform.TIKTOK, ("ad_set",)),
]


def make_flight(world: World, platform: Platform, days: int = 10) -> Campaign:
    """A campaign of today and the days after it, on a lifetime budget, with one ad set and one ad."""
    account = next(each for each in world.accounts_of(platform) if not each.manager and each.currency == "SAR")
    last, parent = BORN + timedelta(days=days - 1), account.id
    kinds: tuple[Kind, ...] = ("campaign", "ad_set", "ad")
    for kind in kinds:
        money: dict[str, Any] = {"budget_micros": BUDGET, "lifetime": True} if kind == "campaign" else {}
        dates: dict[str, Any] = {"starts_on": BORN, "ends_on": last}
        made = Creation(NOON, platform, kind, f"{kind}-1", parent, kind, Status.ACTIVE, **dates, **money)
        world.create(made)
        parent = made.id
    return world.campaign_of(platform, "campaign-1")


def change(world: World, campaign: Campaign, levels: tuple[str, ...], **days: date) -> None:
    platform = campaign.account.platform
    for level in levels:
        for field in DATES:
            if field in days:
                world.change(platform, f"{level}-1", field, days[field].isoformat())


def at(world: World, moment: datetime) -> World:
    world.clock.set(moment)
    return world


def day(number: int) -> date:
    return BORN + timedelta(days=number)


@pytest.mark.parametrize(("platform", "levels"), LEVELS)
def test_a_nearer_end_stops_it_there_and_spends_what_is_left_before(platform, levels):
    world = make_world()
    campaign = make_flight(world, platform)
    change(at(world, NOON + timedelta(days=3)), campaign, levels, ends_on=day(5))
    at(world, LONG_AFTER)

    spent = [spend(world, campaign, day(number)) for number in range(12)]

    assert min(spent[:6]) > 0
    assert max(spent[6:]) == 0
    assert max(spent[:3]) < min(spent[4:6])  # what was for seven days now is for three
    assert 0.8 * BUDGET < sum(spent) <= BUDGET


@pytest.mark.parametrize(("platform", "levels"), LEVELS)
def test_a_farther_end_goes_on_with_less_a_day(platform, levels):
    world = make_world()
    campaign = make_flight(world, platform)
    before = at(world, NOON + timedelta(days=4)).cube(campaign).copy()
    change(world, campaign, levels, ends_on=day(29))
    at(world, LONG_AFTER)

    spent = [spend(world, campaign, day(number)) for number in range(32)]

    assert min(spent[:30]) > 0
    assert max(spent[30:]) == 0
    assert max(spent[5:30]) < min(spent[:4])
    assert 0.8 * BUDGET < sum(spent) <= BUDGET
    known = (BORN - world.genesis).days + 4
    assert np.array_equal(world.cube(campaign)[0, :, :known], before[0, :, :known])  # the past stays as it was


def test_what_is_over_can_go_on_but_not_in_the_days_between():
    world = make_world()
    campaign = make_flight(world, Platform.META, days=3)
    change(at(world, NOON + timedelta(days=6)), campaign, ("campaign", "ad_set"), ends_on=day(8))
    at(world, LONG_AFTER)

    assert [bool(spend(world, campaign, day(number))) for number in range(3, 10)] == [
        False, False, False, True, True, True, False,
    ]  # fmt: skip


def test_where_two_levels_have_dates_both_count():
    world = make_world()
    campaign = make_flight(world, Platform.META)
    change(at(world, NOON + timedelta(days=1)), campaign, ("ad_set",), ends_on=day(4))
    change(world, campaign, ("campaign",), ends_on=day(20))

    assert world.flight(Platform.META, campaign) == (BORN, day(20))
    assert world.flight(Platform.META, campaign.ad_sets[0]) == (BORN, day(4))
    at(world, LONG_AFTER)
    assert [bool(spend(world, campaign, day(number))) for number in (4, 5, 12)] == [True, False, False]
    assert world.ended(campaign)


@pytest.mark.parametrize(
    ("edits", "against"),
    [
        ({"starts_on": 1}, "begun"),
        ({"ends_on": -1}, "past"),
        ({"ends_on": 40}, None),
        ({"ends_on": 0}, None),
        ({}, None),
    ],
)
def test_what_stands_against_other_dates(edits, against):
    world = make_world()
    campaign = make_flight(world, Platform.META)

    days = [(field, day(edits[field]).isoformat()) for field in DATES if field in edits]

    assert world.against_dates(Platform.META, campaign, days) == against


def test_a_first_day_to_come_moves_but_not_behind_the_last():
    world = make_world()
    account = world.accounts[META_KSA]
    world.create(Creation(NOON, Platform.META, "campaign", "c", account.id, "c", Status.PAUSED, starts_on=day(3),
                          ends_on=day(9)))  # fmt: skip
    campaign = world.campaign_of(Platform.META, "c")

    verdicts = [
        world.against_dates(Platform.META, campaign, [("starts_on", str(day(number)))]) for number in (5, 10, -1)
    ]

    assert verdicts == [None, "order", "past"]
