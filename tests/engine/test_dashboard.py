"""The dashboard's figures against sums made independently; conversion, comparison, tenancy, cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import event

from db.kinds import Severity, SyncStatus
from db.models import AdMetric, Setting, SocialPost
from db.session import engine
from engine import dashboard
from engine.alerts import raise_alert
from engine.core.clock import stopped_at
from engine.core.errors import Invalid, Missing
from engine.core.periods import Days
from engine.core.work import work
from tests.conftest import Database
from tests.factories import (
    NOON,
    OrgFacts,
    insert,
    make_ad,
    make_ad_campaign,
    make_day,
    make_integration,
    make_org,
    make_rate,
    make_target,
)

pytestmark = pytest.mark.usefixtures("redis")
TODAY = date(2026, 11, 22)  # at NOON, in Riyadh
SECTIONS = {
    "overview",
    "kpis",
    "active_campaigns",
    "scheduled_content",
    "recent_posts",
    "connected_accounts",
    "alerts",
    "sync_status",
}


@pytest.fixture
def org(database: Database) -> Iterator[OrgFacts]:
    with stopped_at(NOON):
        yield make_org()


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(*facts: object) -> None:
        said.append(str(facts[2]))

    event.listen(engine(), "before_cursor_execute", note)
    yield said
    event.remove(engine(), "before_cursor_execute", note)


def test_it_has_exactly_its_sections(org: OrgFacts) -> None:
    found = dashboard.dashboard(org.id)

    assert set(found) == SECTIONS | {"org_id", "org_name", "updated_at", "meta"}
    assert set(found["meta"]) == {"cached", "generated_ms"}
    assert set(found["sync_status"]) == {"total", "syncing", "success", "failed", "pending", "last_sync"}
    assert set(found["overview"]["content"]) == {"posts_published", "engagement_rate"}


def test_ratios_are_ratios_of_sums(org: OrgFacts) -> None:
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    make_day(org.id, account, campaign, back(1), impressions=1000, clicks=10, spend_micros=10_000_000)
    make_day(org.id, account, campaign, back(2), impressions=9000, clicks=450, spend_micros=900_000_000)

    figures = dashboard.dashboard(org.id)["overview"]["advertising"]

    assert figures["total_spend"] == 910
    assert figures["avg_ctr"] == 460 / 10_000  # the mean of both days' ratios would be 0.03
    assert figures["avg_cpc"] == pytest.approx(910 / 460)
    assert figures["cpm"] == pytest.approx(91)
    assert figures["cpa"] == pytest.approx(910 / 4)
    assert figures["conversion_rate"] == pytest.approx(4 / 460)
    assert figures["roas"] == pytest.approx(400 / 910)
    assert figures["roi"] == pytest.approx((400 - 910) / 910)


def test_the_totals_are_those_of_the_rows_to_the_micro(org: OrgFacts) -> None:
    account, other = make_integration(org.id), make_integration(org.id, "google")
    campaigns = [make_ad_campaign(org.id, one, platform=p) for one, p in ((account, "meta"), (other, "google"))]
    spent = {"meta": 0, "google": 0}
    for days_ago in range(40):
        for platform, source, campaign in zip(spent, (account, other), campaigns, strict=True):
            micros = 1_234_567 * (days_ago + 1) + len(platform)
            make_day(org.id, source, campaign, back(days_ago), platform=platform, spend_micros=micros)
            spent[platform] += micros if days_ago < 30 else 0

    overview = dashboard.dashboard(org.id)["overview"]

    assert overview["advertising"]["total_spend"] == sum(spent.values()) / 1e6
    assert {one["platform"]: one["spend"] for one in overview["by_platform"]} == {
        name: micros / 1e6 for name, micros in spent.items()
    }
    assert sum(day["spend"] for day in overview["series"]) == pytest.approx(sum(spent.values()) / 1e6)
    assert sum(one["share"] for one in overview["by_platform"]) == pytest.approx(1)


def test_the_previous_period_stands_beside_day_by_day(org: OrgFacts) -> None:
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    make_day(org.id, account, campaign, back(1), spend_micros=150_000_000)
    make_day(org.id, account, campaign, back(8), spend_micros=100_000_000)
    make_day(org.id, account, campaign, back(365), spend_micros=75_000_000)

    week = dashboard.span(org.id, count=7)
    beside = dashboard.dashboard(org.id, week)["overview"]
    last_year = dashboard.dashboard(org.id, week, "year")["overview"]
    alone = dashboard.dashboard(org.id, week, "none")["overview"]

    assert beside["comparison"] == {"since": "2026-11-09", "until": "2026-11-15", "days": 7, "partial": False}
    assert beside["deltas"]["total_spend"] == pytest.approx(0.5)
    assert beside["series"][5]["spend"] == 150
    assert beside["series"][5]["previous"]["spend"] == 100
    assert last_year["deltas"]["total_spend"] == pytest.approx(1.0)  # 52 weeks: the same weekday
    assert (alone["comparison"], alone["deltas"], alone["series"][5]["previous"]) == (None, None, None)


def test_only_today_is_partial_and_today_is_the_orgs(org: OrgFacts) -> None:
    series = dashboard.dashboard(org.id)["overview"]["series"]

    assert [day["date"] for day in series if day["partial"]] == [str(TODAY)]
    with stopped_at(NOON + timedelta(hours=12, minutes=1)):  # still Sunday in London, Monday in Riyadh
        assert dashboard.dashboard(org.id)["overview"]["period"]["until"] == "2026-11-23"


def test_foreign_money_is_converted_at_each_days_rate(org: OrgFacts, database: Database) -> None:
    make_rate(database.owner_dsn, back(2), only=True, CHF=0.9, SAR=4.05)
    make_rate(database.owner_dsn, back(1), CHF=1.0, SAR=4.00)
    account = make_integration(org.id, currency="CHF")
    campaign = make_ad_campaign(org.id, account, currency="CHF")
    for days_ago in (2, 1, 0):  # today has no rate of its own: yesterday's counts
        make_day(org.id, account, campaign, back(days_ago), currency="CHF", spend_micros=10_000_000)

    found = dashboard.dashboard(org.id)

    assert found["overview"]["advertising"]["total_spend"] == pytest.approx(10 * (4.05 / 0.9 + 4 + 4))
    assert found["overview"]["currency"]["rates"] == [{"currency": "CHF", "date": str(back(1)), "rate": 4.0}]
    assert found["overview"]["currency"]["missing"] == []
    assert found["active_campaigns"][0]["spend"] == pytest.approx(10 * (4.05 / 0.9 + 4 + 4))
    assert found["active_campaigns"][0]["own_spend"] == 30


def test_a_missing_rate_is_shown_and_left_out_not_guessed(org: OrgFacts, database: Database) -> None:
    make_rate(database.owner_dsn, back(20), only=True, JPY=160)  # over a week: too old for yesterday
    account, yen = make_integration(org.id), make_integration(org.id, "google", currency="JPY")
    campaign = make_ad_campaign(org.id, account)
    yen_campaign = make_ad_campaign(org.id, yen, platform="google", currency="JPY")
    make_day(org.id, account, campaign, back(1))
    make_day(org.id, yen, yen_campaign, back(1), platform="google", currency="JPY", spend_micros=7_000_000)

    found = dashboard.dashboard(org.id)

    gap = {"currency": "JPY", "days": [str(back(1))], "spend": 7.0}
    assert found["overview"]["advertising"]["total_spend"] == 50
    assert found["overview"]["currency"]["missing"] == [gap]
    unconverted = next(one for one in found["active_campaigns"] if one["platform"] == "google")
    assert (unconverted["spend"], unconverted["roas"], unconverted["own_spend"]) == (None, None, 7)


def test_a_set_value_counts_only_where_the_platform_reports_none(org: OrgFacts) -> None:
    insert(org.id, Setting(org_id=org.id, key="value_per_conversion_micros", value={"value": 30_000_000}))
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    make_day(org.id, account, campaign, back(1), conversions=Decimal(2), conversion_value_micros=200_000_000)
    make_day(org.id, account, campaign, back(2), conversions=Decimal(3), conversion_value_micros=None)

    found = dashboard.dashboard(org.id)

    assert found["overview"]["advertising"]["conversion_value"] == 200 + 3 * 30
    assert found["active_campaigns"][0]["value"] == 200 + 3 * 30
    assert found["overview"]["currency"]["estimated"] is True


def test_an_empty_org_has_zeros_and_no_ratios(org: OrgFacts) -> None:
    found = dashboard.dashboard(org.id)

    figures = found["overview"]["advertising"]
    assert (figures["total_spend"], figures["roas"], figures["avg_ctr"], figures["cpa"]) == (0, None, None, None)
    assert found["connected_accounts"] == {"total": 0, "by_platform": {}, "accounts": []}
    assert found["active_campaigns"] == found["kpis"] == found["alerts"] == []


def test_no_org_sees_anothers_figures(org: OrgFacts) -> None:
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    make_day(org.id, account, campaign, back(1))
    stranger = make_org("Elsewhere")

    assert dashboard.dashboard(stranger.id)["overview"]["advertising"]["total_spend"] == 0
    with pytest.raises(Missing):
        dashboard.campaign_children(stranger.id, campaign, dashboard.span(stranger.id))
    with pytest.raises(Missing):
        dashboard.dashboard(uuid4())


def test_figures_come_from_the_cache_until_something_is_written(org: OrgFacts) -> None:
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    assert dashboard.dashboard(org.id)["meta"]["cached"] is False
    kept = dashboard.dashboard(org.id)

    make_day(org.id, account, campaign, back(1))
    fresh = dashboard.dashboard(org.id)

    assert (kept["meta"]["cached"], kept["overview"]["advertising"]["total_spend"]) == (True, 0)
    assert (fresh["meta"]["cached"], fresh["overview"]["advertising"]["total_spend"]) == (False, 50)


def test_a_refresh_computes_for_everybody(org: OrgFacts) -> None:
    account = make_integration(org.id)
    dashboard.dashboard(org.id)
    make_day(org.id, account, make_ad_campaign(org.id, account), back(1))

    assert dashboard.refresh(org.id)["overview"]["advertising"]["total_spend"] == 50
    kept = dashboard.dashboard(org.id)
    assert (kept["meta"]["cached"], kept["overview"]["advertising"]["total_spend"]) == (True, 50)


def test_alerts_and_accounts_are_never_from_the_cache(org: OrgFacts) -> None:
    make_integration(org.id, sync_status=SyncStatus.FAILED)
    dashboard.dashboard(org.id)
    with work(org.id) as unit:
        raise_alert(unit, "sync_failed", "a", Severity.ERROR, "The sync of {name} failed.", name="Meta")

    found = dashboard.dashboard(org.id)

    assert found["meta"]["cached"] is True
    assert [alert["text"] for alert in found["alerts"]] == ["The sync of Meta failed."]
    assert (found["sync_status"]["failed"], found["connected_accounts"]["total"]) == (1, 1)


def test_a_cold_dashboard_takes_at_most_twelve_statements(org: OrgFacts, database: Database) -> None:
    make_rate(database.owner_dsn, back(1), only=True, CHF=1.0, SAR=4.0)
    account = make_integration(org.id, currency="CHF")
    campaign = make_ad_campaign(org.id, account, currency="CHF", lifetime_budget_micros=10**9)
    make_day(org.id, account, campaign, back(1), currency="CHF")
    make_target(org.id, "revenue", 10**9, TODAY.replace(day=1))

    with counted_statements() as said:
        dashboard.dashboard(org.id)

    assert 0 < len(said) <= 12, said
    assert not [one for one in said if "ad_metrics" in one]


def test_a_campaign_opens_into_ad_sets_that_are_the_sum_of_their_ads(org: OrgFacts) -> None:
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    _, ads = make_ad(org.id, account, campaign, ads=3)
    facts = {"org_id": org.id, "entity_level": "ad", "campaign_id": campaign, "integration_id": account}
    facts |= {"platform": "meta", "currency": "SAR", "date": back(1)}
    rows = [
        AdMetric(entity_id=ad, impressions=1000, clicks=n + 1, spend_micros=(n + 1) * 10_000_000, **facts)
        for n, ad in enumerate(ads)
    ]
    too_old = AdMetric(entity_id=ads[0], **facts | {"date": back(60)}, spend_micros=10**9)
    insert(org.id, *rows, too_old)

    found = dashboard.campaign_children(org.id, campaign, dashboard.span(org.id))

    (ad_set,) = found["ad_sets"]
    assert [ad["spend"] for ad in ad_set["ads"]] == [30, 20, 10]
    assert (ad_set["spend"], ad_set["clicks"], ad_set["ctr"]) == (60, 6, 6 / 3000)


def test_posts_are_counted_by_the_day_they_went_out(org: OrgFacts) -> None:
    def post(**columns: object) -> SocialPost:
        return SocialPost(org_id=org.id, platform="meta", content="Hello", **columns)

    insert(
        org.id,
        post(status="published", published_at=NOON, likes=6, comments=3, shares=1, impressions=100),
        post(status="published", published_at=NOON, likes=500, impressions=None),  # no reach: not in the rate
        post(status="published", published_at=NOON - timedelta(days=90)),
        post(status="scheduled", scheduled_for=NOON + timedelta(hours=1)),
        post(status="draft"),
    )

    found = dashboard.dashboard(org.id)

    assert found["overview"]["content"] == {"posts_published": 2, "engagement_rate": 0.1}
    assert len(found["scheduled_content"]) == 1
    assert found["recent_posts"][0]["engagement"].keys() == {"likes", "comments", "shares"}


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 1)),
        (date(2026, 11, 1), date(2026, 11, 23)),
        (date(2020, 1, 1), date(2026, 11, 1)),
        (date(2026, 11, 1), None),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(org: OrgFacts, since: date, last: date | None) -> None:
    with pytest.raises(Invalid):
        dashboard.span(org.id, since, last)


def test_without_a_range_the_last_thirty_days_are_meant(org: OrgFacts) -> None:
    assert dashboard.span(org.id) == Days(back(29), TODAY + timedelta(days=1))
