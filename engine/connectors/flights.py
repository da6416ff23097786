"""First and last days as the moments that platforms are told, and back, on the clock of the account.

A plan has whole days: it begins with the midnight of the first one, or at once where that is over, and ends with
the midnight after the last one.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from engine.connectors import faults
from engine.connectors.base import Account, Change, Platform
from engine.connectors.launches import Limits
from engine.core import clock


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a local day begins.

    By way of UTC, because where clocks change at midnight the day begins at one o'clock.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC).astimezone(zone)


def first_moment(day: date, zone: tzinfo) -> datetime:
    """When what is to run from that day on begins."""
    return max(clock.now().astimezone(zone).replace(microsecond=0), midnight(day, zone))


def end_of(day: date, zone: tzinfo) -> datetime:
    """When that day is over."""
    return midnight(day + timedelta(days=1), zone)


def first_day(moment: datetime | None, zone: tzinfo) -> date | None:
    """The day on which something begins."""
    return moment.astimezone(zone).date() if moment else None


def last_day(moment: datetime | None, zone: tzinfo) -> date | None:
    """The last day of what ends then: at midnight it is the one before."""
    return (moment - timedelta(seconds=1)).astimezone(zone).date() if moment else None


def wanted(
    platform: Platform, limits: Limits, account: Account, change: Change
) -> tuple[datetime | None, datetime | None]:
    """The first moment and the end that a change asks for; Refused at a level that has no dates of its own."""
    if (change.starts_on or change.ends_on) and change.level not in limits.dates_at:
        raise faults.invalid(platform, f"no dates of its own: {change.level} {change.external_id}")
    zone = ZoneInfo(account.timezone)
    return (
        first_moment(change.starts_on, zone) if change.starts_on else None,
        end_of(change.ends_on, zone) if change.ends_on else None,
    )
