"""`python -m jobs.scheduler`: enqueues what the clock asks for. Any number of them may run; one fires.

rq-scheduler keeps the entries and the lock. Three things are ours: the next time is computed in the schedule's own
zone (rq-scheduler would take the process's); the entries are set right at every heartbeat, so that a Redis that
lost them gets them back; and what still waits for a worker is not queued beside itself, so that workers who come
back after an hour find each tick once. An entry that is right is never touched: setting it anew would skip a
missed run.
"""

import warnings
from datetime import datetime
from typing import Any

from rq.job import Job
from rq.serializers import JSONSerializer
from rq_scheduler import Scheduler as RqScheduler

from engine.core import clock
from engine.core.log import get_logger, setup
from engine.core.store import patient_redis
from engine.readiness import SCHEDULER_KEY
from engine.syncs.timetable import next_tick
from jobs.schedule import TICKS, Tick

INTERVAL_S = 2
LIFE_S = 30
TIMEOUT_S = 600
log = get_logger()


class JsonJob(Job):
    """A job whose arguments are JSON; rq-scheduler has no setting for that."""

    @classmethod
    def create(cls, *args: Any, **kwargs: Any) -> Job:
        """A new job, written as JSON."""
        return super().create(*args, **(kwargs | {"serializer": JSONSerializer}))

    @classmethod
    def fetch(cls, *args: Any, **kwargs: Any) -> Job:
        """The job of that id, read as JSON."""
        return super().fetch(*args, **(kwargs | {"serializer": JSONSerializer}))


class Scheduler(RqScheduler):  # type: ignore[misc]  # rq-scheduler is untyped
    """rq-scheduler with our timetable and our clock."""

    def __init__(self) -> None:
        super().__init__("priority", connection=patient_redis(), interval=INTERVAL_S, job_class=JsonJob)

    def heartbeat(self) -> None:
        """Say that we live, and set right what is not."""
        super().heartbeat()
        self.connection.set(SCHEDULER_KEY, clock.now().isoformat(), ex=LIFE_S)
        self.register()

    def register(self, ticks: tuple[Tick, ...] = TICKS) -> None:
        """Make the entries those of the timetable: add, replace, remove; leave alone what is right."""
        there = {job.id: job for job in self.get_jobs() if job.id.startswith("tick-")}
        wanted = {tick.id: tick for tick in ticks}
        for tick_id in there.keys() - wanted.keys():
            self.cancel(tick_id)
        for tick in ticks:
            known = there.get(tick.id)
            if known is None or (known.meta.get("cron_string"), known.func_name) != (tick.cron, tick.job):
                self.cron(tick.cron, tick.job, id=tick.id, timeout=TIMEOUT_S)
                self._set_next(tick.id, tick.cron, clock.now())

    def enqueue_job(self, job: Job) -> None:
        """Hand a due job to the workers, once, however often it was missed."""
        if self.connection.lpos(f"rq:queue:{job.origin}", job.id) is None:
            super().enqueue_job(job)
        self._set_next(job.id, job.meta["cron_string"], clock.now())

    def _set_next(self, job_id: str, cron: str, after: datetime) -> None:
        self.connection.zadd(self.scheduled_jobs_key, {job_id: next_tick(cron, after).timestamp()})


def main() -> None:
    """Run until told to stop."""
    setup()
    # It computes a time in the process's zone, which we replace, and warns each time that this will change.
    warnings.filterwarnings("ignore", category=FutureWarning, module="rq_scheduler")
    log.info("scheduler.started", ticks=len(TICKS))
    Scheduler().run()


if __name__ == "__main__":
    main()
