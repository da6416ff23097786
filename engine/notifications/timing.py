"""When a message may leave: not in somebody's quiet hours, and not before its digest. Plain values only."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.kinds import Pace


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's clock: their zone, the hours in which nothing leaves, and when digests do (Monday is 0)."""

    zone: str
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_hour: int = 8
    digest_weekday: int = 0


def is_quiet(hours: Hours, moment: datetime) -> bool:
    """Whether the person wants to be left alone then; hours may span midnight."""
    begin, end = hours.quiet_from, hours.quiet_until
    if begin is None or end is None or begin == end:
        return False
    here = moment.astimezone(ZoneInfo(hours.zone)).time().replace(tzinfo=None)
    return begin <= here < end if begin < end else here >= begin or here < end


def after_quiet(hours: Hours, moment: datetime) -> datetime:
    """That moment, or the end of the quiet hours it falls into."""
    if not is_quiet(hours, moment) or hours.quiet_until is None:
        return moment
    return _next(hours, moment, hours.quiet_until)


def next_digest(hours: Hours, pace: Pace, moment: datetime) -> datetime:
    """When the digest leaves that a message of that moment goes into."""
    at = _next(hours, moment, time(hours.digest_hour))
    while pace == Pace.WEEKLY and at.astimezone(ZoneInfo(hours.zone)).weekday() != hours.digest_weekday:
        at = _next(hours, at, time(hours.digest_hour))
    return at


def _next(hours: Hours, moment: datetime, at: time) -> datetime:
    """The next time that clock shows `at`, later than `moment`; by the calendar, whatever clocks do."""
    zone = ZoneInfo(hours.zone)
    here = moment.astimezone(zone)
    for days in (0, 1, 2):
        there = datetime.combine(here.date() + timedelta(days=days), at, zone)
        if there.astimezone(moment.tzinfo) > moment:
            return there.astimezone(moment.tzinfo)
    raise AssertionError(at)
