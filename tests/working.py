"""Workers: one in the test's own process, which does what is due now, and one as the product starts it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from db.embedded import Process, running
from engine.core.queue import QUEUES, FairQueue, queue
from settings import HERE, environment


def work_off(*names: str) -> None:
    """Do the jobs of these queues, of all when none is named."""
    queues = [queue(name) for name in names or QUEUES]
    here = SimpleWorker(queues, connection=queues[0].connection, serializer=JSONSerializer, queue_class=FairQueue)
    here.work(burst=True)


@contextmanager
def worker_process(log: Path) -> Iterator[int]:
    """A worker process that has registered; its pid."""
    process = Process(
        name="worker",
        argv=(sys.executable, "-m", "jobs.worker"),
        is_ready=lambda: b"worker.started" in log.read_bytes(),
        env=environment(PYTHONPATH=str(HERE)),
        stop_signal=signal.SIGTERM,
    )
    with running(process, log) as started:
        yield started.pid
