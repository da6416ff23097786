"""One transaction, and what leaves the process after it."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from db.embedded import Postgres
from db.kinds import DeliveryStatus
from db.models import AuditEntry, OutboxDelivery, OutboxEvent
from db.session import session
from engine import outbox
from engine.core.errors import Missing
from engine.core.queue import queue
from engine.core.work import work
from engine.events import IntegrationSyncCompleted
from settings import settings
from tests.factories import make_org

pytestmark = pytest.mark.usefixtures("database", "redis")


def deliveries(org_id: UUID) -> Sequence[OutboxDelivery]:
    with session(org_id) as reader:
        return reader.scalars(select(OutboxDelivery).where(OutboxDelivery.org_id == org_id)).all()


def test_a_job_leaves_only_after_the_commit():
    org = make_org()
    with work(org.id) as unit:
        unit.enqueue("jobs.syncs.run", uuid4(), queue="sync")
        assert queue("sync").count == 0
    assert queue("sync").count == 1
    assert [row.status for row in deliveries(org.id)] == [DeliveryStatus.SENT]


def test_what_fails_leaves_nothing_behind():
    org = make_org()
    with pytest.raises(ZeroDivisionError), work(org.id) as unit:
        unit.audit("half_done")
        unit.emit(IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
        raise ZeroDivisionError
    assert queue("events").count == 0
    assert deliveries(org.id) == []
    with session(org.id) as reader:
        noted = reader.scalars(select(AuditEntry.action)).all()
    assert "half_done" not in noted


def test_an_event_becomes_one_job_for_each_listener():
    org = make_org()
    with work(org.id) as unit:
        unit.emit(IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
    (delivery,) = deliveries(org.id)
    (job,) = queue("events").jobs
    assert (job.func_name, job.args) == ("jobs.events.hear", [str(org.id), str(delivery.id)])


def test_what_was_committed_stands_though_postgres_goes_before_it_is_noted_as_sent(monkeypatch):
    org = make_org()

    def sent_and_cut(*_args: object, **_options: object) -> None:
        pid = unit.session.scalar(select(func.pg_backend_pid()))
        with Postgres(settings().data_dir).connect() as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s)", [pid])

    monkeypatch.setattr("engine.core.work.send", sent_and_cut)
    with work(org.id) as unit:
        unit.audit("done")
        unit.enqueue("jobs.syncs.run", uuid4(), queue="sync")

    with session(org.id) as reader:
        assert "done" in reader.scalars(select(AuditEntry.action)).all()
    assert [row.status for row in deliveries(org.id)] == [DeliveryStatus.PENDING]  # the sweeper's


def test_what_a_redis_outage_left_is_swept_up():
    org = make_org()
    with session(org.id) as writer:
        event = OutboxEvent(org_id=org.id, name="IntegrationSyncCompleted", payload={})
        writer.add(event)
        writer.flush()
        writer.add(
            OutboxDelivery(
                org_id=org.id,
                event_id=event.id,
                target="handle_sync_completion",
                args=[],
                queue="default",
                run_at=func.now(),
                created_at=func.now() - func.make_interval(0, 0, 0, 0, 0, 5),
            )
        )
        writer.commit()
    assert outbox.sweep(org.id) == 1
    assert outbox.sweep(org.id) == 0
    assert queue("default").count == 1


def test_a_listener_that_hears_twice_acts_once():
    org = make_org()
    with work(org.id) as unit:
        unit.emit(IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
    (delivery,) = deliveries(org.id)
    outbox.hear(org.id, delivery.id)
    outbox.hear(org.id, delivery.id)
    (heard,) = deliveries(org.id)
    assert (heard.status, heard.attempts) == (DeliveryStatus.DONE, 1)
    assert heard.duration_ms is not None


def test_another_orgs_row_is_missing():
    mine, theirs = make_org(), make_org()
    with work(theirs.id) as unit:
        unit.enqueue("jobs.syncs.run", uuid4())
    (row,) = deliveries(theirs.id)
    with pytest.raises(Missing), work(mine.id) as unit:
        unit.find(OutboxDelivery, row.id)
