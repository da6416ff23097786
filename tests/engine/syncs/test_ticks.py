"""The clock's turn: every account once, spread out, the dead ones named instead of called."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.kinds import DataType, RunStatus, Trigger
from db.models import Alert, OutboxDelivery, SyncRun
from db.session import session
from engine import syncs
from engine.core import clock
from engine.syncs.timetable import STAGGER_S, next_sync, next_tick, stagger_s
from tests.factories import insert, make_integration, make_org


@pytest.fixture
def org(database, redis):
    return make_org()


def runs(org) -> list[SyncRun]:
    with session(org.id) as reader:
        return list(reader.scalars(select(SyncRun).order_by(SyncRun.id)))


@given(st.uuids())
def test_an_accounts_turn_is_within_five_minutes_and_always_the_same(integration_id):
    assert 0 <= stagger_s(integration_id) <= STAGGER_S
    assert stagger_s(integration_id) == stagger_s(UUID(str(integration_id)))


def test_the_turns_are_spread_over_the_five_minutes():
    turns = [stagger_s(uuid4()) for _ in range(3000)]

    assert max(turns.count(turn) for turn in set(turns)) < 40
    assert all(sum(minute * 60 <= turn < minute * 60 + 60 for turn in turns) > 400 for minute in range(5))


def test_a_tick_queues_each_accounts_run_for_its_own_second(org):
    accounts = {make_integration(org.id) for _ in range(3)}
    began = clock.now()

    syncs.plan_tick(DataType.METRICS)

    assert {run.integration_id for run in runs(org)} == accounts
    with session(org.id) as reader:
        due = {row.args[0]: row.run_at for row in reader.scalars(select(OutboxDelivery))}
    for run in runs(org):
        assert (run.trigger, run.status) == (Trigger.SCHEDULED, RunStatus.QUEUED)
        late_s = (due[str(run.id)] - began).total_seconds()
        assert 0 <= late_s - stagger_s(run.integration_id) < 30


def test_a_tick_that_fires_twice_queues_once(org):
    make_integration(org.id)

    syncs.plan_tick(DataType.METRICS)
    syncs.plan_tick(DataType.METRICS)

    assert len(runs(org)) == 1


def test_a_dead_token_is_alerted_once_and_a_disconnected_account_is_nobodys_business(org):
    dead = make_integration(org.id, token_dead="expired")
    make_integration(org.id, is_active=False)

    syncs.plan_tick(DataType.METRICS)
    syncs.plan_tick(DataType.ALL)

    assert runs(org) == []
    with session(org.id) as reader:
        [alert] = reader.scalars(select(Alert)).all()
    assert (alert.kind, alert.severity, alert.integration_id) == ("token_expired", "critical", dead)


@pytest.mark.parametrize(
    ("status", "silent_s", "dead"),
    [
        (RunStatus.RUNNING, 10, False),
        (RunStatus.RUNNING, 20, True),
        (RunStatus.QUEUED, 300, False),
        (RunStatus.QUEUED, 700, True),
        (RunStatus.RETRYING, -800, False),  # due in 800 seconds
        (RunStatus.RETRYING, 700, True),
        (RunStatus.FAILED, 9000, False),
    ],
)
def test_only_a_run_that_is_silent_for_too_long_is_taken_up_again(org, status, silent_s, dead):
    integration_id, moment = make_integration(org.id), clock.now()
    run = SyncRun(
        org_id=org.id,
        id=uuid4(),
        integration_id=integration_id,
        data_type=DataType.ALL,
        trigger=Trigger.SCHEDULED,
        status=status,
        heartbeat_at=moment - timedelta(seconds=silent_s),
    )
    insert(org.id, run)

    with clock.stopped_at(moment):
        syncs.reap()

    with session(org.id) as reader:
        again = reader.scalars(select(OutboxDelivery).where(OutboxDelivery.target == "jobs.syncs.run")).all()
    assert [row.args for row in again] == [[str(run.id)]] * dead


@given(st.integers(0, 366 * 86400), st.uuids())
def test_the_next_sync_is_within_the_hour_at_the_accounts_own_second(seconds, integration_id):
    with clock.stopped_at(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)):
        due = next_sync(integration_id)

        assert timedelta(0) < due - clock.now() <= timedelta(hours=1)
    assert (due.minute * 60 + due.second) == stagger_s(integration_id)


def test_the_timetable_is_the_one_promised():
    evening = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)

    due = {kind: next_tick(cron, evening) for kind, cron in syncs.TIMETABLE.items()}

    assert due[DataType.METRICS] == datetime(2026, 11, 22, 22, tzinfo=UTC)
    assert due[DataType.CAMPAIGNS] == datetime(2026, 11, 23, 0, tzinfo=UTC)
    assert due[DataType.ALL] == datetime(2026, 11, 23, 2, tzinfo=UTC)
