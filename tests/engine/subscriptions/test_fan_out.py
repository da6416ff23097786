"""One event, one message for each subscription that hears it: in the same breath, once, and for nobody else."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, event, text

from db.models import OutboxDelivery, OutboxEvent
from db.session import engine
from engine import subscriptions
from engine.core import clock
from engine.core.queue import queue
from engine.core.work import work
from engine.events import CampaignMetricsUpdated, IntegrationConnected
from tests.engine.connectors.server import serving
from tests.factories import OrgFacts
from tests.ports import free_port
from tests.rows import rows
from tests.subscribing import happen, messages, statuses, subscribe, tell
from tests.working import work_off

FAN_OUT = "jobs.subscriptions.fan_out"
ELSEWHERE = "https://hooks.example.invalid/cmis"


def fan_outs(org_id: UUID) -> list[OutboxDelivery]:
    return [row for row in rows(org_id, OutboxDelivery) if row.target == FAN_OUT]


def events(org_id: UUID) -> list[OutboxEvent]:
    return rows(org_id, OutboxEvent)


def test_only_what_was_subscribed_leaves_the_house(org, stranger):
    subscribe(org.id, ELSEWHERE)

    happen(org.id)
    happen(org.id, IntegrationConnected(integration_id=uuid4()))
    happen(stranger.id)

    [job] = fan_outs(org.id)
    assert (job.queue, job.args) == ("webhooks", [str(events(org.id)[0].id)])
    assert fan_outs(stranger.id) == []


def test_an_event_that_is_undone_is_told_to_nobody(org):
    subscribe(org.id, ELSEWHERE)

    with pytest.raises(ZeroDivisionError), work(org.id) as unit:
        unit.emit(CampaignMetricsUpdated(integration_id=uuid4()))
        _ = 1 / 0

    assert (events(org.id), fan_outs(org.id)) == ([], [])


def test_an_org_without_subscriptions_pays_one_question_a_unit(org):
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "webhook_subscriptions" in statement:
            asked.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    with work(org.id) as unit:
        for _ in range(5):
            unit.emit(CampaignMetricsUpdated(integration_id=uuid4()))
    event.remove(engine(), "before_cursor_execute", note)

    assert len(asked) == 1


def test_the_question_reads_an_index(database, org):
    owner = create_engine(database.owner_dsn)
    with owner.connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.execute(
            text("EXPLAIN SELECT events FROM webhook_subscriptions WHERE org_id = :org AND status = 'active'"),
            {"org": org.id},
        ).scalars()
        assert "idx_webhook_subscriptions_active" in "\n".join(plan)
    owner.dispose()


def test_however_often_an_event_is_fanned_out_each_subscription_has_one_message(org):
    for _ in range(2):
        subscribe(org.id, ELSEWHERE)
    happen(org.id)
    [fact] = events(org.id)

    for _ in range(3):
        subscriptions.fan_out(org.id, fact.id)

    assert len({(row.subscription_id, row.event_id) for row in messages(org.id)}) == 2
    assert len(messages(org.id)) == 2


def test_who_subscribes_later_is_not_told_of_what_was(org):
    happen(org.id)
    subscribe(org.id, ELSEWHERE)

    subscriptions.fan_out(org.id, events(org.id)[0].id)

    assert messages(org.id) == []


def test_what_redis_forgot_is_told_all_the_same(org, receiver, redis):
    subscribe(org.id, receiver)
    happen(org.id)
    redis.flushall()  # the fan-out was sent, and is gone
    subscriptions.take_up(org.id)
    assert messages(org.id) == []  # a worker may be at it

    with clock.stopped_at(clock.now() + timedelta(minutes=3)):
        subscriptions.take_up(org.id)
        redis.flushall()
        work_off("webhooks")
    assert len(receiver.sent) == 0
    with clock.stopped_at(clock.now() + timedelta(minutes=5)):
        subscriptions.take_up(org.id)
        work_off("webhooks")

    assert statuses(org.id) == ["delivered"]
    assert len(receiver.sent) == 1


def test_an_event_of_an_org_that_is_gone_is_told_to_nobody(database, org, receiver):
    subscribe(org.id, receiver)
    happen(org.id)
    happen(org.id)
    subscriptions.fan_out(org.id, events(org.id)[0].id)
    owner = create_engine(database.owner_dsn)
    with owner.begin() as connection:
        connection.execute(text(f"SET LOCAL \"app.org_id\" = '{org.id}'"))
        connection.execute(text("DELETE FROM orgs WHERE id = :org"), {"org": org.id})
    owner.dispose()

    work_off("webhooks")

    assert receiver.sent == []
    assert queue("webhooks").failed_job_registry.count == 0


def test_an_org_that_was_switched_off_is_told_nothing(database, org, receiver):
    subscribe(org.id, receiver)
    owner = create_engine(database.owner_dsn)
    with owner.begin() as connection:
        connection.execute(text(f"SET LOCAL \"app.org_id\" = '{org.id}'"))
        connection.execute(text("UPDATE orgs SET is_active = false WHERE id = :org"), {"org": org.id})
    owner.dispose()

    tell(org.id)

    assert (receiver.sent, statuses(org.id)) == ([], ["waiting"])


def test_orgs_take_turns(org: OrgFacts, stranger: OrgFacts, receiver):
    with serving(free_port()) as second:
        subscribe(org.id, receiver)
        subscribe(stranger.id, second)
        for _ in range(3):
            happen(org.id)
        happen(stranger.id)

        work_off("webhooks")

        assert (len(receiver.sent), len(second.sent)) == (3, 1)
