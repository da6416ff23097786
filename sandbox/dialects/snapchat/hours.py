"""Days cut into hours along the curve by which money comes in; the hours of a day add up to the day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.dialects.snapchat.times import written
from sandbox.world.delivery import Days, midnight
from sandbox.world.reports import Line
from sandbox.world.world import World

HOUR = timedelta(hours=1)


def hourly(world: World, line: Line) -> Iterator[tuple[str, str, Line]]:
    """Begin, end and numbers of each hour of a line's one day; what has not come yet is zero."""
    zone = line.account.zone
    begin, end = midnight(line.since, zone), midnight(line.since + timedelta(days=1), zone)
    day = Days(line.since, 1, zone)
    reached = min(end, max(begin + HOUR, world.clock.now()))
    whole = day.position(reached - timedelta(microseconds=1))
    before, moment = _part(line, 0.0), begin
    while moment < end:
        following = moment + HOUR
        share = min(1.0, day.position(following) / whole) if following < reached else 1.0
        after = _part(line, share)
        numbers = {name: after[name] - before[name] for name in after}
        yield _local(moment, zone), _local(following, zone), replace(line, numbers=numbers, reach=0)
        before, moment = after, following


def _part(line: Line, share: float) -> dict[str, int]:
    return {name: int(value * share) for name, value in line.numbers.items()}


def _local(moment: datetime, zone: str) -> str:
    return written(moment.astimezone(ZoneInfo(zone)))
