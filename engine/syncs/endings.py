"""How a run ends, or waits for its next attempt, and what that means for its account."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.kinds import RunStatus, SyncStatus
from db.models import Integration, SyncRun
from engine.core import clock, tallies
from engine.core.errors import Missing, Refused, SignedOut
from engine.core.log import get_logger
from engine.core.outages import explained
from engine.core.queue import RETRY_S
from engine.core.work import Work, work
from engine.events import IntegrationSyncCompleted, IntegrationSyncFailed
from engine.syncs import windows
from engine.syncs.actions import locked

ATTEMPTS = 1 + len(RETRY_S)
FINAL = (SignedOut, Refused, Missing)  # asking again changes nothing
log = get_logger()


def succeed(org_id: UUID, run_id: UUID) -> None:
    """Every window is committed: the account is fresh, and those who wait for it hear so."""
    with work(org_id) as unit:
        integration, row = locked(unit, run_id)
        if row.status != RunStatus.RUNNING:
            return
        row.status, row.finished_at, row.error = RunStatus.SUCCEEDED, clock.now(), None
        _mark_fresh(integration, row)
        unit.emit(IntegrationSyncCompleted(integration_id=integration.id, run_id=row.id))
        _tally(integration, row)
        log.info("sync.succeeded", read=row.rows_read, created=row.rows_created, updated=row.rows_updated)


def _mark_fresh(integration: Integration, row: SyncRun) -> None:
    integration.sync_status, integration.sync_error = SyncStatus.SUCCESS, None
    integration.sync_retry_count = 0
    marks = dict(integration.watermarks)
    if windows.ENTITIES in row.plan:
        marks[windows.KNOWN_ENTITIES] = clock.today().isoformat()
    if windows.POSTS in row.plan:
        marks[windows.KNOWN_POSTS] = clock.today().isoformat()
    read = [windows.days_of(window) for window in row.plan if window["kind"] == "metrics"]
    if read:
        # The newest day is today, which is not over yet.
        marks[windows.KNOWN_METRICS] = (max(read).last - timedelta(days=1)).isoformat()
        integration.last_synced_at = row.finished_at
    integration.watermarks = marks


def settle(org_id: UUID, run_id: UUID, error: Exception) -> RunStatus:
    """Write down what went wrong, and whether it is tried again: `retrying` or `failed`."""
    with work(org_id) as unit:
        integration, row = locked(unit, run_id)
        if isinstance(error, SignedOut):
            integration.token_dead = str(error.facts.get("reason", "revoked"))
        if isinstance(error, FINAL) or row.attempt >= ATTEMPTS:
            give_up(unit, integration, row, error)
        else:
            _note(integration, row, error)
            row.status, integration.sync_status = RunStatus.RETRYING, SyncStatus.PENDING
            row.heartbeat_at = clock.now() + timedelta(seconds=RETRY_S[min(row.attempt, len(RETRY_S)) - 1])
        log.warning("sync.broken", status=row.status, attempt=row.attempt, error=str(error))
        return RunStatus(row.status)


def give_up(unit: Work, integration: Integration, row: SyncRun, error: Exception) -> None:
    """End a run that failed for good, and say so once."""
    _note(integration, row, error)
    row.status, row.finished_at = RunStatus.FAILED, clock.now()
    integration.sync_status = SyncStatus.FAILED
    _tally(integration, row)
    unit.emit(IntegrationSyncFailed(integration_id=integration.id, run_id=row.id))


def last_ended(unit: Work, integration_id: UUID) -> RunStatus | None:
    """How the account's latest run ended, `succeeded` or `failed`; None before any has."""
    found = unit.session.scalars(
        select(SyncRun.status)
        .where(SyncRun.org_id == unit.org_id, SyncRun.integration_id == integration_id)
        .where(SyncRun.status.in_((RunStatus.SUCCEEDED, RunStatus.FAILED)))
        .order_by(SyncRun.finished_at.desc())
        .limit(1)
    ).first()
    return RunStatus(found) if found else None


def _tally(integration: Integration, row: SyncRun) -> None:
    took = (clock.now() - row.started_at).total_seconds() if row.started_at else 0.0
    tallies.note("syncs", took, platform=integration.platform, outcome=row.status)


def _note(integration: Integration, row: SyncRun, error: Exception) -> None:
    """Keep the error as a catalogue sentence with its facts, to be said in the reader's language."""
    known = explained(error)
    row.error = integration.sync_error = known.kept()
    integration.sync_retry_count = row.attempt
