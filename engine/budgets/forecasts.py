"""Where spending will end if it goes on as it does: at the end of the flight, or of the month for a daily budget.

A month of a daily budget allows that budget on each of the month's days on which the campaign runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import Severity
from db.models import MetricRollup
from db.session import tenant
from engine.alerts import raise_alert, resolve_alert
from engine.budgets.ours import Spending
from engine.budgets.standings import Standing
from engine.budgets.verdicts import keep_forecast
from engine.connectors import connector
from engine.core import clock
from engine.core.i18n import N_
from engine.core.money import major
from engine.core.work import Work
from engine.science.projections import REMEMBERED, project
from engine.targets import month_of

CALM_AT = 0.97  # an alert is over when the forecast is so far below its budget again
SENTENCES = {
    "lifetime": N_(
        "{name} on {platform} will have spent {expected} by {date} if it goes on like this ({low} to {high}). Its "
        "budget is {budget}."
    ),
    "daily": N_(
        "{name} on {platform} will have spent {expected} by {date} if it goes on like this ({low} to {high}). Its "
        "daily budgets come to {budget} until then."
    ),
    "unified": N_(
        "{name} will have spent {expected} over all its platforms by {date} if it goes on like this ({low} to "
        "{high}). Its budget is {budget}."
    ),
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole spending of a period by its last day, and what its budget allows until then; micros."""

    last: date
    low: int
    expected: int
    high: int
    budget: int


def forecast(one: Standing, spending: Spending) -> Forecast | None:
    """What a running budget comes to; None where it has no end, rests, or is too young to say."""
    today = clock.today(one.zone)
    last = month_of(today).last if one.kind == "daily" else one.last
    if last is None or not one.is_active:
        return None
    history = [spending.get(today - timedelta(days=n), 0) for n in range(REMEMBERED, 0, -1)]
    found = project(history, (last - today).days + 1)
    if found is None:
        return None
    # What today has spent so far is part of the first day to come.
    before = _before(one, spending, today)
    budget = one.budget_micros
    if one.kind == "daily":
        since = month_of(today).since
        budget *= sum(
            1 for n in range((last - since).days + 1) if _ran(spending, since + timedelta(days=n), today)
        )
    least = before + one.today_micros
    low, middle, high = (max(least, round(before + sum_)) for sum_ in (found.low, found.middle, found.high))
    return Forecast(last, low, middle, high, budget)


def read_spending(session: Session, campaigns: Iterable[UUID]) -> dict[UUID, Spending]:
    """What each ad campaign spent on each of the last days, far enough back for a forecast."""
    since = clock.today() - timedelta(days=REMEMBERED + 7)
    rows = session.execute(
        select(MetricRollup.ad_campaign_id, MetricRollup.date, MetricRollup.spend_micros).where(
            MetricRollup.org_id == tenant(session),
            MetricRollup.ad_campaign_id.in_(list(campaigns)),
            MetricRollup.date >= since,
        )
    )
    found: dict[UUID, Spending] = defaultdict(dict)
    for row in rows:
        found[row.ad_campaign_id][row.date] = row.spend_micros
    return found


def forecast_all(unit: Work, theirs: Sequence[Standing], ours: Sequence[tuple[Standing, Spending]]) -> None:
    """Warn of every budget that will not suffice, once; and no more when it will."""
    spending = read_spending(unit.session, [one.id for one in theirs if one.is_active])
    for one, spent in [*((one, spending.get(one.id, {})) for one in theirs), *ours]:
        found = forecast(one, spent)
        key = f"forecast:{one.id}"
        if found and one.used_pct < 100 and found.expected > found.budget:
            keep_forecast(unit, one, found.last, (found.low, found.expected, found.high), found.budget)
            _warn(unit, one, found, key)
        elif found is None or one.used_pct >= 100 or found.expected < found.budget * CALM_AT:
            resolve_alert(unit, key)


def _before(one: Standing, spending: Spending, today: date) -> int:
    """What the period has spent before today: of a daily budget, in this month."""
    if one.kind != "daily":
        return one.spent_micros - one.today_micros
    since = month_of(today).since
    return sum(spent for day, spent in spending.items() if since <= day < today)


def _ran(spending: Spending, day: date, today: date) -> bool:
    """Whether a day of the month has a budget: those to come, and those on which it ran."""
    return day >= today or spending.get(day, 0) > 0


def _warn(unit: Work, one: Standing, found: Forecast, key: str) -> None:
    amounts = {
        name: f"{major(amount):,.0f} {one.currency}"
        for name, amount in (("expected", found.expected), ("low", found.low), ("high", found.high))
    }
    raise_alert(
        unit,
        "forecast_overspend",
        key,
        Severity.WARNING,
        SENTENCES[one.kind],
        integration_id=one.integration_id,
        ad_campaign_id=None if one.ours else one.id,
        campaign_id=one.id if one.ours else None,
        name=one.name,
        platform=connector(one.platform).PLATFORM.name if one.platform else "",
        date=f"{found.last}",
        budget=f"{major(found.budget):,.0f} {one.currency}",
        expected=amounts["expected"],
        low=amounts["low"],
        high=amounts["high"],
    )
