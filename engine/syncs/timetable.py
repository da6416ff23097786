"""When syncs are due. Each account has its own minute after the tick, so that they do not all start at once."""

import hashlib
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from crontab import CronTab

from db.kinds import DataType
from engine.core import clock
from settings import settings

TIMETABLE = {
    DataType.METRICS: "0 * * * *",
    DataType.CAMPAIGNS: "0 */4 * * *",
    DataType.ALL: "0 2 * * *",
}
STAGGER_S = 300


def stagger_s(integration_id: UUID) -> int:
    """The account's seconds after a tick, 0 to 300, always the same ones."""
    digest = hashlib.blake2b(integration_id.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big") % (STAGGER_S + 1)


def next_sync(integration_id: UUID) -> datetime:
    """When the account's figures are due next."""
    offset = timedelta(seconds=stagger_s(integration_id))
    # Its turn of the last tick may still be ahead, so the clock is asked from that turn's point of view.
    return next_tick(TIMETABLE[DataType.METRICS], clock.now() - offset) + offset


def next_tick(cron: str, after: datetime) -> datetime:
    """The first moment after that one which the cron line names, on the schedule's own clock."""
    zone = ZoneInfo(settings().schedule_zone)
    due = CronTab(cron).next(after.astimezone(zone), default_utc=True, return_datetime=True)
    return cast("datetime", due)
