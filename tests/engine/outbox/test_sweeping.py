"""What left this process is on its way, done or dead; what Redis lost goes out again, soon."""

from datetime import timedelta
from uuid import uuid4

import pytest
from rq.job import Job, JobStatus

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery
from engine import outbox
from engine.core import clock
from engine.core.queue import queue
from engine.core.work import job_id, work
from engine.events import IntegrationSyncCompleted
from engine.outbox import sweeping
from tests.engine.outbox.desk import age, delivery, emit, times, why
from tests.rows import rows
from tests.working import work_off

JOB = "jobs.syncs.run"  # of a run that nobody has: done at once


@pytest.fixture
def sent(org):
    """A delivery that was handed over twenty seconds ago."""
    [one] = emit(org.id, IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
    age(org.id, one, seconds=20)
    return one


def job(org, one) -> Job:
    found = queue("events").fetch_job(job_id(org.id, one))
    assert found
    return found


def test_what_waits_is_left_alone(org, sent):
    assert outbox.sweep(org.id) == 0
    assert queue("events").job_ids == [job_id(org.id, sent)]


def test_what_redis_lost_goes_out_again_within_a_minute_and_is_heard_once(org, redis, sent):
    redis.flushall()

    assert outbox.sweep(org.id) == 1
    assert outbox.sweep(org.id) == 0
    work_off()

    row = delivery(org.id, sent)
    assert (row.status, row.attempts) == (DeliveryStatus.DONE, 1)


def test_a_job_that_redis_lost_is_done_after_all(org, redis):
    with work(org.id) as unit:
        unit.enqueue(JOB, uuid4(), queue="sync")
    [row] = rows(org.id, OutboxDelivery)
    age(org.id, row.id, minutes=1)
    redis.flushall()

    assert outbox.sweep(org.id) == 1
    work_off()

    assert delivery(org.id, row.id).status == DeliveryStatus.DONE


def test_a_job_that_is_done_is_not_done_again(org):
    with work(org.id) as unit:
        unit.enqueue(JOB, uuid4(), queue="sync")
    [row] = rows(org.id, OutboxDelivery)
    work_off()
    age(org.id, row.id, minutes=1)

    done = delivery(org.id, row.id)
    assert (done.status, done.attempts) == (DeliveryStatus.DONE, 1)
    assert len(times(done)) == 3
    assert times(done) == sorted(times(done))
    assert outbox.sweep(org.id) == 0


def test_what_is_due_later_is_due_later_still(org, redis):
    with work(org.id) as unit:
        unit.enqueue(JOB, uuid4(), queue="sync", delay_s=300)
    [row] = rows(org.id, OutboxDelivery)
    age(org.id, row.id, minutes=1)
    assert outbox.sweep(org.id) == 0
    redis.flushall()

    assert outbox.sweep(org.id) == 1

    registry = queue("sync").scheduled_job_registry
    assert queue("sync").count == 0
    assert registry.get_scheduled_time(job_id(org.id, row.id)) - clock.now() > timedelta(seconds=290)


def test_a_job_whose_worker_died_before_beginning_it_is_found(org, redis, sent):
    redis.lrem("rq:queue:events", 1, job_id(org.id, sent))  # taken, and never begun
    assert job(org, sent).get_status() == "queued"

    assert outbox.sweep(org.id) == 1
    assert queue("events").job_ids == [job_id(org.id, sent)]


def test_a_job_that_is_at_work_is_left_alone(org, redis, sent):
    redis.lrem("rq:queue:events", 1, job_id(org.id, sent))
    redis.hset(f"rq:job:{job_id(org.id, sent)}", "status", "started")

    assert outbox.sweep(org.id) == 0


def test_what_died_with_its_workers_is_buried_and_can_be_replayed(org, redis, sent):
    redis.lrem("rq:queue:events", 1, job_id(org.id, sent))
    there = job(org, sent)
    there.set_status(JobStatus.FAILED)
    queue("events").failed_job_registry.add(there, exc_string="AbandonedJobError")

    assert outbox.sweep(org.id) == 0
    assert delivery(org.id, sent).status == DeliveryStatus.DEAD
    assert why(org.id, sent)["message"].startswith("The worker ended")

    with work(org.id) as unit:
        outbox.replay(unit, sent)
    assert queue("events").failed_job_registry.count == 0
    work_off()
    assert delivery(org.id, sent).status == DeliveryStatus.DONE


def test_what_nobody_sent_is_sent_once_its_time_has_come(org, redis, sent):
    with work(org.id) as unit:
        row = unit.find(OutboxDelivery, sent)
        row.status, row.sent_at = DeliveryStatus.PENDING, None
    redis.flushall()

    assert outbox.sweep(org.id) == 1
    assert delivery(org.id, sent).status == DeliveryStatus.SENT


def test_the_sweeper_looks_behind_a_long_queue(org, redis, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for _ in range(5):
        [one] = emit(org.id, IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
        age(org.id, one, seconds=20)
    redis.delete(f"rq:job:{job_id(org.id, one)}")

    assert outbox.sweep(org.id) == 1
    assert Job.exists(job_id(org.id, one), connection=redis)
