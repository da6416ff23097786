"""A run against a platform that fails us: nothing half-written, the right end, and on from where it stopped."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from db.kinds import DataType, RunStatus, SyncStatus
from db.models import AdCampaign, OutboxDelivery, OutboxEvent, SyncRun
from db.session import session
from engine import syncs
from engine.connectors import PLATFORMS, connector, http
from engine.core import clock
from engine.core.errors import Conflict, PlatformError
from engine.core.work import work
from engine.integrations import disconnect
from engine.syncs.pulse import held
from engine.syncs.ticks import STALE_AFTER
from tests.accounts import SEARCH, connect_account
from tests.waiting import eventually

RESTATED = clock.today() - timedelta(days=12)
PASSING = ["throttle", "500", "503", "garbage", "half_page", "html", "timeout"]


def failures(account) -> int:
    with session(account.org_id) as reader:
        return len(reader.scalars(select(OutboxEvent).where(OutboxEvent.name == "IntegrationSyncFailed")).all())


def campaigns(account) -> int:
    with session(account.org_id) as reader:
        return len(reader.scalars(select(AdCampaign.id)).all())


def sent(account, run_id) -> int:
    """How often the run was given to the workers."""
    with session(account.org_id) as reader:
        jobs = reader.scalars(select(OutboxDelivery).where(OutboxDelivery.target == "jobs.syncs.run"))
        return [job.args for job in jobs].count([str(run_id)])


def recover(account, redis) -> None:
    """The platform is well again, and the gate that a throttled account stands before has opened."""
    account.sandbox.http.delete("/faults")
    redis.flushall()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_in_every_trouble_ends_with_the_truth(database, redis, sandbox, platform):
    """One run meets them all, one after the other, each for as long as it asks by itself."""
    there = connect_account(sandbox, "", platform)
    sandbox.post("/restate", platform=platform, account=there.external_id, date=RESTATED.isoformat(), factor=1.5)
    run_id = there.request(DataType.CAMPAIGNS if platform == "twitter" else DataType.METRICS)  # X's reports queue

    for kind in PASSING:
        sandbox.fault(platform, kind, times=http.ATTEMPTS, seconds=0.05)
        there.update(SyncRun, run_id, attempt=0)
        with pytest.raises(PlatformError) as failed:
            syncs.run(there.org_id, run_id)
        run = there.run(run_id)
        assert (run.status, run.windows_done, campaigns(there)) == (RunStatus.RETRYING, 0, 0)
        assert (there.integration().sync_status, failures(there)) == (SyncStatus.PENDING, 0)
        assert connector(platform).PLATFORM.name in failed.value.sentence()
        recover(there, redis)
    sandbox.fault(platform, "slow", seconds=0.2)
    syncs.run(there.org_id, run_id)

    assert there.run(run_id).status == RunStatus.SUCCEEDED
    assert campaigns(there) > 0
    if stored := there.stored():
        assert stored == there.truth(min(stored))


@pytest.mark.parametrize("action", ["expire", "revoke"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_dead_token_is_renewed_where_it_can_be_and_else_ends_the_run(database, redis, sandbox, platform, action):
    there = connect_account(sandbox, "", platform)
    sandbox.post("/tokens", platform=platform, action=action)
    run_id = there.request(DataType.CAMPAIGNS)

    if action == "expire" and connector(platform).PLATFORM.refreshes:
        syncs.run(there.org_id, run_id)
        assert (there.run(run_id).status, there.integration().token_dead) == (RunStatus.SUCCEEDED, None)
        return
    with pytest.raises(syncs.GaveUp):
        syncs.run(there.org_id, run_id)
    assert there.run(run_id).status == RunStatus.FAILED
    assert there.integration().token_dead == {"expire": "expired", "revoke": "revoked"}[action]
    assert failures(there) == 1


def test_the_next_attempt_goes_on_at_the_first_window_that_was_not_committed(account, redis):
    account.sandbox.fault("meta", "503", path="/insights", times=http.ATTEMPTS)
    run_id = account.request()
    with pytest.raises(PlatformError):
        syncs.run(account.org_id, run_id)
    stopped = account.run(run_id)
    assert stopped.windows_done == 1 < len(stopped.plan)
    assert campaigns(account) == 14

    recover(account, redis)
    account.sandbox.http.delete("/calls")
    syncs.run(account.org_id, run_id)

    run = account.run(run_id)
    listed = [
        call for call in account.sandbox.get("/calls", platform="meta")["calls"] if "/campaigns" in call["path"]
    ]
    assert (run.status, run.attempt, listed) == (RunStatus.SUCCEEDED, 2, [])
    assert run.rows_created == run.rows_read


def test_after_the_last_attempt_it_has_failed_and_says_so_once(account):
    account.sandbox.fault("meta", "503", times=http.ATTEMPTS)
    run_id = account.request()
    account.update(SyncRun, run_id, attempt=3)

    with pytest.raises(syncs.GaveUp):
        syncs.run(account.org_id, run_id)
    syncs.run(account.org_id, run_id)  # delivered twice

    run = account.run(run_id)
    assert (run.status, run.attempt) == (RunStatus.FAILED, 4)
    assert run.finished_at is not None
    assert account.integration().sync_status == SyncStatus.FAILED
    assert account.integration().sync_error
    assert failures(account) == 1


def test_a_token_that_ends_early_is_renewed_on_the_way_and_nobody_notices(database, redis, sandbox):
    google = connect_account(sandbox, SEARCH, "google")
    sandbox.post("/tokens", platform="google", action="expire")

    run = google.sync()

    assert (run.status, run.attempt) == (RunStatus.SUCCEEDED, 1)
    assert google.stored() == google.truth(min(google.stored()))


def test_a_grant_that_is_taken_back_cannot_be_renewed(database, redis, sandbox):
    google = connect_account(sandbox, SEARCH, "google")
    sandbox.post("/tokens", platform="google", action="revoke")

    with pytest.raises(syncs.GaveUp):
        google.sync()

    assert google.integration().token_dead


@pytest.mark.parametrize("action", ["expire", "revoke"])
def test_a_dead_token_fails_at_once_and_nobody_calls_again(account, action):
    account.sandbox.post("/tokens", platform="meta", action=action)
    run_id = account.request()

    with pytest.raises(syncs.GaveUp):
        syncs.run(account.org_id, run_id)

    assert account.run(run_id).status == RunStatus.FAILED
    assert account.integration().token_dead
    assert failures(account) == 1
    calls = account.calls()
    with pytest.raises(Conflict):
        account.request()
    syncs.plan_tick(DataType.METRICS)
    syncs.run(account.org_id, run_id)
    assert account.calls() == calls


def test_a_refusal_is_not_repeated(account):
    account.sandbox.fault("meta", "permission", times=1)
    run_id = account.request()

    with pytest.raises(syncs.GaveUp):
        syncs.run(account.org_id, run_id)

    assert (account.run(run_id).status, account.run(run_id).attempt) == (RunStatus.FAILED, 1)


@pytest.mark.usefixtures("usual_reach")
def test_too_much_data_halves_the_window_and_loses_nothing(account):
    account.sandbox.fault("meta", "too_much_data", path="/insights", times=2)

    run = account.sync()

    spans = [window["since"] for window in run.plan if window.get("level") == "campaign"]
    assert run.status == RunStatus.SUCCEEDED
    assert len(spans) == len(set(spans)) == 3 + 2
    assert account.stored() == account.truth(min(account.stored()))


def test_a_cancelled_run_stops_and_keeps_what_it_has(account):
    account.sandbox.fault("meta", "slow", times=500, seconds=0.3)
    run_id = account.request()
    running = Thread(target=syncs.run, args=(account.org_id, run_id))
    running.start()
    eventually(lambda: account.run(run_id).windows_done > 0)

    with work(account.org_id) as unit:
        syncs.cancel(unit, run_id)
    running.join(timeout=120)

    run = account.run(run_id)
    assert run.status == RunStatus.CANCELLED
    assert 0 < run.windows_done < len(run.plan)
    assert account.integration().sync_status == SyncStatus.PENDING
    assert campaigns(account) == 14


def test_a_run_of_a_disconnected_account_is_dropped_without_a_call(account):
    run_id = account.request()
    with work(account.org_id) as unit:
        disconnect(unit, account.integration_id)
    calls = account.calls()

    syncs.run(account.org_id, run_id)

    assert account.run(run_id).status == RunStatus.CANCELLED
    assert account.calls() == calls


def test_while_an_account_is_being_synced_another_run_of_it_waits_in_line(account):
    run_id = account.request(DataType.CAMPAIGNS)
    calls = account.calls()

    with held(account.integration_id) as ours:
        assert ours
        syncs.run(account.org_id, run_id)

    run = account.run(run_id)
    assert (run.status, run.attempt) == (RunStatus.QUEUED, 0)
    assert run.heartbeat_at > clock.now()
    assert account.calls() == calls


def test_two_workers_with_the_same_run_have_the_effect_of_one(account):
    run_id = account.request()
    workers = [Thread(target=syncs.run, args=(account.org_id, run_id)) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)

    run = account.run(run_id)
    assert (run.status, run.attempt, run.rows_created) == (RunStatus.SUCCEEDED, 1, run.rows_read)


def test_a_run_whose_worker_died_is_given_to_another(account, redis):
    account.sandbox.fault("meta", "503", path="/insights", times=http.ATTEMPTS)
    run_id = account.request()
    with pytest.raises(PlatformError):
        syncs.run(account.org_id, run_id)
    recover(account, redis)
    last_seen = clock.now() - STALE_AFTER[RunStatus.RUNNING]
    account.update(SyncRun, run_id, status=RunStatus.RUNNING, heartbeat_at=last_seen)

    with held(account.integration_id):
        syncs.reap()
    assert sent(account, run_id) == 1  # the lock is held, so the worker lives
    syncs.reap()
    syncs.reap()
    assert sent(account, run_id) == 2  # once: it is on its way
    syncs.run(account.org_id, run_id)

    assert account.run(run_id).status == RunStatus.SUCCEEDED


def test_a_run_that_kills_its_worker_every_time_is_given_up(account):
    run_id = account.request()
    account.update(SyncRun, run_id, status=RunStatus.RUNNING, attempt=4)

    syncs.run(account.org_id, run_id)

    assert account.run(run_id).status == RunStatus.FAILED
    assert failures(account) == 1


def test_a_failed_run_goes_on_where_it_stopped_when_somebody_requeues_it(account, redis):
    account.sandbox.fault("meta", "503", path="/insights", times=http.ATTEMPTS)
    run_id = account.request()
    account.update(SyncRun, run_id, attempt=3)
    with pytest.raises(syncs.GaveUp):
        syncs.run(account.org_id, run_id)
    done = account.run(run_id).windows_done
    recover(account, redis)

    with work(account.org_id) as unit:
        assert syncs.requeue(unit, run_id).id == run_id
    syncs.run(account.org_id, run_id)

    run = account.run(run_id)
    assert done > 0
    assert (run.status, run.attempt, run.error) == (RunStatus.SUCCEEDED, 1, None)
    assert run.rows_created == run.rows_read


def test_a_mistake_of_ours_is_written_down_and_tried_again_and_at_last_given_up(account):
    run_id = account.request()
    account.update(SyncRun, run_id, plan=[{"kind": "metrics", "level": "galaxy", "since": "", "until": ""}])

    with pytest.raises(ValueError, match="isoformat"):
        syncs.run(account.org_id, run_id)
    first = account.run(run_id)
    account.update(SyncRun, run_id, attempt=3)
    with pytest.raises(syncs.GaveUp):
        syncs.run(account.org_id, run_id)

    assert (first.status, first.error["code"]) == (RunStatus.RETRYING, "internal_error")
    assert "isoformat" in first.error["detail"]
    assert account.run(run_id).status == RunStatus.FAILED
