"""The shares of a budget that spending reached: found where figures change, once each in a period.

A crossing stands until its period is over or the budget rises above it; figures that are restated downward take
none back, so that the same share is not told twice. The row and its event are one transaction.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.models import AdCampaign, BudgetCrossing
from engine.alerts import resolve_alert
from engine.budgets.forecasts import forecast_all
from engine.budgets.ours import read_ours
from engine.budgets.pauses import settle
from engine.budgets.standings import Standing, read_standings
from engine.core import clock
from engine.core.work import Work
from engine.events import BudgetThresholdReached

THRESHOLDS = (80, 90, 100)
USED_UP = 100


def check(unit: Work, integration_id: UUID) -> None:
    """Compare every budget that an account's figures are part of with its thresholds, pauses and forecast."""
    theirs, ours = read_standings(unit.session, integration_id), read_ours(unit.session, integration_id)
    budgets = [*theirs, *(standing for standing, _ in ours)]
    known = _known(unit, budgets)
    for one in budgets:
        _close(unit, one, known.get(one.id, []))
        _cross(unit, one, known.get(one.id, []))
    settle(unit, theirs)
    forecast_all(unit, theirs, ours)


def record_used_up(unit: Work, ad_campaign_id: UUID) -> bool:
    """A platform says by itself that a campaign's budget is gone; whether our guard sees to it from here."""
    campaign = unit.find(AdCampaign, ad_campaign_id)
    found = (one for one in read_standings(unit.session, campaign.integration_id) if one.id == ad_campaign_id)
    if (one := next(found, None)) is None:
        return False
    if not any(row.threshold == USED_UP and row.period == one.period for row in _known(unit, [one])[one.id]):
        record(unit, replace(one, spent_micros=max(one.spent_micros, one.budget_micros)), USED_UP)
    return one.kind == "lifetime"


def alert_key(subject: UUID, period: object, threshold: int) -> str:
    """What the alert of a crossing is known by."""
    return f"budget:{subject}:{period}:{threshold}"


def _known(unit: Work, budgets: Iterable[Standing]) -> dict[UUID, list[BudgetCrossing]]:
    ids = [one.id for one in budgets]
    rows = unit.session.scalars(
        select(BudgetCrossing).where(
            BudgetCrossing.org_id == unit.org_id,
            BudgetCrossing.closed_at.is_(None),
            or_(BudgetCrossing.ad_campaign_id.in_(ids), BudgetCrossing.campaign_id.in_(ids)),
        )
    )
    found: dict[UUID, list[BudgetCrossing]] = defaultdict(list)
    for row in rows:
        if subject := row.ad_campaign_id or row.campaign_id:
            found[subject].append(row)
    return found


def _close(unit: Work, one: Standing, standing: list[BudgetCrossing]) -> None:
    """Those of an earlier period, and those that a higher budget rose above, are over; so are their alerts."""
    for row in list(standing):
        rose = one.budget_micros > row.budget_micros and one.used_pct < row.threshold
        if rose or row.period < one.period:
            row.closed_at = clock.now()
            resolve_alert(unit, alert_key(one.id, row.period, row.threshold))
            standing.remove(row)


def _cross(unit: Work, one: Standing, standing: list[BudgetCrossing]) -> None:
    crossed = {row.threshold for row in standing if row.period == one.period}
    for threshold in THRESHOLDS:
        if threshold not in crossed and one.used_pct >= threshold:
            record(unit, one, threshold)


def record(unit: Work, one: Standing, threshold: int) -> None:
    """Keep a crossing and state it as a fact; nothing when somebody else just did."""
    ad_campaign_id, campaign_id = (None, one.id) if one.ours else (one.id, None)
    values = {
        "org_id": unit.org_id,
        "id": uuid7(),
        "ad_campaign_id": ad_campaign_id,
        "campaign_id": campaign_id,
        "period": one.period,
        "threshold": threshold,
        "spent_micros": one.spent_micros,
        "budget_micros": one.budget_micros,
        "currency": one.currency,
        "expected_pct": one.expected_pct(clock.now()),
    }
    done = unit.session.scalar(
        insert(BudgetCrossing).values(values).on_conflict_do_nothing().returning(BudgetCrossing.id)
    )
    if done is None:
        return
    unit.emit(
        BudgetThresholdReached(
            ad_campaign_id=ad_campaign_id,
            campaign_id=campaign_id,
            threshold=threshold,
            period=one.period.isoformat(),
            spent_micros=one.spent_micros,
            budget_micros=one.budget_micros,
            currency=one.currency,
        )
    )
