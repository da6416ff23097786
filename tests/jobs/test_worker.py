"""Real workers on real queues: killed in the middle, failing for good, delivering events."""

import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.kinds import DeliveryStatus, RunStatus
from db.models import OutboxDelivery, SyncRun
from db.session import session
from engine import outbox, syncs
from engine.connectors import http
from engine.core import clock
from engine.core.queue import queue
from engine.core.work import work
from tests.accounts import Connected, connect_account
from tests.jobs.doomed import doomed
from tests.jobs.proc import alive, descendants
from tests.waiting import eventually
from tests.working import work_off, worker_process


@pytest.fixture
def account(database, redis, sandbox) -> Connected:
    return connect_account(sandbox)


def test_a_sync_whose_worker_is_killed_is_finished_by_another_and_loses_nothing(account, tmp_path):
    account.sandbox.fault("meta", "slow", times=40, seconds=0.4)
    run_id = account.request()
    with worker_process(tmp_path / "first.log") as pid:
        eventually(lambda: 0 < account.run(run_id).windows_done < 6, timeout_s=60)
        family = {pid, *descendants(pid)}
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not any(alive(one) for one in family))
    left = account.run(run_id)
    assert left.status == RunStatus.RUNNING
    assert account.integration().sync_status == "syncing"
    account.sandbox.http.delete("/faults")

    with clock.stopped_at(clock.now() + timedelta(seconds=60)):  # silent for a minute
        syncs.reap()
    with worker_process(tmp_path / "second.log"):
        eventually(lambda: account.run(run_id).status == RunStatus.SUCCEEDED, timeout_s=90)

    run = account.run(run_id)
    assert run.windows_done == len(run.plan) > left.windows_done > 0
    assert run.rows_created == run.rows_read  # no window was read twice
    assert account.stored() == account.rolled_up() == account.truth(min(account.stored()))


def test_a_sync_whose_worker_is_killed_while_it_is_being_stopped_ends_and_the_next_goes_on(account, tmp_path):
    account.sandbox.fault("meta", "slow", times=40, seconds=0.4)
    stopping = account.request()
    with doomed(tmp_path / "doomed.log", ["engine.syncs.runs.close_cancelled"]) as dead:
        eventually(lambda: account.run(stopping).windows_done)
        with work(account.org_id) as unit:
            syncs.cancel(unit, stopping)
        next_one = account.request()
        eventually(lambda: dead() == 1)
        left = account.run(stopping)
        account.sandbox.http.delete("/faults")

        eventually(lambda: account.run(next_one).status == RunStatus.SUCCEEDED)
        assert (account.run(stopping).status, left.cancel_requested) == (RunStatus.RUNNING, True)
        with clock.stopped_at(clock.now() + timedelta(seconds=60)):
            syncs.reap()
        eventually(lambda: account.run(stopping).status == RunStatus.CANCELLED)

    assert next_one != stopping
    assert account.run(stopping).windows_done == left.windows_done < len(left.plan)
    assert account.integration().sync_status == "success"
    assert account.stored() == account.rolled_up() == account.truth(min(account.stored()))


def test_a_busy_platform_is_asked_again_after_a_minute(account):
    account.sandbox.fault("meta", "503", times=http.ATTEMPTS)
    run_id = account.request()

    work_off()

    registry = queue("priority").scheduled_job_registry
    [job_id] = registry.get_job_ids()
    wait = registry.get_scheduled_time(job_id) - clock.now()
    assert account.run(run_id).status == RunStatus.RETRYING
    assert timedelta(seconds=50) < wait <= timedelta(seconds=61)
    job = queue("priority").fetch_job(job_id)
    assert job is not None
    assert job.retries_left == 2


def test_a_sync_that_failed_for_good_is_on_the_failed_list_at_once(account):
    account.sandbox.post("/tokens", platform="meta", action="revoke")
    run_id = account.request()

    work_off()

    assert account.run(run_id).status == RunStatus.FAILED
    assert queue("priority").failed_job_registry.count == 1
    assert queue("priority").scheduled_job_registry.count == 0


def test_connecting_an_account_syncs_it_and_everybody_hears(account):
    work_off()

    with session(account.org_id) as reader:
        [run] = reader.scalars(select(SyncRun)).all()
        deliveries = reader.scalars(select(OutboxDelivery).where(OutboxDelivery.event_id.is_not(None))).all()
    assert (run.trigger, run.status) == ("connect", RunStatus.SUCCEEDED)
    assert {delivery.target for delivery in deliveries} >= {
        "notify_integration_connected",
        "update_dashboard_cache",
        "handle_sync_completion",
    }
    assert {delivery.status for delivery in deliveries} == {DeliveryStatus.DONE}


def test_what_redis_forgot_is_sent_again(account, redis):
    redis.flushall()
    run_id = account.request()
    redis.flushall()
    account.update(SyncRun, run_id, heartbeat_at=clock.now() - timedelta(minutes=11))

    syncs.reap()
    outbox.sweep(account.org_id)
    work_off()

    assert account.run(run_id).status == RunStatus.SUCCEEDED
