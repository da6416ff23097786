"""A worker that does its jobs in its own process, one after the other, with everything the last one left open.

RQ's own worker forks for each job, which then connects, compiles its statements and shakes hands anew: several
times what a short job costs itself. Here a job that runs away, or a worker that is killed, ends the process: its
heartbeats end with it, so that another takes the job up as it does after a dead fork, and the supervisor starts
the worker again.
"""

import os
from contextvars import copy_context
from threading import Event, Thread
from time import monotonic
from typing import Any

from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job
from rq.worker.base import BaseWorker

from engine.core.log import get_logger
from engine.core.queue import wake

GRACE_S = 60  # beyond its time limit, for a job that nothing interrupts
WAKE_S = 1.0
MOST_JOBS = 5000  # then the process begins anew: whatever a library holds on to is let go
log = get_logger()


class SteadyWorker(SimpleWorker):
    """Jobs in turn; what one of them sets for its context ends with it. Beside them it wakes the delayed ones."""

    jobs_done = 0

    def work(self, *args: Any, **kwargs: Any) -> bool:
        """Do jobs until told to stop."""
        done = Event()
        Thread(target=_wake, args=(done,), name="waker", daemon=True).start()
        try:
            return super().work(*args, **kwargs)
        finally:
            done.set()

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Do one job, with heartbeats beside it."""
        execution, done = self.prepare_execution(job), Event()
        pulse = Thread(target=self._beat, args=(job, execution, done), name="pulse", daemon=True)
        pulse.start()
        try:
            copy_context().run(self.perform_job, job, queue, execution)
        finally:
            done.set()
            pulse.join()
        self.set_state("idle")
        self.jobs_done += 1

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Say that we live, and to a Redis that lost its memory who we are, which RQ says only at the start."""
        if pipeline is None and not self.connection.sismember(self.redis_workers_keys, self.key):
            self.connection.delete(self.key)
            self.register_birth()  # type: ignore[no-untyped-call]
        super().heartbeat(timeout, pipeline)

    @property
    def is_spent(self) -> bool:
        """Whether it has done its share, and nobody wants it to stop."""
        return self.jobs_done >= MOST_JOBS and not self._stop_requested

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds until silence means death: RQ's for a fork, and not the whole time that the job may take."""
        return int(BaseWorker.get_heartbeat_ttl(self, job, working_time))

    def _beat(self, job: Job, execution: Execution, done: Event) -> None:
        begun = monotonic()
        while not done.wait(self.job_monitoring_interval):
            if job.timeout and monotonic() - begun > job.timeout + GRACE_S:
                log.error("worker.job_runs_away", job_id=job.id)
                os._exit(1)
            try:
                self.maintain_heartbeats(job, execution)
            except RedisError as error:
                log.warning("worker.no_heartbeat", job_id=job.id, error=type(error).__name__)


def _wake(done: Event) -> None:
    while not done.wait(WAKE_S):
        try:
            wake()
        except RedisError as error:
            log.warning("worker.no_waking", error=type(error).__name__)
