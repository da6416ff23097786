"""When it is: real time, or a moment that stands still until somebody moves it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """The world's clock. A set moment stands still; `advance` moves either kind."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._fixed = start
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self._fixed or datetime.now(UTC) + self._ahead

    def set(self, moment: datetime) -> None:
        """Stop the clock at a moment (taken as UTC when it names no zone)."""
        self._fixed = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Move on (or back) by seconds."""
        step = timedelta(seconds=seconds)
        if self._fixed is None:
            self._ahead += step
        else:
            self._fixed += step

    def reset(self) -> None:
        """Return to how the process began."""
        self._fixed, self._ahead = self._start, timedelta()

    def today(self, zone: str) -> date:
        """The calendar date in a time zone."""
        return self.now().astimezone(ZoneInfo(zone)).date()
