"""Asking for a sync: one run at a time for each account and kind, and a clear no where there is nothing to do."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from db.kinds import DataType, RunStatus, Trigger
from db.models import Integration, OutboxDelivery, SyncRun
from db.session import session
from engine import syncs
from engine.core import clock
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.work import work
from tests.factories import OrgFacts, insert, make_integration, make_org


@pytest.fixture
def org(database, redis) -> OrgFacts:
    return make_org()


def ask(
    org: OrgFacts,
    integration_id: UUID,
    data_type: DataType = DataType.METRICS,
    trigger: Trigger = Trigger.MANUAL,
    delay_s: float = 0,
) -> UUID:
    with work(org.id) as unit:
        return syncs.request(unit, integration_id, data_type, trigger, delay_s=delay_s).id


def jobs(org) -> list[tuple[str, list[str]]]:
    with session(org.id) as reader:
        rows = reader.scalars(select(OutboxDelivery).order_by(OutboxDelivery.id))
        return [(row.queue, row.args) for row in rows if row.target == "jobs.syncs.run"]


def test_a_request_is_a_queued_run_and_one_job(org):
    run_id = ask(org, make_integration(org.id))

    assert jobs(org) == [("priority", [str(run_id)])]


def test_a_scheduled_run_goes_to_the_sync_queue(org):
    ask(org, make_integration(org.id), trigger=Trigger.SCHEDULED)

    assert [queue for queue, _ in jobs(org)] == ["sync"]


def test_a_second_request_returns_the_run_that_lives(org):
    integration_id = make_integration(org.id)

    assert ask(org, integration_id) == ask(org, integration_id)


def test_ten_people_at_once_get_one_run(org):
    integration_id = make_integration(org.id)

    with ThreadPoolExecutor(10) as people:
        runs = set(people.map(lambda _: ask(org, integration_id), range(10)))

    assert len(runs) == 1


def test_a_run_of_all_covers_its_parts_but_not_the_other_way_round(org):
    integration_id = make_integration(org.id)
    campaigns = ask(org, integration_id, DataType.CAMPAIGNS)

    everything = ask(org, integration_id, DataType.ALL)

    assert everything != campaigns
    assert ask(org, integration_id, DataType.METRICS) == everything


def test_a_person_does_not_wait_for_a_scheduled_runs_turn(org):
    integration_id = make_integration(org.id)
    scheduled = ask(org, integration_id, trigger=Trigger.SCHEDULED, delay_s=300)

    assert ask(org, integration_id) == scheduled

    assert [queue for queue, _ in jobs(org)] == ["sync", "priority"]
    with session(org.id) as reader:
        due = reader.get_one(SyncRun, (org.id, scheduled)).heartbeat_at
    assert due is not None
    assert due <= clock.now()


def test_a_finished_run_makes_room_for_the_next(org):
    integration_id = make_integration(org.id)
    first = ask(org, integration_id)
    with work(org.id) as unit:
        unit.find(SyncRun, first).status = RunStatus.SUCCEEDED

    assert ask(org, integration_id) != first


def test_what_cannot_be_synced_says_why(org):
    for column in ({"is_active": False}, {"token_dead": "expired"}):
        with pytest.raises(Conflict):
            ask(org, make_integration(org.id, **column))


def test_somebody_elses_account_is_not_there(org):
    foreign = make_integration(make_org().id)

    for integration_id in (foreign, uuid4()):
        with pytest.raises(Missing):
            ask(org, integration_id)


def test_all_accounts_that_can_be_synced_are(org):
    able = {make_integration(org.id) for _ in range(3)}
    make_integration(org.id, is_active=False)
    make_integration(org.id, token_dead="revoked")

    with work(org.id) as unit:
        runs = syncs.request_all(unit, DataType.METRICS, Trigger.MANUAL)

    assert {run.integration_id for run in runs} == able


def test_an_org_without_accounts_is_told_to_connect_one(org):
    with work(org.id) as unit, pytest.raises(Missing) as nothing:
        syncs.request_all(unit, DataType.ALL, Trigger.MANUAL)

    assert "Connect one" in nothing.value.sentence()


def test_the_kinds_of_sync_are_named_when_one_is_misspelt():
    assert syncs.data_type(None) is DataType.ALL
    assert syncs.data_type("metrics") is DataType.METRICS

    with pytest.raises(Invalid) as refused:
        syncs.data_type("metric")

    assert "all, campaigns, metrics, posts" in refused.value.fields["data_type"][0]


def test_a_waiting_run_is_cancelled_at_once_and_an_ended_one_is_not(org):
    run_id = ask(org, make_integration(org.id))

    with work(org.id) as unit:
        assert syncs.cancel(unit, run_id).status == RunStatus.CANCELLED
    with work(org.id) as unit, pytest.raises(Conflict):
        syncs.cancel(unit, run_id)


def test_a_run_that_is_being_stopped_is_not_in_the_way_of_the_next(org):
    integration_id = make_integration(org.id)
    earlier = ask(org, integration_id)
    with work(org.id) as unit:
        syncs.cancel(unit, earlier)
    stopping = ask(org, integration_id)
    with work(org.id) as unit:
        unit.find(SyncRun, stopping).status = RunStatus.RUNNING
    with work(org.id) as unit:
        assert syncs.cancel(unit, stopping).cancel_requested

    next_one = ask(org, integration_id)

    assert next_one not in {earlier, stopping}
    assert ask(org, integration_id) == next_one
    with work(org.id) as unit:
        syncs.cancel(unit, next_one)
    with work(org.id) as unit:
        assert syncs.requeue(unit, earlier).id == earlier


def test_a_run_that_went_well_cannot_be_requeued(org):
    integration_id = make_integration(org.id)
    run = SyncRun(
        org_id=org.id,
        id=uuid4(),
        integration_id=integration_id,
        data_type=DataType.ALL,
        trigger=Trigger.MANUAL,
        status=RunStatus.SUCCEEDED,
    )
    insert(org.id, run)

    with work(org.id) as unit, pytest.raises(Conflict):
        syncs.requeue(unit, run.id)


def test_a_requeue_beside_a_live_run_returns_that_one(org):
    integration_id = make_integration(org.id)
    first = ask(org, integration_id)
    with work(org.id) as unit:
        syncs.cancel(unit, first)
    second = ask(org, integration_id)

    with work(org.id) as unit:
        assert syncs.requeue(unit, first).id == second


def test_an_account_that_waits_is_not_called_syncing(org):
    integration_id = make_integration(org.id)

    ask(org, integration_id)

    with session(org.id) as reader:
        assert reader.get_one(Integration, (org.id, integration_id)).sync_status == "pending"
