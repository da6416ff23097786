"""What only LinkedIn has: groups above campaigns, money below groups, URNs, and answers that are cut off."""

from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import connector
from engine.connectors.base import Account
from engine.connectors.linkedin import changes, entities, metrics, restli
from engine.connectors.linkedin import platform as words
from engine.core import clock
from engine.core.errors import PlatformError, Refused, TooMuchData
from engine.core.periods import Days
from tests.engine.connectors.server import answer

DAY = {"year": 2026, "month": 11, "day": 1}
ITEM = {
    "dateRange": {"start": DAY, "end": DAY},
    "pivotValues": ["urn:li:sponsoredCampaignGroup:6", "urn:li:sponsoredCampaign:987"],
    "impressions": 10,
    "landingPageClicks": 1,
    "costInLocalCurrency": "1.23",
}
DAYS = Days(datetime(2026, 11, 1, tzinfo=UTC).date(), datetime(2026, 11, 8, tzinfo=UTC).date())


def test_queries_keep_their_structure_literal_and_their_values_encoded_once():
    assert restli.date_range(DAYS) == "(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:7))"
    assert restli.listed([restli.urn("sponsoredCampaign", "1")]) == "List(urn%3Ali%3AsponsoredCampaign%3A1)"
    assert (
        restli.search(status=["ACTIVE", "PAUSED"], id=["1"])
        == "(status:(values:List(ACTIVE,PAUSED)),id:(values:List(1)))"
    )


@pytest.mark.parametrize("name", ["", "urn:li:sponsoredCampaign", "urn%3Ali%3AsponsoredCampaign%3A1", None, 7])
def test_what_is_no_urn_has_no_id(name):
    with pytest.raises(ValueError, match="no URN"):
        restli.id_of(name)


def test_what_is_not_reported_is_not_zero():
    row = metrics.read_metric(Level.AD_SET, ITEM)

    assert (row.external_id, row.campaign_id, row.spend_micros) == ("987", "6", 1_230_000)
    assert (row.conversions, row.conversion_value_micros, row.reach, row.video_views) == (None, None, None, None)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_lead_forms_and_website_conversions_are_both_conversions(website, leads):
    row = metrics.read_metric(
        Level.CAMPAIGN, ITEM | {"externalWebsiteConversions": website, "oneClickLeads": leads}
    )

    assert row.conversions == Decimal(website + leads)


@given(st.decimals(0, 10**9, places=6, allow_nan=False))
def test_money_is_exact_to_the_micro(amount):
    row = metrics.read_metric(Level.CAMPAIGN, ITEM | {"costInLocalCurrency": str(amount)})

    assert row.spend_micros == int(amount * 1_000_000)


def test_statuses_and_objectives_are_the_same_after_the_round_trip():
    assert [words.status(word) for word in words.STATUSES.values()] == list(words.STATUSES)
    assert [words.objective(word) for word in words.OBJECTIVES.values()] == list(words.OBJECTIVES)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("COMPLETED", EntityStatus.COMPLETED),
        ("CANCELED", EntityStatus.ARCHIVED),
        ("REMOVED", EntityStatus.REMOVED),
        ("DRAFT", EntityStatus.DRAFT),
        ("FROZEN", EntityStatus.PAUSED),
    ],
)
def test_statuses_that_are_only_read_have_our_words(word, expected):
    assert words.status(word) is expected


def test_objectives_are_singular():
    assert words.objective("WEBSITE_VISITS") is Objective.UNKNOWN


def test_a_group_whose_time_is_over_is_completed():
    item = {"id": 6, "name": "Hiring", "status": "ACTIVE", "runSchedule": {"start": 1, "end": 1_790_000_000_000}}

    with clock.stopped_at(datetime(2026, 11, 22, tzinfo=UTC)):
        over = entities.read_group(item, {})
    with clock.stopped_at(datetime(2026, 1, 1, tzinfo=UTC)):
        running = entities.read_group(item, {"6": Objective.LEADS})

    assert (over.status, over.objective) == (EntityStatus.COMPLETED, Objective.UNKNOWN)
    assert (running.status, running.objective) == (EntityStatus.ACTIVE, Objective.LEADS)


def test_groups_have_their_campaigns_objective_and_no_money(linkedin_person):
    account = linkedin_person.busy()[0]
    rows = linkedin_person.entities(account)
    groups = [row for row in rows if row.level is Level.CAMPAIGN]

    assert all(row.daily_budget_micros is row.lifetime_budget_micros is None for row in groups)
    for row in (row for row in rows if row.level is Level.AD_SET):
        assert row.objective is next(group.objective for group in groups if group.external_id == row.parent_id)
        assert bool(row.daily_budget_micros) != bool(row.lifetime_budget_micros)
        assert row.bid_micros


@pytest.mark.parametrize("level", [Level.CAMPAIGN, Level.AD])
def test_money_at_the_wrong_place_is_refused_before_any_call(linkedin_person, level):
    account = linkedin_person.busy()[0]
    row = next(row for row in linkedin_person.entities(account) if row.level is level)
    before = len(linkedin_person.calls())

    with pytest.raises(Refused):
        linkedin_person.change(account, row, daily_budget_micros=50_000_000)

    assert len(linkedin_person.calls()) == before


def test_status_budget_and_bid_change_in_one_call(linkedin_person):
    account, campaign = linkedin_person.with_budget()
    before = len(linkedin_person.calls())

    linkedin_person.change(
        account, campaign, status=EntityStatus.PAUSED, daily_budget_micros=75_500_000, bid_micros=3_250_000
    )

    assert len(linkedin_person.calls()) == before + 1
    after = linkedin_person.read_back(account, campaign)
    assert (after.status, after.daily_budget_micros, after.bid_micros) == (
        EntityStatus.PAUSED, 75_500_000, 3_250_000,
    )  # fmt: skip


@given(st.integers(1, 10**15))
def test_amounts_are_written_as_decimal_text_exact_to_the_micro(amount):
    text = changes.decimal_text(amount)

    assert Decimal(text) * 1_000_000 == amount
    assert len(text.partition(".")[2]) >= 2


def test_an_answer_that_may_be_cut_off_asks_for_fewer_days(server, redis):
    server.acts = [answer(orjson.dumps({"elements": [ITEM] * metrics.MOST_ELEMENTS}))]
    account = Account("linkedin", "1", "USD", "UTC", "token")

    with pytest.raises(TooMuchData):
        list(connector("linkedin").fetch_metrics(account, DAYS, Level.AD_SET))


def test_a_next_page_that_is_this_page_is_no_endless_loop(server, redis):
    server.acts = [answer(orjson.dumps({"elements": [], "metadata": {"nextPageToken": "again"}}))]

    with pytest.raises(PlatformError):
        connector("linkedin").fetch_accounts("token")
    assert len(server.asked) == 2
