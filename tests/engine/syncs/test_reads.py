"""Where syncs stand: while they run, after they ended, and hour by hour."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from db.kinds import DataType, RunStatus, Trigger
from db.models import SyncRun
from engine import syncs
from engine.core import clock
from engine.core.errors import Missing, SignedOut
from engine.syncs.windows import ENTITIES
from tests.factories import insert, make_integration, make_org


@pytest.fixture
def org(database, redis):
    return make_org()


def make_run(org, integration_id: UUID, **columns) -> UUID:
    defaults = {"data_type": DataType.ALL, "trigger": Trigger.SCHEDULED, "status": RunStatus.SUCCEEDED}
    run = SyncRun(org_id=org.id, id=uuid4(), integration_id=integration_id, **(defaults | columns))
    insert(org.id, run)
    return run.id


def test_a_running_sync_tells_how_far_it_is_and_when_it_will_be_through(org):
    account = make_integration(org.id, sync_status="syncing")
    ago = clock.now() - timedelta(seconds=30)
    live = {"status": RunStatus.RUNNING, "started_at": ago, "heartbeat_at": clock.now()}
    make_run(org, account, **live, plan=[ENTITIES] * 4, windows_done=1, rows_read=900)

    [run] = syncs.live(org.id)

    assert (run["windows_done"], run["windows_planned"], run["progress"]) == (1, 4, 0.25)
    assert run["rows_per_s"] == pytest.approx(30, rel=0.1)
    assert run["eta_s"] == pytest.approx(90, rel=0.1)
    assert run["window"] == ENTITIES
    status = syncs.status(org.id)
    assert (status["active_syncs"], status["integrations"][0]["sync_status"]) == (1, "syncing")
    assert status["integrations"][0]["next_sync_state"] == "running"


def test_a_retry_tells_when_it_is_due(org):
    due = clock.now() + timedelta(seconds=300)
    make_run(org, make_integration(org.id), status=RunStatus.RETRYING, heartbeat_at=due)

    [one] = syncs.status(org.id)["integrations"]

    assert (one["next_sync_state"], one["next_sync_at"]) == ("retrying", due.isoformat())
    assert one["is_syncing"] is False
    assert syncs.live(org.id)[0]["due_at"] == due.isoformat()


def test_an_account_whose_token_is_dead_has_no_next_sync(org):
    error = SignedOut(platform="Meta").kept()
    make_integration(org.id, token_dead="revoked", sync_status="failed", sync_error=error)

    status = syncs.status(org.id)

    [one] = status["integrations"]
    assert (one["next_sync_state"], one["next_sync_at"], status["failed_syncs"]) == ("signed_out", None, 1)
    assert one["token_status"]["status"] == "expired"


def test_freshness_is_the_share_of_accounts_read_within_the_hour(org):
    for minutes in (5, 59, 61):
        make_integration(org.id, last_synced_at=clock.now() - timedelta(minutes=minutes))
    make_integration(org.id)

    freshness = syncs.statistics(org.id)["freshness"]

    assert freshness == {"fresh": 2, "active": 4, "share": 0.5, "within_s": 3600}


def test_the_last_day_counts_accounts_not_runs(org):
    account, other = make_integration(org.id), make_integration(org.id)
    for hours in (1, 2, 30):
        make_run(org, account, finished_at=clock.now() - timedelta(hours=hours))
    make_run(org, other, status=RunStatus.FAILED, finished_at=clock.now())

    assert syncs.statistics(org.id)["last_24h"] == {"synced": 1, "failed": 1}


def test_history_is_newest_first_and_can_be_of_one_account(org):
    account, other = make_integration(org.id), make_integration(org.id)
    first = make_run(org, account, created_at=clock.now() - timedelta(hours=2))
    second = make_run(org, other, created_at=clock.now() - timedelta(hours=1))

    assert [run["run_id"] for run in syncs.history(org.id)["runs"]] == [str(second), str(first)]
    assert [run["run_id"] for run in syncs.history(org.id, account)["runs"]] == [str(first)]
    rest = syncs.history(org.id, page=2, per_page=1)
    assert ([run["run_id"] for run in rest["runs"]], rest["total"]) == ([str(first)], 2)


def test_throughput_is_rows_over_time(org):
    began = clock.now() - timedelta(seconds=10)
    times = {"started_at": began, "finished_at": began + timedelta(seconds=4)}
    make_run(org, make_integration(org.id), **times, rows_read=1000)

    [run] = syncs.history(org.id)["runs"]

    assert (run["duration_s"], run["rows_per_s"]) == (4.0, 250.0)


def test_the_strip_shows_the_worst_of_each_hour(org):
    account = make_integration(org.id)
    now = clock.now()
    for status in (RunStatus.SUCCEEDED, RunStatus.FAILED):
        make_run(org, account, status=status, finished_at=now)
    make_run(org, account, finished_at=now - timedelta(hours=3))
    make_run(org, account, finished_at=now - timedelta(hours=40))

    [row] = syncs.strip(org.id)

    outcomes = [hour["outcome"] for hour in row["hours"]]
    assert len(outcomes) == 24
    assert (outcomes[-1], outcomes[-4]) == ("failed", "succeeded")
    assert outcomes.count(None) == 22
    assert len(syncs.strip(org.id, hours=48)[0]["hours"]) == 48


def test_another_orgs_account_is_not_there(org):
    foreign = make_integration(make_org().id)

    with pytest.raises(Missing):
        syncs.integration_status(org.id, foreign)
    assert syncs.status(org.id)["integrations"] == []
