"""A delivery is heard once, in today's words, and ends quietly when there is nothing left to do."""

from uuid import uuid4

import pytest
from psycopg.errors import AdminShutdown
from sqlalchemy.exc import OperationalError

from db.kinds import DeliveryStatus
from db.models import Alert, OutboxDelivery, OutboxEvent, SyncRun
from engine import outbox
from engine.core.errors import Unready
from engine.core.work import work
from engine.events import (
    EVENTS,
    HEARD_BY,
    UPGRADES,
    CampaignCreated,
    Fact,
    IntegrationConnected,
    IntegrationDisconnected,
    IntegrationSyncCompleted,
    current,
)
from engine.integrations import disconnect
from tests.engine.outbox.desk import alter, delivery, emit, fail, times, why
from tests.factories import insert, make_integration
from tests.rows import rows


def completed() -> IntegrationSyncCompleted:
    return IntegrationSyncCompleted(integration_id=uuid4(), run_id=uuid4())


def test_heard_twice_is_heard_once(org):
    [one] = emit(org.id, completed())

    outbox.hear(org.id, one)
    first = delivery(org.id, one)
    outbox.hear(org.id, one)

    again = delivery(org.id, one)
    assert (again.status, again.attempts, again.finished_at) == (DeliveryStatus.DONE, 1, first.finished_at)
    assert again.duration_ms is not None
    assert len(times(again)) == 3
    assert times(again) == sorted(times(again))


def test_an_event_about_what_is_gone_is_done_with_a_reason(org):
    integration_id = make_integration(org.id)
    [one] = emit(org.id, IntegrationDisconnected(integration_id=integration_id))
    with work(org.id) as unit:
        from db.models import Integration

        unit.session.delete(unit.find(Integration, integration_id))

    outbox.hear(org.id, one)

    assert (delivery(org.id, one).status, why(org.id, one)["code"]) == (DeliveryStatus.DONE, "not_found")


def test_an_event_that_the_world_moved_past_is_done_with_a_reason_and_leaves_nothing(org):
    integration_id = make_integration(org.id)
    [one] = emit(org.id, IntegrationConnected(integration_id=integration_id))
    with work(org.id) as unit:
        disconnect(unit, integration_id)

    outbox.hear(org.id, one)

    assert (delivery(org.id, one).status, why(org.id, one)["code"]) == (DeliveryStatus.DONE, "conflict")
    assert rows(org.id, SyncRun) == []


def test_an_event_of_an_org_that_is_gone_ends_quietly(database, org):
    from sqlalchemy import create_engine, text

    [one] = emit(org.id, completed())
    owner = create_engine(database.owner_dsn)
    with owner.begin() as connection:
        connection.execute(text(f"SET LOCAL \"app.org_id\" = '{org.id}'"))
        connection.execute(text("DELETE FROM orgs WHERE id = :id"), {"id": org.id})
    owner.dispose()

    outbox.hear(org.id, one)
    fail(org.id, one, ZeroDivisionError(), last=True)


@pytest.mark.parametrize(("name", "version"), UPGRADES)
def test_a_payload_of_an_older_version_becomes_todays(name, version):
    event = EVENTS[name]
    today = set(event.__dataclass_fields__)

    payload = current(name, version, dict.fromkeys(today - {"others"}))

    assert set(payload) == today


def test_an_old_payload_that_waited_through_a_release_is_heard(org):
    event = OutboxEvent(
        org_id=org.id, name="CampaignCreated", version=1, payload={"campaign_id": None, "ad_campaign_id": None}
    )
    insert(org.id, event)
    insert(
        org.id,
        *(
            OutboxDelivery(org_id=org.id, event_id=event.id, target=listener, args=[], queue="events",
                           run_at=event.created_at)
            for listener in HEARD_BY[CampaignCreated]
        ),
    )  # fmt: skip
    for row in rows(org.id, OutboxDelivery):
        outbox.hear(org.id, row.id)

    assert {row.status for row in rows(org.id, OutboxDelivery)} == {DeliveryStatus.DONE}


@pytest.mark.parametrize(("name", "version"), [("CampaignCreated", 99), ("SomethingNew", 1)])
def test_an_event_of_a_newer_product_waits_for_one(name, version):
    with pytest.raises(Unready, match="newer version"):
        current(name, version, {})


def test_every_version_before_todays_can_be_read():
    older = {(name, version) for name, event in EVENTS.items() for version in range(1, event.version)}

    assert older == set(UPGRADES)


def test_a_listener_that_this_worker_does_not_know_is_left_to_one_that_does(org):
    [one] = emit(org.id, completed())
    alter(org.id, one, target="tell_the_moon")

    with pytest.raises(Unready, match="tell_the_moon"):
        outbox.hear(org.id, one)

    assert delivery(org.id, one).status == DeliveryStatus.SENT


def test_a_database_that_was_away_is_no_fault_of_the_product(org):
    [one] = emit(org.id, completed())

    fail(org.id, one, OperationalError("SELECT 1", None, AdminShutdown("terminating connection")))

    [moment] = delivery(org.id, one).history
    assert moment["reason"]["code"] == "unavailable"
    assert "terminating connection" in moment["reason"]["detail"]


def test_attempts_that_fail_are_remembered_with_their_reason(org):
    [one] = emit(org.id, completed())

    fail(org.id, one, Unready())
    fail(org.id, one, ZeroDivisionError("by zero"), 2)
    outbox.hear(org.id, one, 3)

    row = delivery(org.id, one)
    assert (row.status, row.attempts, row.reason) == (DeliveryStatus.DONE, 3, None)
    assert [moment["what"] for moment in row.history] == ["failed", "failed"]
    assert [moment["reason"]["code"] for moment in row.history] == ["unavailable", "internal_error"]
    assert row.history[1]["reason"]["detail"] == "ZeroDivisionError: by zero"


def test_an_attempt_whose_worker_was_killed_shows_as_interrupted(org):
    [one] = emit(org.id, completed())

    outbox.hear(org.id, one, 2)

    row = delivery(org.id, one)
    assert (row.attempts, [moment["what"] for moment in row.history]) == (2, ["interrupted"])


def test_the_ids_in_a_payload_are_what_it_is_about():
    integration_id, run_id = uuid4(), uuid4()
    event: Fact = IntegrationSyncCompleted(integration_id=integration_id, run_id=run_id)

    assert event.about == [integration_id, run_id]


def test_after_the_last_attempt_it_is_dead_and_one_alert_says_so(org):
    for _ in range(2):
        [one] = emit(org.id, completed())
        fail(org.id, one, ZeroDivisionError(), last=True)

    row = delivery(org.id, one)
    [alert] = rows(org.id, Alert)
    assert (row.status, row.attempts) == (DeliveryStatus.DEAD, 1)
    assert (alert.kind, alert.facts["listener"]) == ("event_dead", "handle_sync_completion")
