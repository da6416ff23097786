"""When the cache is warmed by itself: before the working day, by the organisation's own clock.

Its zone, its weekdays (Sunday to Thursday in many countries), its hour. An hour that the clock skips in spring is
warmed right after the gap; one that it repeats in autumn is warmed once.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as Time  # noqa: N812 - `time` is a module everywhere else
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.store import redis
from engine.core.work import Work, work
from engine.orgs import org_facts, save_setting, setting

SETTING = "cache_warming"
JOB = "jobs.cache.warm"
LATE = timedelta(hours=2)  # for so long a warming that was missed still helps
DONE_S = 2 * 86400


@dataclass(frozen=True, slots=True)
class Schedule:
    """At `hour` o'clock of the org's zone, on these weekdays (Monday is 0), or never."""

    on: bool = True
    hour: int = 7
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 6)  # Sunday to Thursday

    def due(self, day: date, zone: ZoneInfo) -> datetime | None:
        """The moment of that day; None when it is not one of them."""
        if not self.on or day.weekday() not in self.weekdays:
            return None
        return datetime.combine(day, Time(self.hour), zone).astimezone(UTC)


@read
def read_schedule(session: Session) -> Schedule:
    """What the org has chosen, or what holds until it does."""
    found: dict[str, Any] = setting(session, SETTING, {})
    return Schedule(**(found | {"weekdays": tuple(found["weekdays"])})) if found else Schedule()


def choose_schedule(unit: Work, *, on: bool, hour: int, weekdays: Collection[int]) -> None:
    """Warm at another time. Invalid for an hour or a weekday that there is not."""
    days = sorted(set(weekdays))
    wrong: dict[str, list[str]] = {}
    if not 0 <= hour <= 23:
        wrong["hour"] = [t(N_("Give an hour from 0 to 23."))]
    if not set(days) <= set(range(7)) or (on and not days):
        wrong["weekdays"] = [t(N_("Choose at least one weekday, 0 (Monday) to 6 (Sunday)."))]
    if wrong:
        raise Invalid(fields=wrong)
    schedule = Schedule(on, hour, tuple(days))
    save_setting(unit, SETTING, asdict(schedule))
    unit.audit("cache_warming_chosen", **asdict(schedule))


def next_warming(org_id: UUID) -> datetime | None:
    """When the cache is warmed next; None when never."""
    schedule, zone = read_schedule(org_id), ZoneInfo(org_facts(org_id)["timezone"])
    today = clock.today(zone.key)
    due = (schedule.due(today + timedelta(days=ahead), zone) for ahead in range(8))
    return next((moment for moment in due if moment and moment > clock.now()), None)


def plan(org_id: UUID) -> int:
    """Have the cache warmed when it is time and has not been done for this day; how many jobs."""
    schedule, zone = read_schedule(org_id), ZoneInfo(org_facts(org_id)["timezone"])
    today = clock.today(zone.key)
    for day in (today - timedelta(days=1), today):  # an hour before midnight may be late after it
        due = schedule.due(day, zone)
        if due and due <= clock.now() < due + LATE:
            if not redis().set(f"cache-morning:{org_id}:{day}", "1", nx=True, ex=DONE_S):
                continue
            with work(org_id) as unit:
                unit.enqueue(JOB)
            return 1
    return 0
