"""Spans of account-local days, half-open: `since` is in, `until` is not; and moments on a clock of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from engine.core.errors import Invalid
from engine.core.i18n import N_, t

LONGEST = 800


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """The days from `since` up to, not including, `until`."""

    since: date
    until: date

    @property
    def last(self) -> date:
        """The last day that is in."""
        return self.until - timedelta(days=1)

    def __str__(self) -> str:
        """The first and the last day."""
        return f"{self.since}…{self.last}"

    def __len__(self) -> int:
        """How many days."""
        return (self.until - self.since).days

    def __iter__(self) -> Iterator[date]:
        """Each day, oldest first."""
        return (self.since + timedelta(days=n) for n in range(len(self)))

    def previous(self) -> "Days":
        """The span of the same length just before."""
        return Days(self.since - timedelta(days=len(self)), self.since)

    def a_year_before(self) -> "Days":
        """The same weekdays, 52 weeks earlier."""
        return Days(self.since - timedelta(weeks=52), self.until - timedelta(weeks=52))

    def windows(self, days: int) -> list["Days"]:
        """Cut into spans of at most that many days, oldest first."""
        cuts = [self.since + timedelta(days=n) for n in range(0, len(self), days)]
        return [Days(cut, min(cut + timedelta(days=days), self.until)) for cut in cuts]

    def halves(self) -> tuple["Days", "Days"]:
        """Two spans; only for spans of two days or more."""
        middle = self.since + timedelta(days=len(self) // 2)
        return Days(self.since, middle), Days(middle, self.until)


def last_days(count: int, today: date) -> Days:
    """The last `count` days, today included."""
    return Days(today - timedelta(days=count - 1), today + timedelta(days=1))


def parse_days(since: date, last: date, today: date) -> Days:
    """A span as a person gives it, both ends in; Invalid when reversed, in the future or too long."""
    if last < since:
        raise Invalid(
            N_("The range ends on {last}, before it starts on {since}. Swap the two dates."),
            since=since,
            last=last,
        )
    if since > today or last > today:
        raise Invalid(N_("The range reaches into the future. Choose days up to {today}."), today=today)
    if (last - since).days >= LONGEST:
        raise Invalid(N_("The range is longer than {days} days. Choose a shorter one."), days=LONGEST)
    return Days(since, last + timedelta(days=1))


def moment_in(given: datetime, zone: str, *, field: str) -> datetime:
    """A moment as a person gives it, in UTC; one without a zone is on that zone's clock.

    Invalid naming `field` for an hour that a clock skips in spring; of one that comes twice in autumn, the first.
    """
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    moment = given.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != given:
        raise Invalid(fields={field: [t("The clocks skip this hour on that day. Choose another time.")]})
    return moment


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones; finding them walks some thousand files, so it is done once."""
    return frozenset(available_timezones())
