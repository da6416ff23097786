"""What an org wants of its figures in a calendar month, and whether it is on the way there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import KpiTarget
from db.session import tenant
from engine.core.cache import read
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.core.money import MICROS
from engine.core.periods import Days
from engine.core.work import Actor, work

Unit = Literal["money", "count", "times", "share"]
Status = Literal["achieved", "on_track", "at_risk", "off_track"]
AT_RISK = 0.95
OFF_TRACK = 0.80
FIRST_DAY = 1 / 31  # until it is over, sums say nothing yet


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that can have a target. Sums grow with the month, ratios do not.

    `falls` where less is better; `capped` where more than the target is no success either, such as spending.
    """

    label: str
    figure: str
    unit: Unit
    sums: bool = True
    falls: bool = False
    capped: bool = False


GOALS: Mapping[str, Goal] = {
    "spend": Goal(N_("Ad spend"), "total_spend", "money", capped=True),
    "revenue": Goal(N_("Revenue"), "conversion_value", "money"),
    "conversions": Goal(N_("Conversions"), "total_conversions", "count"),
    "clicks": Goal(N_("Clicks"), "total_clicks", "count"),
    "impressions": Goal(N_("Impressions"), "total_impressions", "count"),
    "roas": Goal(N_("ROAS"), "roas", "times", sums=False),
    "cpa": Goal(N_("Cost per conversion"), "cpa", "money", sums=False, falls=True),
    "ctr": Goal(N_("Click-through rate"), "avg_ctr", "share", sums=False),
    "conversion_rate": Goal(N_("Conversion rate"), "conversion_rate", "share", sums=False),
}


def month_of(today: date) -> Days:
    """The calendar month of that day."""
    first = today.replace(day=1)
    return Days(first, (first + timedelta(days=32)).replace(day=1))


@read
def list_targets(session: Session, month: date) -> dict[str, float]:
    """The targets of the month that begins on that day, by metric; money in major units."""
    rows = session.execute(
        select(KpiTarget.metric, KpiTarget.target).where(
            KpiTarget.org_id == tenant(session), KpiTarget.month == month
        )
    )
    return {metric: _major(metric, target) for metric, target in rows if metric in GOALS}


def save_targets(org_id: UUID, actor: Actor, month: date, wanted: Mapping[str, float | None]) -> None:
    """Set the month's targets, money in major units; None takes one away. Invalid when none could be reached."""
    for metric, target in wanted.items():
        if metric not in GOALS:
            raise Invalid(N_("{metric} cannot have a target."), metric=metric)
        if target is not None and target <= 0:
            raise Invalid(N_("A target is more than zero. Correct it, or leave it empty."))
    with work(org_id, actor) as unit:
        for metric, target in wanted.items():
            _set(unit.session, org_id, month, metric, target)
        unit.audit("targets_saved", month, **dict(wanted))


def judge(targets: Mapping[str, float], figures: Mapping[str, Any], passed: float) -> list[dict[str, Any]]:
    """Each target with its actual and status, in the order of `GOALS`; `passed` is the share of the month over."""
    judged = []
    for metric, goal in GOALS.items():
        if (target := targets.get(metric)) is None:
            continue
        actual = figures[goal.figure]
        judged.append(
            {
                "metric": metric,
                "name": goal.label,
                "target": target,
                "actual": actual,
                "unit": goal.unit,
                "expected": target * passed if goal.sums else target,
                "status": status(goal, target, actual, passed),
            }
        )
    return judged


def status(goal: Goal, target: float, actual: float | None, passed: float) -> Status:
    """`achieved` once the target itself is met; else by the share of what is expected by now."""
    if actual is None:
        return "at_risk"
    if goal.falls:
        reached = target / actual if actual else 1.0
        return "achieved" if reached >= 1 else _by_share(reached)
    if actual >= target:
        return _by_share(target / actual) if goal.capped and actual > target else "achieved"
    if goal.sums and passed < FIRST_DAY:
        return "on_track"
    return _by_share(actual / (target * passed if goal.sums else target))


def _by_share(share: float) -> Status:
    return "on_track" if share >= AT_RISK else "at_risk" if share >= OFF_TRACK else "off_track"


def _set(session: Session, org_id: UUID, month: date, metric: str, target: float | None) -> None:
    key = {"org_id": org_id, "metric": metric, "month": month}
    if target is None:
        session.execute(delete(KpiTarget).filter_by(**key))
        return
    value = Decimal(str(target)) * (MICROS if GOALS[metric].unit == "money" else 1)
    statement = insert(KpiTarget).values(**key, id=uuid7(), target=value)
    session.execute(
        statement.on_conflict_do_update(index_elements=["org_id", "metric", "month"], set_={"target": value})
    )


def _major(metric: str, target: Decimal) -> float:
    return float(target / MICROS if GOALS[metric].unit == "money" else target)
