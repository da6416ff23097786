"""The job queues, in the order workers empty them. Arguments are ids as strings, in JSON."""

from datetime import timedelta
from functools import cache
from typing import Any

from rq import Queue
from rq.job import Retry
from rq.serializers import JSONSerializer

from engine.core.store import redis

QUEUES = ("priority", "sync", "default", "webhooks", "ai")
RETRY_S = (60, 300, 900)
TIMEOUT_S = 3600
FAILURE_TTL_S = 30 * 86400


@cache
def queue(name: str) -> Queue:
    """The RQ queue of that name."""
    if name not in QUEUES:
        raise KeyError(name)
    return Queue(name, connection=redis(), serializer=JSONSerializer, default_timeout=TIMEOUT_S)


def send(name: str, args: list[str], *, queue_name: str, job_id: str, delay_s: float = 0) -> None:
    """Hand a job to the workers: three retries at 60, 300 and 900 s. The same id twice is one job."""
    call: dict[str, Any] = {
        "args": args,
        "job_id": job_id,
        "retry": Retry(max=len(RETRY_S), interval=list(RETRY_S)),
        "result_ttl": 0,
        "failure_ttl": FAILURE_TTL_S,
    }
    if delay_s > 0:
        queue(queue_name).enqueue_in(timedelta(seconds=delay_s), name, **call)
    else:
        queue(queue_name).enqueue(name, **call)
