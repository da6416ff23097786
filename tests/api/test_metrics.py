"""Metrics by dimensions: the dashboard's sums, ratios of sums, pages, comparison, and what has no rate."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from db.kinds import Level
from db.models import AdMetric
from engine.core import clock
from engine.core.work import work
from engine.orgs import change_org
from tests.conftest import Database
from tests.factories import OrgFacts, insert, make_ad, make_ad_campaign, make_day, make_integration, make_rate
from tests.site import member

TODAY = clock.today("Asia/Riyadh")
DAY = TODAY - timedelta(days=3)
MICRO = 1_000_000


@pytest.fixture
def asked(web: str, org: OrgFacts) -> Any:
    """Asks the org's metrics."""
    with member(web, org.sign_in()) as person:
        yield lambda **query: person.get(f"/api/orgs/{org.id}/metrics", params={"days": 30} | query)


@pytest.fixture
def world(org: OrgFacts) -> dict[str, Any]:
    """Two accounts on two platforms with a campaign each, and the same weekday a week before."""
    meta, google = make_integration(org.id, "meta"), make_integration(org.id, "google")
    here = make_ad_campaign(org.id, meta, name="Summer")
    there = make_ad_campaign(org.id, google, platform="google", name="Winter")
    make_day(org.id, meta, here, DAY, spend_micros=30 * MICRO, clicks=10, impressions=1000)
    make_day(org.id, meta, here, DAY - timedelta(days=1), spend_micros=10 * MICRO, clicks=30, impressions=1000)
    make_day(org.id, google, there, DAY, platform="google", spend_micros=60 * MICRO, clicks=60, impressions=4000)
    make_day(org.id, google, there, DAY - timedelta(days=7), platform="google", spend_micros=5 * MICRO, clicks=5)
    return {"meta": meta, "here": here, "there": there}


def table(answer: httpx.Response, dimension: str, metric: str) -> dict[Any, Any]:
    assert answer.status_code == 200, answer.text
    return {row["dimensions"][dimension]: row["metrics"][metric] for row in answer.json()["rows"]}


def test_a_ratio_is_a_ratio_of_sums_and_totals_are_the_dashboards(
    web: str, org: OrgFacts, asked: Any, world: object
) -> None:
    found = asked(metrics=["spend_micros", "cpc_micros", "roas"], dimensions="platform")
    with member(web, org.sign_in()) as person:
        board = person.get(f"/api/orgs/{org.id}/dashboard?days=30").json()["overview"]["advertising"]

    assert table(found, "platform", "cpc_micros") == {"google": MICRO, "meta": MICRO}
    assert [row["dimensions"]["platform"] for row in found.json()["rows"]] == ["google", "meta"]  # largest first
    totals = found.json()["totals"]["metrics"]
    assert (totals["spend_micros"] / MICRO, totals["roas"]) == (board["total_spend"], board["roas"])
    assert found.json()["currency"] == "SAR"


def test_days_weeks_weekdays_and_entities(asked: Any, world: dict[str, Any]) -> None:
    by_day = asked(metrics="clicks", dimensions="day", ad_campaign=str(world["here"]))
    by_week = asked(metrics="clicks", dimensions="week")
    weekdays = asked(metrics="clicks", dimensions="weekday", platform="google")
    named = asked(metrics="clicks", dimensions=["ad_campaign", "account"], q="summ").json()["rows"]

    assert table(by_day, "day", "clicks") == {str(DAY - timedelta(days=1)): 30, str(DAY): 10}
    assert sum(table(by_week, "week", "clicks").values()) == 105
    assert all(date.fromisoformat(week).isoweekday() == 1 for week in table(by_week, "week", "clicks"))
    assert table(weekdays, "weekday", "clicks") == {DAY.isoweekday(): 65}
    assert [row["dimensions"]["ad_campaign"] for row in named] == [{"id": str(world["here"]), "name": "Summer"}]
    assert named[0]["dimensions"]["account"]["id"] == str(world["meta"])


def test_pages_are_sorted_and_total_all_rows(asked: Any, world: object) -> None:
    pages = [
        asked(metrics="clicks", dimensions=["platform", "day"], sort="-clicks", page=n, per_page=3).json()
        for n in (1, 2, 3)
    ]

    clicks = [row["metrics"]["clicks"] for page in pages for row in page["rows"]]
    assert clicks == [60, 30, 10, 5]
    assert [page["total"] for page in pages] == [4, 4, 4]
    assert [page["totals"]["metrics"]["clicks"] for page in pages] == [105] * 3


def test_a_comparison_stands_beside_its_own_days(asked: Any, world: object) -> None:
    since, until = DAY - timedelta(days=1), DAY + timedelta(days=1)
    found = asked(metrics="clicks", dimensions="day", compare="previous", since=str(since), until=str(until))
    rows = {row["dimensions"]["day"]: row for row in found.json()["rows"]}
    year = asked(metrics="clicks", compare="year", days=400)

    assert found.json()["compared_with"]["until"] == str(DAY - timedelta(days=2))
    assert rows[str(DAY)]["metrics"]["clicks"] == 70
    assert found.json()["totals"]["before"]["clicks"] == 0
    assert found.json()["totals"]["change"]["clicks"] is None
    assert list(year.json()["messages"]) == ["compare"]


def test_ads_and_ad_sets_come_from_their_own_days(org: OrgFacts, asked: Any, world: dict[str, Any]) -> None:
    ad_set, (first, second) = make_ad(org.id, world["meta"], world["here"], ads=2)
    rows = [
        AdMetric(
            org_id=org.id,
            entity_level=Level.AD,
            entity_id=ad,
            campaign_id=world["here"],
            integration_id=world["meta"],
            platform="meta",
            currency="SAR",
            date=DAY,
            clicks=clicks,
            impressions=100,
            spend_micros=MICRO,
            conversions=Decimal(1),
        )
        for ad, clicks in ((first, 3), (second, 4))
    ]
    insert(org.id, *rows)

    by_set = asked(metrics=["clicks", "ctr"], dimensions="ad_set").json()
    one = asked(metrics="clicks", ad=str(second)).json()

    assert by_set["source"] == "ads"
    assert [(row["dimensions"]["ad_set"]["id"], row["metrics"]) for row in by_set["rows"]] == [
        (str(ad_set), {"clicks": 7, "ctr": 0.035})
    ]
    assert one["totals"]["metrics"]["clicks"] == 4


def test_days_are_converted_at_their_own_rates_and_days_without_are_told(
    database: Database, org: OrgFacts, asked: Any
) -> None:
    account = make_integration(org.id, currency="USD")
    campaign = make_ad_campaign(org.id, account, currency="USD")
    make_rate(database.owner_dsn, DAY, only=True, SAR=4.0, USD=1.0)
    make_day(org.id, account, campaign, DAY, currency="USD", spend_micros=10 * MICRO)
    make_day(org.id, account, campaign, DAY - timedelta(days=20), currency="USD", spend_micros=7 * MICRO)

    found = asked(metrics="spend_micros").json()

    assert found["totals"]["metrics"]["spend_micros"] == 40 * MICRO
    assert [(gap["currency"], gap["spend_micros"]) for gap in found["unconverted"]] == [("USD", 7 * MICRO)]


def test_a_conversion_is_worth_what_the_org_says_where_nobody_else_does(
    org: OrgFacts, asked: Any, world: dict[str, Any]
) -> None:
    make_day(
        org.id,
        world["meta"],
        world["here"],
        DAY - timedelta(days=9),
        conversions=Decimal(3),
        conversion_value_micros=None,
    )
    before = asked(metrics="conversion_value_micros").json()["totals"]["metrics"]["conversion_value_micros"]
    with work(org.id) as unit:
        change_org(unit, {"value_per_conversion_micros": 5 * MICRO})
    after = asked(metrics="conversion_value_micros").json()["totals"]["metrics"]["conversion_value_micros"]

    assert after - before == 15 * MICRO


def test_what_cannot_be_asked_is_named(asked: Any) -> None:
    wrong: dict[str, dict[str, object]] = {
        "metrics": {"metrics": "happiness"},
        "dimensions": {"dimensions": ["day", "day"]},
        "sort": {"sort": "-roas"},
        "per_page": {"per_page": 101},
        "colour": {"colour": "red"},
        "page": {"page": 10**30},
    }
    for field, query in wrong.items():
        answer = asked(**query)
        assert (answer.status_code, field in " ".join(answer.json()["messages"])) == (422, True), field
