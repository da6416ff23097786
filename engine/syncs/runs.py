"""One run from its claim to its end.

    queued → running → succeeded          every window committed
                     → retrying → running the platform was busy: again after 60, 300 and 900 s
                     → failed             no attempt left, or no attempt would help
                     → cancelled          somebody asked for it

A worker that dies leaves `running` behind; the reaper gives such a run to another, which goes on at the first
window that was not committed.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from db.kinds import DataType, RunStatus, SyncStatus
from db.models import AdAccount, Integration, SyncRun
from db.session import session
from engine import profiles
from engine.connectors import connector
from engine.core import clock
from engine.core.errors import AppError, Conflict
from engine.core.i18n import N_
from engine.core.log import about, get_logger
from engine.core.work import work
from engine.staging import Source
from engine.syncs import windows
from engine.syncs.actions import LIVE, again, close_cancelled, locked
from engine.syncs.bring import bring
from engine.syncs.endings import ATTEMPTS, give_up, settle, succeed
from engine.syncs.pulse import Cancelled, Pulse, held
from settings import settings

IN_LINE_S = 15.0
_INTERRUPTED = N_("The sync was interrupted {times} times and was given up.")
log = get_logger()


class GaveUp(AppError):
    """The run has failed for good: nothing to retry until somebody acts."""

    code = "sync_failed"
    default = N_("The sync failed. Its history says why.")


def run(org_id: UUID, run_id: UUID) -> None:
    """Do a run, or what is left of it; nothing when it has ended or is being done.

    Raises the platform's error while another attempt is worth it, GaveUp when none is.
    """
    with session(org_id) as reader:
        row = reader.get(SyncRun, (org_id, run_id))
    if row is None or row.status not in LIVE:
        return
    with about(run_id=str(run_id)), held(row.integration_id) as ours:
        if ours:
            _attempt(org_id, run_id)
        else:
            _stand_in_line(org_id, run_id)


def _attempt(org_id: UUID, run_id: UUID) -> None:
    if not _claim(org_id, run_id):
        return
    pulse = Pulse(org_id, run_id)
    try:
        source = _prepare(org_id, run_id)
        while (window := _next_window(org_id, run_id)) is not None:
            pulse.beat()
            bring(pulse, source, window)
    except (Cancelled, Conflict):  # Conflict: the account was disconnected meanwhile
        with work(org_id) as unit:
            integration, row = locked(unit, run_id)
            if row.status == RunStatus.RUNNING:
                close_cancelled(integration, row)
    except Exception as error:
        # Whatever went wrong is written into the run's history first, then goes up.
        if settle(org_id, run_id, error) is RunStatus.FAILED:
            raise GaveUp(detail=str(error)) from error
        raise
    else:
        succeed(org_id, run_id)


def _claim(org_id: UUID, run_id: UUID) -> bool:
    """Make the run ours, and this one more attempt at it; False when there is nothing left to attempt."""
    with work(org_id) as unit:
        integration, row = locked(unit, run_id)
        if row.status not in LIVE:
            return False
        if row.cancel_requested or not integration.is_active:
            close_cancelled(integration, row)
            return False
        row.attempt += 1
        if row.attempt > ATTEMPTS + row.windows_done:  # its worker died each time; what it got done buys more
            give_up(unit, integration, row, AppError(_INTERRUPTED, times=row.attempt - 1))
            return False
        row.status, row.heartbeat_at = RunStatus.RUNNING, clock.now()
        row.started_at = row.started_at or clock.now()
        integration.sync_status = SyncStatus.SYNCING
        return True


def _prepare(org_id: UUID, run_id: UUID) -> Source:
    """Whose rows it brings; and its plan, made at the first attempt and kept."""
    with work(org_id) as unit:
        integration, row = locked(unit, run_id)
        account = unit.session.scalars(
            select(AdAccount).where(AdAccount.org_id == org_id, AdAccount.integration_id == integration.id)
        ).one()
        source = Source(integration.id, connector(integration.platform).PLATFORM, account.currency)
        posts = bool(profiles.of_integration(unit, integration.id))
        row.plan = row.plan or _plan(row, integration, account, source, posts=posts)
        log.info("sync.started", windows=len(row.plan), done=row.windows_done, attempt=row.attempt)
        return source


def _plan(
    row: SyncRun, integration: Integration, account: AdAccount, source: Source, *, posts: bool
) -> list[windows.Window]:
    known = integration.watermarks.get(windows.KNOWN_METRICS)
    days = windows.reach(
        clock.today(account.timezone),
        date.fromisoformat(known) if known else None,
        settings().backfill_days,
        source.platform.restates_days,
    )
    listed = windows.KNOWN_ENTITIES in integration.watermarks
    longest = source.platform.window_days
    return windows.plan(DataType(row.data_type), days, longest, listed=listed, posts=posts)


def _next_window(org_id: UUID, run_id: UUID) -> windows.Window | None:
    with session(org_id) as reader:
        plan, done = reader.execute(
            select(SyncRun.plan, SyncRun.windows_done).where(SyncRun.org_id == org_id, SyncRun.id == run_id)
        ).one()
    return plan[done] if done < len(plan) else None


def _stand_in_line(org_id: UUID, run_id: UUID) -> None:
    """Another run of the account is at work: come again, unless that run is this one."""
    with work(org_id) as unit:
        _, row = locked(unit, run_id)
        if row.status in {RunStatus.QUEUED, RunStatus.RETRYING}:
            again(unit, row, IN_LINE_S)
