"""What people and the product ask of syncs.

Whoever changes a run locks its integration's row first and its own second, so that no two wait for each other.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from db.kinds import DataType, RunStatus, SourceKind, SyncStatus, Trigger
from db.models import Integration, SyncRun
from engine.core import clock
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.i18n import N_, t
from engine.core.work import Work

LIVE = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.RETRYING)
JOB = "jobs.syncs.run"
AWAITED = (Trigger.MANUAL, Trigger.CONNECT)  # somebody sits and waits for these


def data_type(word: str | None) -> DataType:
    """What to sync, from a word; all of it when none is given. Invalid names the words that exist."""
    try:
        return DataType(word or DataType.ALL)
    except ValueError:
        sentence = N_("“{word}” cannot be synced. Choose one of: {known}.")
        facts = {"word": word, "known": ", ".join(DataType)}
        raise Invalid(sentence, fields={"data_type": [t(sentence, **facts)]}, **facts) from None


def request(
    unit: Work, integration_id: UUID, wanted: DataType, trigger: Trigger, *, delay_s: float = 0
) -> SyncRun:
    """Have an account synced. A live run that brings the same is returned instead of a second one.

    Raises Missing, or Conflict when the account is disconnected or its access is dead.
    """
    integration = unit.find(Integration, integration_id, lock=True)
    _refuse_what_cannot_work(integration)
    if live := _covering(unit, integration_id, wanted):
        if trigger in AWAITED and _waits_its_turn(live):
            _send(unit, live, "priority")
        return live
    run = SyncRun(
        org_id=unit.org_id,
        id=uuid7(),
        integration_id=integration_id,
        data_type=wanted,
        trigger=trigger,
        status=RunStatus.QUEUED,
        requested_by=unit.actor.user_id,
    )
    unit.add(run)
    if trigger is Trigger.MANUAL:
        unit.audit("sync_requested", integration_id, account=integration.name, data_type=wanted)
    _send(unit, run, "priority" if trigger in AWAITED else "sync", delay_s)
    return run


def request_all(unit: Work, wanted: DataType, trigger: Trigger) -> list[SyncRun]:
    """Have every account synced that can be; Missing when there is none."""
    found = unit.session.scalars(
        select(Integration.id)
        .where(Integration.org_id == unit.org_id, Integration.is_active, Integration.token_dead.is_(None))
        .where(Integration.source == SourceKind.API)
        .order_by(Integration.id)
    ).all()
    if not found:
        raise Missing(N_("There is no account to sync. Connect one, or reconnect one whose access ended."))
    return [request(unit, integration_id, wanted, trigger) for integration_id in found]


def cancel(unit: Work, run_id: UUID) -> SyncRun:
    """Stop a run: at once when it waits, else before its next window or page. What it has committed stays."""
    integration, run = locked(unit, run_id)
    if run.status not in LIVE:
        raise Conflict(N_("This sync has already ended."))
    unit.audit("sync_cancelled", run.id)
    if run.status == RunStatus.RUNNING:
        run.cancel_requested = True
    else:
        close_cancelled(integration, run)
    return run


def requeue(unit: Work, run_id: UUID) -> SyncRun:
    """Have a failed or cancelled run taken up where it stopped; a live one that does the same is returned."""
    integration, run = locked(unit, run_id)
    if run.status not in {RunStatus.FAILED, RunStatus.CANCELLED}:
        raise Conflict(N_("Only a sync that failed or was cancelled can be run again."))
    _refuse_what_cannot_work(integration)
    if live := _covering(unit, integration.id, DataType(run.data_type)):
        return live
    run.status, run.attempt, run.cancel_requested = RunStatus.QUEUED, 0, False
    run.started_at, run.finished_at, run.error = None, None, None
    _send(unit, run, "priority")
    return run


def locked(unit: Work, run_id: UUID) -> tuple[Integration, SyncRun]:
    """The run and its integration, both ours to change until the unit ends."""
    integration_id = unit.find(SyncRun, run_id).integration_id
    return unit.find(Integration, integration_id, lock=True), unit.find(SyncRun, run_id, lock=True)


def close_cancelled(integration: Integration, run: SyncRun) -> None:
    """End a run that somebody no longer wants; the account is as fresh as it was before."""
    run.status, run.finished_at = RunStatus.CANCELLED, clock.now()
    integration.sync_status = SyncStatus.SUCCESS if integration.last_synced_at else SyncStatus.PENDING


def again(unit: Work, run: SyncRun, delay_s: float = 0) -> None:
    """Give a live run to the workers once more."""
    _send(unit, run, "priority" if run.trigger in AWAITED else "sync", delay_s)


def _covering(unit: Work, integration_id: UUID, wanted: DataType) -> SyncRun | None:
    return unit.session.scalars(
        select(SyncRun)
        .where(SyncRun.org_id == unit.org_id, SyncRun.integration_id == integration_id)
        .where(SyncRun.status.in_(LIVE), SyncRun.data_type.in_((wanted, DataType.ALL)))
        .where(~SyncRun.cancel_requested)
        .order_by(SyncRun.created_at)
        .limit(1)
    ).first()


def _waits_its_turn(run: SyncRun) -> bool:
    return run.status == RunStatus.QUEUED and run.heartbeat_at is not None and run.heartbeat_at > clock.now()


def _send(unit: Work, run: SyncRun, queue: str, delay_s: float = 0) -> None:
    run.heartbeat_at = clock.now() + timedelta(seconds=delay_s)  # while it waits: when it is due
    unit.session.flush()
    unit.enqueue(JOB, run.id, queue=queue, delay_s=delay_s)


def _refuse_what_cannot_work(integration: Integration) -> None:
    if integration.source == SourceKind.FILE:
        raise Conflict(N_("The figures of this account come from files. Import a newer file instead."))
    if not integration.is_active:
        raise Conflict(N_("This account is disconnected. Connect it again first."))
    if integration.token_dead:
        raise Conflict(N_("The access to this account has ended. Reconnect it first."))
