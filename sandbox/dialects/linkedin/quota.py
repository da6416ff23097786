"""What an application may ask: calls a UTC day for each kind of resource, and figures in five rolling minutes."""

from collections import Counter, deque
from datetime import date, datetime, timedelta

from sandbox.dialects.linkedin.errors import ORDERED
from sandbox.stage import Stage

WINDOW = timedelta(minutes=5)


def spend_call(stage: Stage, resource: str) -> None:
    """Count a call; raises 429 once the resource's day is used up."""
    today = stage.clock.today("UTC")
    spent: Counter[tuple[date, str]] = stage.memory.setdefault("linkedin calls", Counter())
    spent[today, resource] += 1
    if spent[today, resource] > stage.settings.linkedin_calls_per_day:
        raise ORDERED["daily_quota"]


def spend_values(stage: Stage, count: int) -> None:
    """Count metric values before they are sent; raises 429 when they would be too many."""
    now = stage.clock.now()
    spent: deque[tuple[datetime, int]] = stage.memory.setdefault("linkedin values", deque())
    while spent and spent[0][0] <= now - WINDOW:
        spent.popleft()
    if sum(values for _, values in spent) + count > stage.settings.linkedin_values_per_5_minutes:
        raise ORDERED["throttle"]
    spent.append((now, count))
