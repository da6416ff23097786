"""`python -m jobs.worker [QUEUE …]`: runs the jobs of these queues, of all unless named, one at a time.

The three intervals are what it takes to notice a worker that was killed: with RQ's own, minutes pass before its
job runs again; with these, about one. Start as many workers as there is work for, on any host.
"""

import gc
import os
import sys
from collections.abc import Sequence

from rq.serializers import JSONSerializer
from sqlalchemy.orm import configure_mappers

import jobs.budgets
import jobs.campaigns
import jobs.enrolments
import jobs.events
import jobs.imports
import jobs.integrations
import jobs.learning
import jobs.notifications
import jobs.partitions
import jobs.posts
import jobs.subscriptions
import jobs.syncs
import jobs.tokens
import jobs.webhooks  # noqa: F401 - for the same reason as the connectors below
from engine.connectors import PLATFORMS, connector
from engine.core.log import get_logger, setup
from engine.core.outward import trusted
from engine.core.queue import QUEUES, FairQueue, queue
from engine.core.store import patient_redis
from jobs.steady import MOST_JOBS, SteadyWorker

WORKER_TTL_S = 30
MAINTENANCE_S = 10
MONITORING_S = 5
log = get_logger()


def main(names: Sequence[str] = ()) -> None:
    """Work until told to stop."""
    setup()
    _prepare()
    worker = SteadyWorker(
        [queue(name) for name in names or QUEUES],
        queue_class=FairQueue,
        connection=patient_redis(),
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_S,
        maintenance_interval=MAINTENANCE_S,
        job_monitoring_interval=MONITORING_S,
        log_job_description=False,
    )
    log.info("worker.started", name=worker.name, queues=list(names or QUEUES))
    worker.work(logging_level="WARNING", max_jobs=MOST_JOBS)
    if worker.is_spent:
        os.execv(sys.executable, [sys.executable, "-m", "jobs.worker", *names])  # noqa: S606 - ourselves, anew


def _prepare() -> None:
    """Make before the first job what every job needs, so that none waits for it."""
    for platform in PLATFORMS:
        connector(platform)
    configure_mappers()
    trusted()
    gc.freeze()  # none of it is ever garbage


if __name__ == "__main__":
    main(sys.argv[1:])
