"""Which days or hours a report is about: windows have to begin and end at the account's own midnight."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.dialects.snapchat.errors import SnapError, invalid
from sandbox.world.delivery import midnight
from sandbox.world.model import Account
from sandbox.world.reports import Span, spans_of_days
from sandbox.world.world import World

LONGEST_DAYS = {"DAY": 31, "HOUR": 7}
GRANULARITIES = ("TOTAL", "DAY", "HOUR", "LIFETIME")
FINAL_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Window:
    """Whole days of an account, `since` in, `until` out."""

    zone: str
    since: date
    until: date

    @property
    def days(self) -> list[Span]:
        """One span a day."""
        return spans_of_days(self.since, self.until - timedelta(days=1), 1)

    @property
    def whole(self) -> list[Span]:
        """One span for all."""
        return [(self.since, self.until - timedelta(days=1))]

    def bounds(self) -> dict[str, str]:
        """`start_time` and `end_time`."""
        return {
            "start_time": local_midnight(self.since, self.zone),
            "end_time": local_midnight(self.until, self.zone),
        }


def read_window(world: World, account: Account, granularity: str, query: dict[str, str]) -> Window:
    """The window of a query; raises 400 as the real one does for misaligned or too long ones."""
    if granularity not in GRANULARITIES:
        raise invalid(f"granularity must be one of {', '.join(GRANULARITIES)}")
    given = [name for name in ("start_time", "end_time") if query.get(name)]
    if granularity == "LIFETIME" or (granularity == "TOTAL" and not given):
        return Window(account.zone, world.genesis, world.clock.today(account.zone) + timedelta(days=1))
    if len(given) != 2:
        raise invalid(f"start_time and end_time are required for granularity {granularity}")
    since = _day(query["start_time"], account.zone, "Start", granularity)
    until = _day(query["end_time"], account.zone, "End", granularity)
    if until <= since:
        raise invalid("End time should be after start time")
    longest = LONGEST_DAYS.get(granularity)
    if longest is not None and (until - since).days > longest:
        raise invalid(f"Timeseries queries with {granularity} granularity can span at most {longest} days")
    return Window(account.zone, since, until)


def final_until(world: World, zone: str) -> str:
    """`finalized_data_end_time`: what lies before it changes no more but for late conversions."""
    moment = (world.clock.now() - FINAL_AFTER).astimezone(ZoneInfo(zone))
    return written(moment.replace(minute=0, second=0, microsecond=0))


def written(moment: datetime) -> str:
    """A local moment with milliseconds and its offset."""
    return moment.isoformat(timespec="milliseconds")


def local_midnight(day: date, zone: str) -> str:
    """When a day begins, as the account's clock shows it."""
    return written(midnight(day, zone).astimezone(ZoneInfo(zone)))


def _day(text: str, zone: str, which: str, granularity: str) -> date:
    """The day that begins at a moment, and at no other."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"{which} time is not an ISO 8601 date and time") from error
    if moment.tzinfo is None:
        raise invalid(f"{which} time has no offset from UTC")
    day = moment.astimezone(ZoneInfo(zone)).date()
    if moment != midnight(day, zone):
        raise misaligned(which, granularity)
    return day


def misaligned(which: str, granularity: str) -> SnapError:
    """The famous one: usually an offset of the other half of the year."""
    unit = "hour" if granularity == "HOUR" else "day"
    return invalid(f"{which} time should start at the beginning of {'an' if unit == 'hour' else 'a'} {unit}")


def read_day(wanted: dict[str, Any], name: str, zone: str, *, ends: bool = False) -> date | None:
    """The account's day of a moment; what ends at midnight ran until the day before."""
    if name not in wanted:
        return None
    try:
        moment = datetime.fromisoformat(str(wanted[name]))
    except ValueError as error:
        raise invalid(f"{name} is not an ISO 8601 date and time") from error
    if moment.tzinfo is None:
        raise invalid(f"{name} has no offset from UTC")
    return (moment - timedelta(microseconds=1 if ends else 0)).astimezone(ZoneInfo(zone)).date()
