"""Dead letters wait for a person, who sends one or all of them again; what is old is forgotten."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from db.kinds import AlertStatus, DeliveryStatus
from db.models import Alert, OutboxDelivery, OutboxEvent
from engine import outbox
from engine.core import clock
from engine.core.errors import Conflict, Missing
from engine.core.queue import queue
from engine.core.work import Actor, job_id, work
from engine.events import IntegrationSyncCompleted
from tests.engine.outbox.desk import delivery, emit, fail
from tests.factories import make_org
from tests.rows import rows
from tests.working import work_off

SARA = Actor("sara@example.com")


def dead(org) -> UUID:
    [one] = emit(org.id, IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
    queue("events").empty()
    fail(org.id, one, ZeroDivisionError(), last=True)
    return one


def test_a_replay_has_all_its_attempts_and_is_told_in_the_history(org):
    one = dead(org)

    with work(org.id, SARA) as unit:
        outbox.replay(unit, one)

    job = queue("events").fetch_job(job_id(org.id, one))
    assert job is not None
    assert job.retries_left == 3
    work_off()
    row = delivery(org.id, one)
    assert (row.status, row.attempts) == (DeliveryStatus.DONE, 1)
    assert [(moment["what"], moment.get("by")) for moment in row.history] == [
        ("failed", None),
        ("replayed", SARA.name),
    ]


def test_the_alert_ends_with_the_last_dead_letter_of_its_listener(org):
    first, second = dead(org), dead(org)

    def alert() -> str:
        [row] = rows(org.id, Alert)
        return row.status

    with work(org.id, SARA) as unit:
        outbox.replay(unit, first)
    assert alert() == AlertStatus.OPEN
    with work(org.id, SARA) as unit:
        outbox.replay(unit, second)
    assert alert() == AlertStatus.RESOLVED


def test_all_are_replayed_at_once(org):
    ids = {dead(org) for _ in range(3)}
    assert outbox.count_open(org.id) == {"waiting": 0, "retrying": 0, "dead": 3}

    with work(org.id, SARA) as unit:
        assert outbox.replay_dead(unit) == 3
    work_off()

    assert {delivery(org.id, one).status for one in ids} == {DeliveryStatus.DONE}
    assert outbox.list_dead(org.id) == []


def test_what_is_not_dead_is_not_replayed(org):
    [one] = emit(org.id, IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))

    with pytest.raises(Conflict), work(org.id, SARA) as unit:
        outbox.replay(unit, one)


def test_another_orgs_dead_letter_is_not_there(org):
    one = dead(make_org())

    with pytest.raises(Missing), work(org.id, SARA) as unit:
        outbox.replay(unit, one)


def test_what_is_old_is_forgotten_and_what_waits_for_a_person_is_kept_longer(org):
    [done] = emit(org.id, IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4()))
    outbox.hear(org.id, done)
    kept = dead(org)
    with work(org.id) as unit:
        unit.enqueue("jobs.syncs.run", uuid4())
    work_off()

    everything = {row.id for row in rows(org.id, OutboxDelivery)}
    assert {done, kept} < everything
    for days, left in ((29, everything), (31, {kept}), (89, {kept}), (91, set())):
        with clock.stopped_at(clock.now() + timedelta(days=days)):
            outbox.trim(org.id)
        assert {row.id for row in rows(org.id, OutboxDelivery)} == left
    assert rows(org.id, OutboxEvent) == []
