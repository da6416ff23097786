"""Orgs take turns in a queue: many jobs of one do not keep another waiting."""

from uuid import uuid4

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from engine.core.queue import FairQueue, queue, send

RUN = "jobs.syncs.run"  # of runs that nobody has: done at once
BIG, SMALL = uuid4().hex, uuid4().hex


@pytest.fixture
def waiting(redis):
    """Six jobs of a big org, then two of a small one."""
    for org, count in ((BIG, 6), (SMALL, 2)):
        for number in range(count):
            send(RUN, [org, uuid4().hex], queue_name="sync", job_id=f"{org}-{number}")
    return queue("sync")


def take(waiting) -> str:
    found = FairQueue.dequeue_any(
        [queue("priority"), waiting], None, waiting.connection, serializer=JSONSerializer
    )
    return found[0].id if found else ""


def test_one_worker_serves_the_orgs_in_turn(waiting):
    taken = [take(waiting) for _ in range(8)]

    assert taken[:4] == [f"{BIG}-0", f"{SMALL}-0", f"{BIG}-1", f"{SMALL}-1"]
    assert taken[4:] == [f"{BIG}-{number}" for number in (2, 3, 4, 5)]
    assert take(waiting) == ""


def test_who_has_less_at_work_comes_first(waiting):
    first = waiting.fetch_job(take(waiting))
    registry = waiting.started_job_registry
    registry.connection.zadd(registry.key, {f"{first.id}:execution": 2_000_000_000})
    # The small org had its turn, too, but nothing of it is at work.
    assert [take(waiting), take(waiting), take(waiting)] == [f"{SMALL}-0", f"{SMALL}-1", f"{BIG}-1"]


def test_an_urgent_queue_is_still_emptied_first(waiting):
    send(RUN, [BIG, uuid4().hex], queue_name="priority", job_id=f"{BIG}-urgent")

    assert take(waiting) == f"{BIG}-urgent"


def test_a_worker_takes_every_job_once(waiting, database, redis):
    worker = SimpleWorker(
        [waiting], connection=waiting.connection, serializer=JSONSerializer, queue_class=FairQueue
    )

    worker.work(burst=True)

    assert waiting.count == 0
    assert waiting.failed_job_registry.count == waiting.started_job_registry.count == 0
    assert redis.hget(worker.key, "successful_job_count") == b"8"
