"""What is kept of how campaigns do, and the days that are out of the ordinary."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db.kinds import AlertStatus, EntityStatus
from db.models import Alert, CampaignPerformance, ExpectedRange, MetricRollup, Setting
from db.session import session
from engine.core.clock import stopped_at
from engine.core.work import work
from engine.dashboard import dashboard
from engine.performance import list_anomalies, performance, refresh
from tests.factories import (
    NOON,
    OrgFacts,
    insert,
    make_ad_campaign,
    make_day,
    make_integration,
    make_org,
    make_rate,
)
from tests.rows import rows

TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def org(database, redis) -> OrgFacts:
    return make_org()


def measure(org: OrgFacts, integration_id: UUID) -> None:
    with stopped_at(NOON), work(org.id) as unit:
        refresh(unit, integration_id, always=True)


def kept(org: OrgFacts) -> CampaignPerformance:
    with session(org.id) as reader:
        return reader.scalars(select(CampaignPerformance)).one()


def lived(
    org: OrgFacts, *, days: int = 45, connected_at: datetime = NOON - timedelta(days=60), **columns
) -> tuple[UUID, UUID]:
    """A campaign that did the same every day, until yesterday and a little of today."""
    integration_id = make_integration(org.id, created_at=connected_at)
    campaign = make_ad_campaign(org.id, integration_id, **columns)
    for n in range(1, days):
        make_day(org.id, integration_id, campaign, TODAY - timedelta(days=n), clicks=200, impressions=10_000)
    make_day(org.id, integration_id, campaign, TODAY, clicks=80, impressions=4_000, spend_micros=20_000_000)
    return integration_id, campaign


def restate(org: OrgFacts, campaign: UUID, day: date, **figures: object) -> None:
    with session(org.id) as writer:
        row = writer.get_one(MetricRollup, (org.id, campaign, day))
        for name, value in figures.items():
            setattr(row, name, value)
        writer.commit()


def alerts(org: OrgFacts) -> list[Alert]:
    return [row for row in rows(org.id, Alert) if row.kind == "anomaly"]


def test_ratios_are_those_of_the_sums_and_the_dashboards(org):
    integration_id = make_integration(org.id)
    campaign = make_ad_campaign(org.id, integration_id, daily_budget_micros=100_000_000)
    make_day(org.id, integration_id, campaign, YESTERDAY, impressions=1000, clicks=10, spend_micros=30_000_000)
    make_day(org.id, integration_id, campaign, TODAY, impressions=9000, clicks=50, spend_micros=10_000_000)
    make_day(org.id, integration_id, campaign, TODAY - timedelta(days=30), spend_micros=10**9)  # too old

    measure(org, integration_id)

    with stopped_at(NOON):
        [row], board = performance(org.id), dashboard(org.id)["overview"]["advertising"]
    assert row["spend"] == 40
    assert row["ctr"] == pytest.approx(60 / 10_000)
    assert row["roi"] == pytest.approx(row["roas"] - 1) == pytest.approx((400 - 40) / 40)
    pairs = {"ctr": "avg_ctr", "cpc": "avg_cpc"} | {
        name: name for name in ("cpm", "cpa", "conversion_rate", "roas", "roi")
    }
    assert {ours: row[ours] for ours in pairs} == pytest.approx(
        {ours: board[name] for ours, name in pairs.items()}
    )


def test_what_cannot_be_divided_is_not_there(org):
    integration_id = make_integration(org.id)
    make_ad_campaign(org.id, integration_id)

    measure(org, integration_id)

    row = kept(org)
    assert (row.spend_micros, row.ctr, row.cpm_micros, row.roas, row.value_source) == (0, None, None, None, "none")


def test_what_the_platform_does_not_value_is_worth_what_the_org_says(org, database):
    integration_id = make_integration(org.id, currency="USD")
    campaign = make_ad_campaign(org.id, integration_id, currency="USD")
    insert(org.id, Setting(org_id=org.id, key="value_per_conversion_micros", value={"value": 75_000_000}))
    make_rate(database.owner_dsn, TODAY - timedelta(days=1), only=True, SAR=4.125, USD=1.1)  # 3.75 riyals a dollar
    facts: dict[str, Any] = {"currency": "USD", "spend_micros": 10_000_000, "conversions": Decimal(2)}
    make_day(org.id, integration_id, campaign, TODAY, conversion_value_micros=None, **facts)

    measure(org, integration_id)
    assert (kept(org).value_micros, kept(org).value_source) == (40_000_000, "org")

    make_day(org.id, integration_id, campaign, YESTERDAY, conversion_value_micros=5_000_000, **facts)
    measure(org, integration_id)
    assert (kept(org).value_micros, kept(org).value_source) == (45_000_000, "both")


def test_an_ordinary_day_is_kept_with_its_range_and_alerts_nobody(org):
    integration_id, _ = lived(org)

    measure(org, integration_id)

    found = {(row["metric"], row["date"]): row for row in list_anomalies(org.id, 3000, odd_only=False)}
    clicks = found["clicks", str(YESTERDAY)]
    assert clicks["low"] < clicks["actual"] == 200 < clicks["high"]
    assert list_anomalies(org.id, 3000) == []
    assert alerts(org) == []


def test_an_odd_day_alerts_once_and_no_more_when_it_is_restated_away(org):
    integration_id, campaign = lived(org)
    restate(org, campaign, YESTERDAY, clicks=1100)

    for _ in range(2):
        measure(org, integration_id)
    raised = alerts(org)
    assert sorted(row.dedupe_key.split(":")[2] for row in raised) == ["clicks", "ctr"]
    assert "1,100" in raised[0].facts.values() or "11.00%" in raised[0].facts.values()

    restate(org, campaign, YESTERDAY, clicks=205)
    measure(org, integration_id)
    assert {row.status for row in alerts(org)} == {AlertStatus.RESOLVED}

    restate(org, campaign, YESTERDAY, clicks=1100)
    measure(org, integration_id)
    assert len(alerts(org)) == 2


def test_what_was_before_the_account_was_connected_is_shown_and_no_news(org):
    integration_id, campaign = lived(org, connected_at=NOON)
    restate(org, campaign, YESTERDAY, clicks=1100)

    measure(org, integration_id)

    assert {row["metric"] for row in list_anomalies(org.id, 3000)} == {"clicks", "ctr"}
    assert alerts(org) == []


def test_a_day_that_is_not_over_is_only_judged_by_too_much(org):
    integration_id, campaign = lived(org)
    measure(org, integration_id)
    assert alerts(org) == []

    restate(org, campaign, TODAY, spend_micros=200_000_000)
    measure(org, integration_id)
    assert [row.dedupe_key for row in alerts(org)] == [f"anomaly:{campaign}:spend:{TODAY}"]


def test_a_paused_campaign_is_not_odd(org):
    integration_id, campaign = lived(org, status=EntityStatus.PAUSED)
    restate(org, campaign, YESTERDAY, clicks=0, impressions=0, spend_micros=0)

    measure(org, integration_id)

    assert rows_of_ranges(org) == 0


def test_a_changed_budget_explains_what_is_spent(org):
    integration_id, campaign = lived(org, daily_budget_micros=50_000_000)
    with session(org.id) as writer:
        performed = {"since": TODAY, "until": TODAY, "impressions": 0, "clicks": 0, "spend_micros": 0,
                     "value_source": "none", "currency": "SAR", "computed_at": NOON}  # fmt: skip
        writer.add(
            CampaignPerformance(org_id=org.id, ad_campaign_id=campaign, integration_id=integration_id,
                                budget_micros=20_000_000, **performed)
        )  # fmt: skip
        writer.commit()
    restate(org, campaign, YESTERDAY, clicks=500, impressions=25_000, spend_micros=125_000_000)

    measure(org, integration_id)

    assert kept(org).budget_changed_at == NOON
    assert alerts(org) == []


def rows_of_ranges(org: OrgFacts) -> int:
    with session(org.id) as reader:
        return len(reader.scalars(select(ExpectedRange)).all())


def test_an_account_that_is_gone_is_nobodys_trouble(org):
    with work(org.id) as unit:
        assert refresh(unit, UUID(int=1), always=True) is False


def test_what_was_computed_anew_is_in_the_next_answer_whoever_else_heard(org):
    integration_id, campaign = lived(org)
    measure(org, integration_id)
    with stopped_at(NOON):
        before, odd = performance(org.id)[0]["spend"], list_anomalies(org.id)
        restate(org, campaign, YESTERDAY, spend_micros=900_000_000)
        assert performance(org.id)[0]["spend"] == before  # asked in between: kept, as it was
        list_anomalies(org.id)
    measure(org, integration_id)

    with stopped_at(NOON):
        assert performance(org.id)[0]["spend"] == before + 850
        assert len(list_anomalies(org.id)) > len(odd)
