"""What people are told of a crossing, and what a used-up budget does to its campaigns.

80 percent is a note, 90 a warning, 100 critical. A daily budget is used up every evening, which is what it is for:
of that people are told only when it happens ahead of the day, by the ten points that pacing calls ahead.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.kinds import EntityStatus, Severity
from db.models import AdCampaign, BudgetCrossing, Campaign
from engine.alerts import raise_alert
from engine.budgets.choices import is_paused_when_spent, pauses_by_itself
from engine.budgets.crossings import alert_key
from engine.budgets.pauses import begin
from engine.budgets.standings import read_standings
from engine.connectors import connector
from engine.core.i18n import N_
from engine.core.money import major
from engine.core.work import Work
from engine.science.pacing import TOLERANCE_POINTS

SEVERITIES = {80: Severity.INFO, 90: Severity.WARNING, 100: Severity.CRITICAL}
NEARLY = {
    "lifetime": N_("{name} on {platform} has spent {share}% of its budget: {spent} of {budget}."),
    "daily": N_(
        "{name} on {platform} has spent {share}% of its budget of the day, ahead of time: {spent} of {budget}."
    ),
    "unified": N_("{name} has spent {share}% of its budget over all its platforms: {spent} of {budget}."),
}
PAUSING = {
    "lifetime": N_(
        "{name} on {platform} has used up its budget: {spent} of {budget}. We are pausing it there. Raise the "
        "budget to be offered to resume it."
    ),
    "daily": N_(
        "{name} on {platform} has used up its budget of the day: {spent} of {budget}. We are pausing it there, as "
        "chosen for it. It can be resumed tomorrow."
    ),
    "unified": N_(
        "{name} has used up its budget over all its platforms: {spent} of {budget}. We are pausing what still "
        "runs of it. Raise the budget to be offered to resume."
    ),
}
RUNNING_ON = {
    "lifetime": N_(
        "{name} on {platform} has used up its budget: {spent} of {budget}. It is not paused by us, since that is "
        "switched off. Pause it or raise its budget."
    ),
    "daily": N_(
        "{name} on {platform} has used up its budget of the day ahead of time: {spent} of {budget}. {platform} "
        "holds it back until midnight."
    ),
    "unified": N_(
        "{name} has used up its budget over all its platforms: {spent} of {budget}. Nothing of it is paused by "
        "us. Pause it or raise its budget."
    ),
}


def notice(unit: Work, fact: dict[str, Any]) -> None:
    """Tell of a crossing once, and pause what it uses up; nothing when it no longer stands."""
    row = _crossing(unit, fact)
    if row is None or row.is_alerted:
        return
    row.is_alerted = True
    kind = _kind(unit, row)
    running = _campaigns(unit, row)
    org_wide = pauses_by_itself(unit.session)
    chosen = [one for one in running if is_paused_when_spent(kind, one.auto_pause, org_wide=org_wide)]
    pausing = bool(chosen) and row.threshold == 100
    if pausing:
        for one in chosen:
            begin(unit, one, row)
    if pausing or _is_news(row, kind):
        _tell(unit, row, kind, pausing=pausing)


def _crossing(unit: Work, fact: dict[str, Any]) -> BudgetCrossing | None:
    """The crossing a fact tells of, while it stands; ours alone until the unit ends."""
    asked = select(BudgetCrossing).where(
        BudgetCrossing.org_id == unit.org_id,
        BudgetCrossing.closed_at.is_(None),
        BudgetCrossing.threshold == int(fact["threshold"]),
        BudgetCrossing.period == date.fromisoformat(fact["period"]),
    )
    for name in ("ad_campaign_id", "campaign_id"):
        subject = fact.get(name)
        column = getattr(BudgetCrossing, name)
        asked = asked.where(column == UUID(subject) if subject else column.is_(None))
    return unit.session.scalars(asked.with_for_update()).one_or_none()


def _campaigns(unit: Work, row: BudgetCrossing) -> list[AdCampaign]:
    """The ad campaigns that run on that budget."""
    mine = AdCampaign.id == row.ad_campaign_id if row.ad_campaign_id else AdCampaign.campaign_id == row.campaign_id
    asked = select(AdCampaign).where(AdCampaign.org_id == unit.org_id, mine)
    running = asked.where(AdCampaign.status == EntityStatus.ACTIVE, AdCampaign.deleted_at.is_(None))
    return list(unit.session.scalars(running.order_by(AdCampaign.id)))


def _kind(unit: Work, row: BudgetCrossing) -> str:
    """Which kind of budget it is now."""
    if row.campaign_id:
        return "unified"
    return next((one.kind for one in read_standings(unit.session) if one.id == row.ad_campaign_id), "lifetime")


def _is_news(row: BudgetCrossing, kind: str) -> bool:
    if kind != "daily" or row.expected_pct is None:
        return True
    return row.threshold - row.expected_pct > TOLERANCE_POINTS


def _tell(unit: Work, row: BudgetCrossing, kind: str, *, pausing: bool) -> None:
    subject: AdCampaign | Campaign
    if row.ad_campaign_id:
        subject = unit.find(AdCampaign, row.ad_campaign_id)
        platform = connector(subject.platform).PLATFORM.name
        integration_id: UUID | None = subject.integration_id
    else:
        subject = unit.find(Campaign, row.campaign_id or row.id)
        platform, integration_id = "", None
    used_up = PAUSING if pausing else RUNNING_ON
    raise_alert(
        unit,
        "budget_threshold",
        alert_key(subject.id, row.period, row.threshold),
        SEVERITIES[row.threshold],
        (used_up if row.threshold == 100 else NEARLY)[kind],
        integration_id=integration_id,
        ad_campaign_id=row.ad_campaign_id,
        campaign_id=row.campaign_id,
        name=subject.name,
        platform=platform,
        share=f"{100 * row.spent_micros / row.budget_micros:.0f}",
        spent=written(row.spent_micros, row.currency),
        budget=written(row.budget_micros, row.currency),
    )


def written(micros: int, currency: str) -> str:
    """An amount as it stands in a sentence of any language."""
    return f"{major(micros):,.2f} {currency}"
