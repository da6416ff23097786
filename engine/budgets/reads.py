"""Every budget as the screen and the API show it: used, paced, forecast, guarded, and what happened to it."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import BudgetCrossing, BudgetPause
from db.session import tenant
from engine.budgets.choices import is_paused_when_spent, pauses_by_itself
from engine.budgets.forecasts import Forecast, forecast, read_spending
from engine.budgets.ours import Spending, read_ours
from engine.budgets.pauses import LIVE, has_budget
from engine.budgets.standings import Standing, read_standings
from engine.budgets.watches import is_watched
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import told
from engine.core.money import major
from engine.science.pacing import Pace, elapsed, pace, pace_lifetime

Crossed = dict[UUID, list[BudgetCrossing]]


@read
def list_budgets(session: Session) -> dict[str, Any]:
    """`{"auto_pause", "campaigns": […], "unified": […]}`, the most used first; money in major units.

    Of each: `budget, spent, used_pct, currency, kind, period, last, pacing, crossed, exposure, forecast,
    auto_pause` (the campaign's own choice), `is_guarded` (whether it is paused when used up), and `pause`.
    `exposure` is what may have been spent since the figures were read: an hour's spending, the minutes since.
    """
    org_wide = pauses_by_itself(session)
    theirs, ours = read_standings(session), read_ours(session)
    spending = read_spending(session, [one.id for one in theirs if one.is_active])
    everything = [*theirs, *(standing for standing, _ in ours)]
    crossed, pauses = _crossed(session), _pauses(session, everything)

    def shown(one: Standing, spent: Spending) -> dict[str, Any]:
        return _shown(one, spent, crossed.get(one.id, []), org_wide=org_wide) | {"pause": pauses.get(one.id)}

    def by_use(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(rows, key=lambda row: -row["used_pct"])

    return {
        "auto_pause": org_wide,
        "campaigns": by_use([shown(one, spending.get(one.id, {})) for one in theirs]),
        "unified": by_use([shown(one, spent) for one, spent in ours]),
    }


def _shown(one: Standing, spent: Spending, crossed: list[BudgetCrossing], *, org_wide: bool) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": str(one.id),
        "name": one.name,
        "platform": one.platform or None,
        "account": one.account or None,
        "status": one.status,
        "kind": one.kind,
        "currency": one.currency,
        "budget": _major(one.budget_micros),
        "spent": _major(one.spent_micros),
        "used_pct": round(one.used_pct, 2),
        "period": str(one.period),
        "last": str(one.last) if one.last else None,
        "is_whole": one.is_whole,
        "known_since": str(one.known_since) if one.known_since else None,
        "figures_at": one.figures_at.isoformat() if one.figures_at else None,
        "pacing": _paced(one, now),
        "crossed": [
            {"threshold": row.threshold, "at": row.created_at.isoformat()}
            for row in sorted(crossed, key=lambda row: row.threshold)
            if row.period == one.period
        ],
        "exposure": _exposure(one, now),
        "forecast": _forecast(forecast(one, spent)),
        "auto_pause": one.auto_pause,
        "is_guarded": is_paused_when_spent(one.kind, one.auto_pause, org_wide=org_wide),
        "is_watched": is_watched(one, org_wide=org_wide),
    }


def _paced(one: Standing, now: datetime) -> dict[str, Any]:
    state = _pace(one, now)
    return {
        "status": state.status,
        "expected_pct": state.expected_pct,
        "points": state.points,
        "runs_out_on": str(state.runs_out_on) if state.runs_out_on else None,
    }


def _pace(one: Standing, now: datetime) -> Pace:
    """The same arithmetic as the dashboard's."""
    spent, budget = float(one.spent_micros), float(one.budget_micros)
    if not one.is_measured:
        return Pace("not_measured", one.used_pct)
    if not one.is_active:
        return Pace("paused", one.used_pct)
    if one.kind == "daily" and one.days:
        return pace(spent, budget, elapsed(one.days, now, one.zone), 1)
    return pace_lifetime(spent, budget, float(one.week_micros), one.days, now, one.zone)


def _exposure(one: Standing, now: datetime) -> dict[str, Any] | None:
    """What a running campaign may have spent that we have not seen; None while it rests or was never read."""
    if not one.is_active or one.figures_at is None:
        return None
    unseen = max((now - one.figures_at).total_seconds(), 0.0)
    an_hour = one.rate_micros(now)
    return {
        "per_hour": _major(an_hour),
        "minutes": round(unseen / 60),
        "amount": _major(an_hour * unseen / 3600),
    }


def _forecast(found: Forecast | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "last": str(found.last),
        "low": _major(found.low),
        "expected": _major(found.expected),
        "high": _major(found.high),
        "budget": _major(found.budget),
        "is_over": found.expected > found.budget,
    }


def _crossed(session: Session) -> Crossed:
    rows = session.scalars(
        select(BudgetCrossing).where(BudgetCrossing.org_id == tenant(session), BudgetCrossing.closed_at.is_(None))
    )
    found: Crossed = defaultdict(list)
    for row in rows:
        if subject := row.campaign_id or row.ad_campaign_id:
            found[subject].append(row)
    return found


def _pauses(session: Session, budgets: list[Standing]) -> dict[UUID, dict[str, Any]]:
    """The pause that holds each ad campaign, and whether it may be resumed; the newest."""
    rows = session.execute(
        select(BudgetPause, BudgetCrossing)
        .join(
            BudgetCrossing,
            (BudgetCrossing.org_id == BudgetPause.org_id) & (BudgetCrossing.id == BudgetPause.crossing_id),
        )
        .where(BudgetPause.org_id == tenant(session), BudgetPause.status.in_(LIVE))
        .order_by(BudgetPause.created_at)
    )
    return {
        row.ad_campaign_id: {
            "status": row.status,
            "since": (row.confirmed_at or row.created_at).isoformat(),
            "error": told(row.error) if row.error else None,
            "is_resumable": row.status == "paused"
            and has_budget(budgets, crossing.ad_campaign_id, crossing.campaign_id),
        }
        for row, crossing in rows
    }


def _major(micros: float) -> float:
    return float(major(round(micros)))
