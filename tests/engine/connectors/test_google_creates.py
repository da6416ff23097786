"""What only Google has in creating: one request of operations under temporary names, and texts tried in turn."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from google.ads.googleads.v26.services.types import google_ads_service as ads
from google.protobuf.json_format import ParseDict

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import google
from engine.connectors.base import Account, Change
from engine.connectors.google import calls
from engine.connectors.launches import Creative, Launch
from engine.core import clock
from engine.core.errors import Missing, PlatformBusy, Refused
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import Server, answer

ACCOUNT = Account("google", "1234567890", "SAR", "Asia/Riyadh", "token", "77-1000-0001")
ROOT = "customers/1234567890"
SHOWN = Creative("Winter sale", "Half price. Delivered in two days", "https://www.shop.example/winter")
TEXTS = ["Winter sale", "Half price", "Delivered in two days"]
RIYADH = ZoneInfo("Asia/Riyadh")


def launch(**details: Any) -> Launch:
    usual: dict[str, Any] = {
        "key": UUID(int=7), "name": "Winter", "objective": Objective.TRAFFIC,
        "starts_on": NOON.date() + timedelta(days=3), "ends_on": None, "creative": SHOWN,
        "daily_budget_micros": 750_000_000, "countries": ("SA", "AE"),
    }  # fmt: skip
    return Launch(**(usual | details))


def places(*countries: str) -> bytes:
    rows = [
        {"geoTargetConstant": {"resourceName": f"geoTargetConstants/{country}", "countryCode": country}}
        for country in countries
    ]
    return orjson.dumps([{"results": rows}])


def results(**named: str) -> bytes:
    answers = [{f"{kind}Result": {"resourceName": f"{ROOT}/{name}"}} for kind, name in named.items()]
    return orjson.dumps({"mutateOperationResponses": answers})


def sent(server: Server) -> dict[str, Any]:
    """The last request's body, after Google's own message has read it strictly."""
    body: dict[str, Any] = orjson.loads(server.sent[-1])
    ParseDict(body, ads.MutateGoogleAdsRequest.pb()(), ignore_unknown_fields=False)
    return body


@pytest.fixture
def campaign_of(server: Server) -> Callable[..., dict[str, Any]]:
    """The `create` of the campaign that a launch becomes."""

    def create(**details: Any) -> dict[str, Any]:
        made = results(campaignBudget="campaignBudgets/5", campaign="campaigns/6", campaignCriterion="x/6~2682")
        server.acts = [answer(places("SA")), answer(made)]
        server.asked.clear()
        google.create(ACCOUNT, launch(countries=("SA",), **details), Level.CAMPAIGN, None)
        operations = sent(server)["mutateOperations"]
        found: dict[str, Any] = operations[1]["campaignOperation"]["create"]
        return found | {"budget": operations[0]["campaignBudgetOperation"]["create"]}

    return create


# What is sent


def test_a_campaign_goes_with_its_budget_and_its_places_in_one_request(server):
    made = {"campaignBudget": "campaignBudgets/5", "campaign": "campaigns/6"}
    answers = orjson.loads(results(**made))["mutateOperationResponses"]
    answers += [{"campaignCriterionResult": {"resourceName": f"{ROOT}/campaignCriteria/6~{n}"}} for n in (1, 2)]
    server.acts = [answer(places("AE", "SA")), answer(orjson.dumps({"mutateOperationResponses": answers}))]

    created = google.create(ACCOUNT, launch(), Level.CAMPAIGN, None)

    assert server.asked[1].endswith("/v26/customers/1234567890/googleAds:mutate")
    campaign = f"{ROOT}/campaigns/-2"
    assert sent(server) == {"mutateOperations": [
        {"campaignBudgetOperation": {"create": {
            "resourceName": f"{ROOT}/campaignBudgets/-1", "deliveryMethod": "STANDARD", "explicitlyShared": False,
            "period": "DAILY", "amountMicros": "750000000",
        }}},
        {"campaignOperation": {"create": {
            "resourceName": campaign, "name": "Winter", "status": "PAUSED", "advertisingChannelType": "SEARCH",
            "campaignBudget": f"{ROOT}/campaignBudgets/-1", "targetSpend": {},
            "networkSettings": {
                "targetGoogleSearch": True, "targetSearchNetwork": True, "targetContentNetwork": False,
            },
            "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
            "startDateTime": f"{launch().starts_on} 00:00:00",
        }}},
        {"campaignCriterionOperation": {"create": {
            "campaign": campaign, "location": {"geoTargetConstant": "geoTargetConstants/SA"},
        }}},
        {"campaignCriterionOperation": {"create": {
            "campaign": campaign, "location": {"geoTargetConstant": "geoTargetConstants/AE"},
        }}},
    ]}  # fmt: skip
    assert created.external_id == "6"
    assert created.extra == {"resource": f"{ROOT}/campaigns/6", "budget": f"{ROOT}/campaignBudgets/5"}


def test_an_ad_group_goes_with_its_keywords_and_its_bid(server):
    server.acts = [answer(results(adGroup="adGroups/7", adGroupCriterion="adGroupCriteria/7~1"))]

    plan = launch(keywords=("winter coat", "winter coat"), bid_micros=1_500_000)
    created = google.create(ACCOUNT, plan, Level.AD_SET, "6")

    group = f"{ROOT}/adGroups/-1"
    assert sent(server) == {"mutateOperations": [
        {"adGroupOperation": {"create": {
            "resourceName": group, "name": "Winter", "campaign": f"{ROOT}/campaigns/6", "status": "PAUSED",
            "type": "SEARCH_STANDARD", "cpcBidMicros": "1500000",
        }}},
        {"adGroupCriterionOperation": {"create": {
            "adGroup": group, "status": "ENABLED", "keyword": {"text": "winter coat", "matchType": "PHRASE"},
        }}},
    ]}  # fmt: skip
    assert (created.external_id, created.extra) == ("7", {"resource": f"{ROOT}/adGroups/7"})


def test_an_ad_is_known_by_the_id_behind_its_ad_groups(server):
    server.acts = [answer(results(adGroupAd="adGroupAds/7~8"))]

    created = google.create(ACCOUNT, launch(), Level.AD, "7")

    shown = {
        "headlines": [{"text": text} for text in TEXTS],
        "descriptions": [{"text": SHOWN.body}, {"text": SHOWN.headline}],
    }
    assert sent(server) == {"mutateOperations": [{"adGroupAdOperation": {"create": {
        "adGroup": f"{ROOT}/adGroups/7", "status": "PAUSED",
        "ad": {"finalUrls": [SHOWN.url], "responsiveSearchAd": shown},
    }}}]}  # fmt: skip
    assert (created.external_id, created.extra) == ("8", {"resource": f"{ROOT}/adGroupAds/7~8"})


@pytest.mark.parametrize(
    ("details", "bidding"),
    [
        ({}, {"targetSpend": {}}),
        ({"bid_micros": 2_000_000}, {"manualCpc": {}}),
        ({"objective": Objective.LEADS}, {"maximizeConversions": {}}),
        ({"objective": Objective.LEADS, "bid_micros": 9_000_000},
         {"maximizeConversions": {"targetCpaMicros": "9000000"}}),
        ({"objective": Objective.SALES}, {"maximizeConversionValue": {}}),
    ],
)  # fmt: skip
def test_an_objective_is_what_is_bid_for(campaign_of, details, bidding):
    campaign = campaign_of(**details)

    ways = {"targetSpend", "manualCpc", "maximizeConversions", "maximizeConversionValue"}
    assert {name: campaign[name] for name in ways & campaign.keys()} == bidding


def test_a_budget_for_the_whole_time_has_a_period_of_its_own(campaign_of):
    ends = NOON.date() + timedelta(days=30)

    campaign = campaign_of(daily_budget_micros=None, lifetime_budget_micros=9_000_000_000, ends_on=ends)

    assert {"period": "CUSTOM_PERIOD", "totalAmountMicros": "9000000000"}.items() <= campaign["budget"].items()
    assert "amountMicros" not in campaign["budget"]
    assert campaign["endDateTime"] == f"{ends} 23:59:59"


def test_a_first_day_that_has_come_in_the_accounts_zone_is_not_said(campaign_of):
    # 22:30 in Greenwich is half past one of the next day in Riyadh.
    with clock.stopped_at(NOON.replace(hour=22, minute=30)):
        tomorrow = NOON.date() + timedelta(days=1)

        assert "startDateTime" not in campaign_of(starts_on=tomorrow)
        assert campaign_of(starts_on=tomorrow + timedelta(days=1))["startDateTime"].endswith(" 00:00:00")


def test_what_reads_and_changes_sends_messages_of_theirs_too(server):
    server.acts = [answer(orjson.dumps({"results": [{"resourceName": "x"}]}))]
    extra = {"budget": f"{ROOT}/campaignBudgets/5"}
    changes = (
        (Change(Level.CAMPAIGN, "6", status=EntityStatus.PAUSED), "campaignOperation"),
        (Change(Level.CAMPAIGN, "6", status=EntityStatus.REMOVED), "campaignOperation"),
        (Change(Level.CAMPAIGN, "6", daily_budget_micros=5_000_000, extra=extra), "campaignBudgetOperation"),
        (Change(Level.AD_SET, "7", bid_micros=5_000_000), "adGroupOperation"),
    )

    for change, kind in changes:
        google.apply_change(ACCOUNT, change)
        (operation,) = orjson.loads(server.sent[-1])["operations"]
        message = ads.MutateGoogleAdsRequest.pb()()
        assert ParseDict({"mutateOperations": [{kind: operation}]}, message, ignore_unknown_fields=False)


# What Google would not take


@pytest.mark.parametrize(
    ("field", "details"),
    [
        ("name", {"name": "two\nlines"}),
        ("name", {"name": "x" * 256}),
        ("bid_micros", {"bid_micros": 1}),
        ("bid_micros", {"bid_micros": 5_000_000, "objective": Objective.SALES}),
        ("daily_budget_micros", {"lifetime_budget_micros": 5_000_000}),
        ("daily_budget_micros", {"daily_budget_micros": None}),
        ("lifetime_budget_micros", {"daily_budget_micros": None, "lifetime_budget_micros": 0}),
        ("ends_on", {"daily_budget_micros": None, "lifetime_budget_micros": 5_000_000}),
        ("ends_on", {"ends_on": NOON.date()}),
        ("ends_on", {"starts_on": NOON.date() - timedelta(days=9), "ends_on": NOON.date() - timedelta(days=2)}),
        ("objective", {"objective": Objective.VIDEO_VIEWS}),
        ("countries", {"countries": ()}),
        ("countries", {"countries": ("SA' OR 1",)}),
        ("countries", {"countries": ("sa",)}),
        ("keywords", {"keywords": ("buy now!",)}),
        ("keywords", {"keywords": ("w " * 11,)}),
        ("keywords", {"keywords": (" ",)}),
        ("url", {"creative": Creative("One", "Two. Three. Four", "shop.example")}),
        ("url", {"creative": Creative("One", "Two. Three. Four", "https://[half")}),
        ("headline", {"creative": Creative("x" * 31, "Two. Three. Four", SHOWN.url)}),
        ("headline", {"creative": Creative("長" * 16, "Two. Three. Four", SHOWN.url)}),
        ("headline", {"creative": Creative("", "Two. Three. Four", SHOWN.url)}),
        ("headline", {"creative": Creative("One", "x" * 80, SHOWN.url)}),
        ("headline", {"creative": Creative("One", "Two", SHOWN.url, headlines=tuple(map(str, range(15))))}),
        ("body", {"creative": Creative("One", "Two. Three. Four" * 9, SHOWN.url, headlines=("A", "B"))}),
        ("body", {"creative": Creative("One. Two", "One. Two", SHOWN.url)}),
        ("body", {"creative": Creative("One", "A", SHOWN.url, headlines=("B", "C"), bodies=("D", "E", "F", "G"))}),
    ],
)
@pytest.mark.parametrize("level", [Level.CAMPAIGN, Level.AD])
def test_what_google_would_refuse_is_refused_by_its_field_before_any_call(server, field, details, level):
    with pytest.raises(Refused) as refused:
        google.create(ACCOUNT, launch(**details), level, "7")

    assert refused.value.facts["field"] == field
    assert server.asked == []


def test_a_currency_without_coins_takes_whole_units_only():
    yen = Account("google", "1", "JPY", "Asia/Tokyo", "token")

    with pytest.raises(Refused) as refused:
        google.create(yen, launch(daily_budget_micros=100_500_000), Level.CAMPAIGN, None)

    assert refused.value.facts["field"] == "daily_budget_micros"


def test_a_country_that_google_does_not_know_is_named(server):
    server.acts = [answer(places("SA"))]

    with pytest.raises(Refused) as refused:
        google.create(ACCOUNT, launch(countries=("SA", "XX")), Level.CAMPAIGN, None)

    assert (refused.value.facts["field"], "XX" in refused.value.detail) == ("countries", True)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b'{"mutateOperationResponses": []}', b'{"mutateOperationResponses": [{}]}',
     b'{"mutateOperationResponses": [{"adGroupAdResult": {}}]}', b'{"mutateOperationResponses": 7}', b"{half"],
)  # fmt: skip
def test_an_answer_that_does_not_say_what_was_made_is_unconfirmed(server, body):
    server.acts = [answer(body)]

    with pytest.raises(PlatformBusy) as unclear:
        google.create(ACCOUNT, launch(), Level.AD, "7")

    assert unclear.value.facts["unconfirmed"] is True
    assert len(server.asked) == 1


# Over the wire


def test_places_keywords_dates_and_bids_arrive(google_person: Person):
    row = next(row for row in google_person.busy() if row.currency == "SAR")
    account, today = google_person.account(row), datetime.now(RIYADH).date()
    begins, ends = today + timedelta(days=2), today + timedelta(days=9)
    words = "winter coat", "معطف شتوي"
    plan = launch(keywords=words, bid_micros=1_500_000, starts_on=begins, ends_on=ends)

    campaign = google.create(account, plan, Level.CAMPAIGN, None)
    group = google.create(account, plan, Level.AD_SET, campaign.external_id)

    def ask(query: str) -> list[dict[str, Any]]:
        return list(calls.rows(account.token, account.external_id, account.login_id, query))

    found = ask("SELECT campaign_criterion.location.geo_target_constant FROM campaign_criterion")
    assert {each["campaignCriterion"]["location"]["geoTargetConstant"] for each in found} == {
        "geoTargetConstants/2682", "geoTargetConstants/2784"
    }  # fmt: skip
    found = ask("SELECT ad_group_criterion.keyword.text FROM ad_group_criterion")
    assert [each["adGroupCriterion"]["keyword"]["text"] for each in found] == list(words)
    listed = {each.external_id: each for each in google_person.entities(row)}
    read, below = listed[campaign.external_id], listed[group.external_id]
    assert (read.starts_at, read.ends_at) == (
        datetime.combine(begins, time(), RIYADH),
        datetime.combine(ends, time(23, 59, 59), RIYADH),
    )
    assert (read.extra, below.extra, below.bid_micros) == (campaign.extra, group.extra, 1_500_000)


def test_a_name_that_is_taken_is_refused_at_the_name(google_person: Person):
    row = next(row for row in google_person.busy() if row.currency == "SAR")
    account = google_person.account(row)
    google.create(account, launch(), Level.CAMPAIGN, None)

    with pytest.raises(Refused) as refused:
        google.create(account, launch(key=UUID(int=8)), Level.CAMPAIGN, None)

    assert (refused.value.facts["field"], "DUPLICATE_CAMPAIGN_NAME" in refused.value.detail) == ("name", True)


def test_a_campaign_that_was_removed_takes_no_ad_group(google_person: Person):
    row = next(row for row in google_person.busy() if row.currency == "SAR")
    account = google_person.account(row)
    made = google.create(account, launch(), Level.CAMPAIGN, None)
    removed = Change(Level.CAMPAIGN, made.external_id, status=EntityStatus.REMOVED, extra=made.extra)
    google.apply_change(account, removed)

    with pytest.raises((Refused, Missing)):
        google.create(account, launch(), Level.AD_SET, made.external_id)
