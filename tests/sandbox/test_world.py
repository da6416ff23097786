"""The laws of the simulated world: deterministic, additive, late, and obedient to what clients set."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.world.clock import Clock
from sandbox.world.model import Campaign, Level, Platform, Status
from sandbox.world.reports import Line, lines, spans_of_days, spans_of_months
from sandbox.world.series import METRICS
from sandbox.world.world import World

BORN = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
META_KSA = (Platform.META, "238001100000101")


def make_world(seed: int = 7, now: datetime = NOON) -> World:
    return World(seed, BORN, Clock(now))


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


def running_campaign(world: World) -> Campaign:
    """A campaign that spends today, with a daily budget of its own."""
    return next(
        c
        for c in world.campaigns_of(world.accounts[META_KSA])
        if world.status(Platform.META, c.id) is Status.ACTIVE
        and c.budget_micros
        and not c.lifetime
        and spend(world, c, BORN)
    )


def budget(world: World, campaign: Campaign) -> int:
    return world.budget_micros(Platform.META, campaign) or 0


def spend(world: World, campaign: Campaign, day: date) -> int:
    return int(world.cube(campaign)[0, :, (day - world.genesis).days].sum())


def conversions(world: World, campaign: Campaign, since: date, until: date) -> int:
    first = (since - world.genesis).days
    row = METRICS.index("conversions_e2")
    return int(world.cube(campaign)[row, :, first : first + (until - since).days].sum())


def test_there_is_enough_of_everything(world):
    for platform in Platform:
        assert sum(not account.manager for account in world.accounts_of(platform)) >= 3
    both = [c for (owner, _), found in world.campaigns.items() if owner in {"meta", "google"} for c in found]
    assert len(both) >= 40
    assert all(1 <= len(c.ad_sets) <= 3 and all(1 <= len(s.ads) <= 4 for s in c.ad_sets) for c in both)
    assert world.genesis == date(2025, 5, 1)
    assert {world.status(c.account.platform, c.id) for c in both} == set(Status) - {Status.DRAFT}


def test_every_identifier_is_unique(world):
    for platform in Platform:
        found = [c for (owner, _), each in world.campaigns.items() if owner == platform for c in each]
        ids = [e.id for c in found for e in (c, *c.ad_sets, *c.ads)] + [c.budget_id for c in found]
        assert len(set(ids)) == len(ids)


def test_the_same_seed_is_the_same_world_and_another_is_another(world):
    again, other = make_world(), make_world(seed=8)

    for key, campaigns in world.campaigns.items():
        assert campaigns == again.campaigns[key]
        assert all(np.array_equal(world.cube(c), again.cube(c)) for c in campaigns)
    assert other.campaigns[META_KSA] != world.campaigns[META_KSA]


def test_tomorrow_does_not_change_what_was_settled(world):
    later = make_world(now=NOON + timedelta(days=40))
    settled = [METRICS.index(name) for name in ("spend_micros", "impressions", "clicks", "video_views")]

    for campaign in world.campaigns[META_KSA]:
        before, after = world.cube(campaign)[settled, :, :-1], later.cube(campaign)[settled]
        assert np.array_equal(before, after[:, :, : before.shape[2]])


def numbers(found: list[Line], key) -> dict[object, np.ndarray]:
    sums: dict[object, np.ndarray] = {}
    for line in found:
        values = np.array([line.numbers[name] for name in METRICS])
        sums[key(line)] = sums.get(key(line), 0) + values
    return sums


@settings(max_examples=15, deadline=None)
@given(
    back=st.integers(0, 500),
    length=st.integers(1, 60),
    step=st.integers(1, 30),
    account=st.sampled_from([META_KSA, (Platform.META, "238001100000103"), (Platform.GOOGLE, "7710000103")]),
)
def test_parts_add_up_at_every_level(world, back, length, step, account):
    since = BORN - timedelta(days=back)
    spans = spans_of_days(since, since + timedelta(days=length - 1), step)
    owner = world.accounts[account]
    campaigns = world.campaigns_of(owner)
    levels = {level: list(lines(world, owner, campaigns, level, spans)) for level in Level}

    by_span = {level: numbers(found, lambda line: line.since) for level, found in levels.items()}
    for level in Level:
        for span, values in by_span[Level.ACCOUNT].items():
            assert np.array_equal(values, by_span[level][span]), (level, span)
    ads = numbers(levels[Level.AD], lambda line: (line.ad_set.id, line.since))
    sets = numbers(levels[Level.AD_SET], lambda line: (line.ad_set.id, line.since))
    assert ads.keys() == sets.keys()
    assert all(np.array_equal(ads[key], sets[key]) for key in sets)


@given(since=st.dates(date(2024, 1, 1), date(2027, 1, 1)), length=st.integers(0, 500), step=st.integers(1, 90))
def test_spans_cover_their_range_once(since, length, step):
    until = since + timedelta(days=length)

    for spans in (spans_of_days(since, until, step), spans_of_months(since, until)):
        days = [begin + timedelta(days=n) for begin, end in spans for n in range((end - begin).days + 1)]
        assert days == [since + timedelta(days=n) for n in range(length + 1)]


def test_numbers_are_possible(world):
    for campaigns in world.campaigns.values():
        for campaign in campaigns:
            cube = dict(zip(METRICS, world.cube(campaign), strict=True))
            assert all((values >= 0).all() for values in cube.values())
            assert (cube["clicks"] <= cube["impressions"]).all()
            assert (cube["link_clicks"] <= cube["clicks"]).all()
            assert (cube["conversions_e2"] <= cube["clicks"] * 100).all()
            assert (cube["spend_micros"] % campaign.account.money_step_micros == 0).all()
            assert (cube["value_micros"] % campaign.account.money_step_micros == 0).all()


def test_reach_is_not_additive(world):
    account = world.accounts[META_KSA]
    since = BORN - timedelta(days=20)
    daily = list(lines(world, account, world.campaigns_of(account), Level.ACCOUNT, spans_of_days(since, BORN, 1)))
    whole = next(lines(world, account, world.campaigns_of(account), Level.ACCOUNT, [(since, BORN)]))

    assert max(line.reach for line in daily) < whole.reach < sum(line.reach for line in daily)
    assert whole.reach < whole.numbers["impressions"]


def test_today_grows_with_the_hour():
    world = make_world(now=datetime(2026, 11, 21, 22, tzinfo=UTC))  # one in the morning in Riyadh
    campaign = running_campaign(make_world())

    amounts = []
    for _ in range(22):
        amounts.append(spend(world, campaign, BORN))
        world.clock.advance(3600)

    assert amounts == sorted(amounts)
    assert 0 < amounts[0] < amounts[10] / 5 < amounts[-1] / 5


def test_conversions_of_a_day_grow_for_four_weeks():
    world = make_world()
    campaign = running_campaign(world)
    since, until = BORN - timedelta(days=7), BORN

    known = []
    for _ in range(35):
        known.append(conversions(world, campaign, since, until))
        world.clock.advance(86_400)

    assert known == sorted(known)
    assert known[0] < known[6] < known[34]
    assert len(set(known[28:])) == 1


def test_a_paused_campaign_stops_being_charged_and_starts_again():
    world = make_world()
    campaign = running_campaign(world)

    world.change(Platform.META, campaign.id, "status", Status.PAUSED)
    world.clock.advance(2 * 86_400)
    world.change(Platform.META, campaign.id, "status", Status.ACTIVE)
    world.clock.advance(2 * 86_400)

    days = [spend(world, campaign, BORN + timedelta(days=n)) for n in range(4)]
    assert 0 < days[0] < days[3]
    assert days[1] == 0
    assert 0 < days[2] < days[3]


def test_a_doubled_budget_is_spent_from_then_on():
    world = make_world()
    campaign = running_campaign(world)
    yesterday = spend(world, campaign, BORN - timedelta(days=1))

    world.change(Platform.META, campaign.id, "budget_micros", 2 * budget(world, campaign))
    world.clock.advance(2 * 86_400)

    assert spend(world, campaign, BORN - timedelta(days=1)) == yesterday
    assert 1.6 < spend(world, campaign, BORN + timedelta(days=1)) / yesterday < 2.5


def test_a_paused_ad_leaves_its_money_to_its_sisters():
    world = make_world()
    campaign = next(c for c in world.campaigns_of(world.accounts[META_KSA]) if c.budget_micros and len(c.ads) > 3)
    column = (BORN + timedelta(days=1) - world.genesis).days
    loud = int(world.cube(campaign)[0, :, -1].argmax())

    world.change(Platform.META, campaign.ads[loud].id, "status", Status.PAUSED)
    world.clock.advance(2 * 86_400)

    charged = world.cube(campaign)[0, :, column]
    assert charged[loud] == 0
    assert charged.sum() > 0.7 * budget(world, campaign)


def test_a_lifetime_budget_is_never_overspent(world):
    for campaigns in world.campaigns.values():
        for campaign in (c for c in campaigns if c.lifetime):
            budgets = [campaign.budget_micros or 0, *(ad_set.budget_micros or 0 for ad_set in campaign.ad_sets)]
            assert 0 < world.cube(campaign)[0].sum() <= sum(budgets)


def test_more_money_never_buys_less():
    world = make_world()
    campaign = running_campaign(world)
    row = [METRICS.index(name) for name in ("impressions", "clicks", "conversions_e2")]
    bought = []
    for factor in (1, 2, 4, 8):
        richer = make_world()
        richer.change(Platform.META, campaign.id, "budget_micros", factor * budget(world, campaign))
        richer.clock.advance(15 * 86_400)
        bought.append(richer.cube(campaign)[row, :, -12:-1].sum(axis=(1, 2)))

    assert all((after >= before).all() for before, after in pairwise(bought))
    assert bought[3][2] < 6 * bought[0][2], "eight times the money must not bring eight times the buyers"


@pytest.mark.parametrize("now", [datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 4, 30, tzinfo=UTC)])
def test_before_its_history_the_world_is_empty(now):
    world = make_world(now=now)
    account = world.accounts[META_KSA]

    found = list(lines(world, account, world.campaigns[META_KSA], Level.ACCOUNT, [(date(2024, 1, 1), BORN)]))

    assert not any(line.delivered for line in found)
