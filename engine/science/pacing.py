"""Is a budget being spent at the speed it was meant to? Pure: plain values in, plain values out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from engine.core.periods import Days

TOLERANCE_POINTS = 10.0
WEEK = 7
Status = Literal[
    "on_pace", "behind", "ahead", "runs_out", "spent", "paused", "not_started", "not_measured", "no_budget"
]


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a budget stands: shares of it used and expected by now, in percent; `points` between the two."""

    status: Status
    used_pct: float | None = None
    expected_pct: float | None = None
    points: float | None = None
    runs_out_on: date | None = None


def elapsed(days: Days, now: datetime, zone: str) -> float:
    """How many of those days are over by now, today counted by its hours."""
    midnight = datetime.combine(days.since, time(), ZoneInfo(zone))
    return min(max((now - midnight) / timedelta(days=1), 0.0), float(len(days)))


def pace(spent: float, budget: float, passed: float, whole: float) -> Pace:
    """A budget for `whole` days of which `passed` are over: even spending is what is expected."""
    if not budget or whole <= 0:
        return Pace("no_budget")
    used, expected = 100 * spent / budget, 100 * passed / whole
    points = used - expected
    if abs(points) <= TOLERANCE_POINTS:
        return Pace("on_pace", used, expected, points)
    return Pace("ahead" if points > 0 else "behind", used, expected, points)


def pace_lifetime(  # noqa: PLR0917 - the six facts of one budget
    spent: float, budget: float, week_spent: float, flight: Days | None, now: datetime, zone: str
) -> Pace:
    """A budget for the whole flight; without an end there is no expected share, only how long the money lasts.

    The last seven full days say how fast it goes: money that ends two days before the flight or more `runs_out`.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    used = 100 * spent / budget
    if flight and today < flight.since:
        return Pace("not_started", used)
    if spent >= budget:
        return Pace("spent", used)
    even = pace(spent, budget, elapsed(flight, now, zone), len(flight)) if flight else Pace("on_pace", used)
    last = last_day(budget - spent, week_spent / WEEK, today)
    if flight and last and last < flight.last - timedelta(days=1) and even.status != "behind":
        return Pace("runs_out", used, even.expected_pct, even.points, last)
    return even


def last_day(left: float, a_day: float, today: date) -> date | None:
    """The day on which what is left ends at that speed; None when it does not within ten years."""
    days = left / a_day if a_day > 0 else float("inf")
    return today + timedelta(days=int(days)) if days < 3650 else None
