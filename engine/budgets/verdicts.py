"""What became of each warning that a budget would not suffice, once its period is over and counted.

A warning says what happens if things go on as they went. Where somebody changed the budget, its dates or stopped
the campaign, they did not, and the warning was never put to test.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.kinds import Verdict
from db.models import AdAccount, AdCampaign, BudgetForecast, Campaign, CampaignPerformance, MetricRollup
from engine.budgets.ours import Spending, read_spent
from engine.budgets.standings import Standing
from engine.core import clock
from engine.core.work import Work
from engine.targets import month_of

COUNTED_AFTER = timedelta(days=3)  # platforms count the last days again
GIVEN_UP_AFTER = timedelta(days=30)  # an account that was not read since then will not be
USED_UP = 0.99  # platforms stop a little before the last cent


def keep_forecast(unit: Work, one: Standing, last: date, range_: tuple[int, int, int], budget: int) -> None:
    """Keep what was first foreseen of a budget and period: low, expected and high, against what it comes to."""
    values = {
        "org_id": unit.org_id,
        "id": uuid7(),
        "ad_campaign_id": None if one.ours else one.id,
        "campaign_id": one.id if one.ours else None,
        "kind": one.kind,
        "since": month_of(last).since if one.kind == "daily" else one.period,
        "last": last,
        "of_budget_micros": one.budget_micros,
        "budget_micros": budget,
        **dict(zip(("low_micros", "expected_micros", "high_micros"), range_, strict=True)),
        "currency": one.currency,
        "created_at": clock.now(),
    }
    unit.session.execute(insert(BudgetForecast).values(values).on_conflict_do_nothing())


def settle_forecasts(unit: Work) -> None:
    """Compare every forecast whose period is over with what was spent by then."""
    today = clock.today()
    rows = unit.session.scalars(
        select(BudgetForecast)
        .where(BudgetForecast.org_id == unit.org_id, BudgetForecast.verdict.is_(None))
        .where(BudgetForecast.last <= today - COUNTED_AFTER)
        .order_by(BudgetForecast.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        spending, accounts = _spent(unit, row)
        if _is_counted(unit, accounts, row.last):
            row.spent_micros = sum(spending.values())
            row.verdict = _verdict(unit, row, spending)
        elif row.last <= today - GIVEN_UP_AFTER:
            row.verdict = Verdict.UNTESTED


def _verdict(unit: Work, row: BudgetForecast, spending: Spending) -> Verdict:
    if _was_changed(unit, row):
        return Verdict.UNTESTED
    if sum(spending.values()) >= USED_UP * row.budget_micros:
        return Verdict.CAME_TRUE
    return Verdict.DID_NOT if spending.get(row.last) else Verdict.UNTESTED


def _spent(unit: Work, row: BudgetForecast) -> tuple[Spending, Sequence[UUID]]:
    """What its period spent by day, in the forecast's currency, and the accounts that tell so."""
    if row.campaign_id:
        spending = read_spent(unit.session, unit.find(Campaign, row.campaign_id))
        accounts = select(AdCampaign.integration_id).where(
            AdCampaign.org_id == unit.org_id, AdCampaign.campaign_id == row.campaign_id
        )
        return spending, unit.session.scalars(accounts.distinct()).all()
    days = select(MetricRollup).where(
        MetricRollup.org_id == unit.org_id,
        MetricRollup.ad_campaign_id == row.ad_campaign_id,
        MetricRollup.date >= row.since,
        MetricRollup.date <= row.last,
    )
    campaign = unit.find(AdCampaign, row.ad_campaign_id or row.id)
    return {day.date: day.spend_micros for day in unit.session.scalars(days)}, [campaign.integration_id]


def _is_counted(unit: Work, accounts: Sequence[UUID], last: date) -> bool:
    """Whether every account was read on a day after that one."""
    later = (
        select(func.count(MetricRollup.integration_id.distinct()))
        .where(MetricRollup.org_id == unit.org_id, MetricRollup.integration_id.in_(accounts))
        .where(MetricRollup.date > last)
    )
    return unit.session.scalar(later) == len(accounts)


def _was_changed(unit: Work, row: BudgetForecast) -> bool:
    """Whether its budget or its last day is another one than was told of."""
    if row.campaign_id:
        ours = unit.find(Campaign, row.campaign_id)
        return (ours.total_budget_micros, ours.end_date) != (row.of_budget_micros, row.last)
    kept = unit.session.get(CampaignPerformance, (unit.org_id, row.ad_campaign_id))
    if kept and kept.budget_changed_at and kept.budget_changed_at > row.created_at:
        return True
    campaign = unit.find(AdCampaign, row.ad_campaign_id or row.id)
    if row.kind == "daily" or campaign.ends_at is None:
        return row.kind != "daily"
    zone = unit.session.scalar(
        select(AdAccount.timezone).where(
            AdAccount.org_id == unit.org_id, AdAccount.integration_id == campaign.integration_id
        )
    )
    return campaign.ends_at.astimezone(ZoneInfo(zone or "UTC")).date() != row.last
