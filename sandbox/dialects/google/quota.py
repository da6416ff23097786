"""Operations a day: the cloud project's access level allows so many, counted by UTC date."""

from datetime import date

from sandbox.dialects.google.errors import ORDERED
from sandbox.stage import Stage


def spend_operation(stage: Stage) -> None:
    """Count one; raises 429 RESOURCE_EXHAUSTED once the day's are spent."""
    today = stage.clock.today("UTC")
    spent: dict[date, int] = stage.memory.setdefault("google operations", {})
    spent[today] = spent.get(today, 0) + 1
    if spent[today] > stage.settings.google_operations_per_day:
        raise ORDERED["daily_quota"]
