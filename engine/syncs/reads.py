"""Where every account's sync stands, for the screen and the API. Never cached: one looks to see it move."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import RunStatus, SourceKind, SyncStatus
from db.models import Integration, SyncRun
from db.session import tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Missing, told
from engine.syncs.actions import LIVE
from engine.syncs.timetable import next_sync
from engine.tokens import token_status


@read
def status(session: Session) -> dict[str, Any]:
    """Every integration: `{org_id, total_integrations, active_syncs, failed_syncs, integrations: […]}`."""
    rows = connected(session)
    running = _live(session)
    shown = [_shown(row, running.get(row.id)) for row in rows]
    return {
        "org_id": str(tenant(session)),
        "total_integrations": len(rows),
        "active_syncs": sum(one["is_syncing"] for one in shown),
        "failed_syncs": sum(row.sync_status == SyncStatus.FAILED for row in rows),
        "integrations": shown,
    }


@read
def integration_status(session: Session, integration_id: UUID) -> dict[str, Any]:
    """One integration, with `sync_retry_count`, `is_active` and `last_run`; Missing when it is not the org's."""
    row = session.get(Integration, (tenant(session), integration_id))
    if row is None:
        raise Missing
    last = session.scalars(
        select(SyncRun)
        .where(SyncRun.org_id == tenant(session), SyncRun.integration_id == integration_id)
        .order_by(SyncRun.created_at.desc())
        .limit(1)
    ).first()
    return _shown(row, _live(session).get(row.id)) | {
        "sync_retry_count": row.sync_retry_count,
        "is_active": row.is_active,
        "last_run": shown_run(last) if last else None,
    }


@read
def live(session: Session) -> list[dict[str, Any]]:
    """The runs that are queued, running or waiting for a retry, with their pace."""
    rows = session.execute(
        select(SyncRun, Integration.name, Integration.platform)
        .join(Integration, (Integration.org_id == SyncRun.org_id) & (Integration.id == SyncRun.integration_id))
        .where(SyncRun.org_id == tenant(session), SyncRun.status.in_(LIVE))
        .order_by(SyncRun.created_at)
    )
    return [shown_run(run) | {"name": name, "platform": platform} | _pace(run) for run, name, platform in rows]


def shown_run(run: SyncRun) -> dict[str, Any]:
    """A run as the screen and the API show it; its error said in the reader's language."""
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at and run.started_at else None
    return {
        "run_id": str(run.id),
        "integration_id": str(run.integration_id),
        "data_type": run.data_type,
        "trigger": run.trigger,
        "status": run.status,
        "windows_done": run.windows_done,
        "windows_planned": len(run.plan),
        "rows_read": run.rows_read,
        "rows_created": run.rows_created,
        "rows_updated": run.rows_updated,
        "rows_unchanged": run.rows_unchanged,
        "rows_unknown": sum(w.get("unknown", 0) for w in run.plan if "again" in w),
        "attempt": run.attempt,
        "created_at": iso(run.created_at),
        "started_at": iso(run.started_at),
        "finished_at": iso(run.finished_at),
        "duration_s": seconds,
        "rows_per_s": run.rows_read / seconds if seconds else None,
        "error": run.error and {"code": run.error["code"], "message": told(run.error)},
    }


def _shown(row: Integration, run: SyncRun | None) -> dict[str, Any]:
    syncing = run is not None and run.status == RunStatus.RUNNING
    due, state = _next(row, run)
    return {
        "integration_id": str(row.id),
        "provider": row.platform,
        "platform": row.platform,
        "last_synced_at": iso(row.last_synced_at),
        "sync_status": SyncStatus.SYNCING.value if syncing else row.sync_status,
        "sync_errors": [told(row.sync_error)] if row.sync_error else [],
        "next_sync_at": iso(due),
        "next_sync_state": state,
        "is_syncing": syncing,
        "token_status": token_status(row),
    }


def _next(row: Integration, run: SyncRun | None) -> tuple[datetime | None, str]:
    """When it syncs next, and why then: scheduled, queued, retrying, running; disconnected, signed_out: never."""
    if not row.is_active:
        return None, "disconnected"
    if row.token_dead:
        return None, "signed_out"
    if run is None:
        return next_sync(row.id), "scheduled"
    if run.status == RunStatus.RUNNING:
        return next_sync(row.id), "running"
    return run.heartbeat_at, run.status


def _pace(run: SyncRun) -> dict[str, Any]:
    """How far a live run is, how fast, and when it will be through if it goes on like this."""
    ran_s = (clock.now() - run.started_at).total_seconds() if run.started_at else 0.0
    left = len(run.plan) - run.windows_done
    moving = run.status == RunStatus.RUNNING and run.windows_done > 0
    return {
        "progress": run.windows_done / len(run.plan) if run.plan else 0.0,
        "rows_per_s": run.rows_read / ran_s if ran_s > 0 else None,
        "eta_s": ran_s / run.windows_done * left if moving else None,
        "window": run.plan[run.windows_done] if left > 0 else None,
        "due_at": iso(run.heartbeat_at) if run.status != RunStatus.RUNNING else None,
        "cancel_requested": run.cancel_requested,
    }


def connected(session: Session) -> list[Integration]:
    """The org's connected accounts; one that was disconnected, or lives on files, has nothing to sync."""
    return list(
        session.scalars(
            select(Integration)
            .where(Integration.org_id == tenant(session), Integration.is_active)
            .where(Integration.source == SourceKind.API)
            .order_by(Integration.platform, Integration.name)
        )
    )


def _live(session: Session) -> dict[UUID, SyncRun]:
    """Each integration's live run; the one that runs before those that wait."""
    rows = session.scalars(
        select(SyncRun)
        .where(SyncRun.org_id == tenant(session), SyncRun.status.in_(LIVE))
        .order_by(SyncRun.status != RunStatus.RUNNING, SyncRun.heartbeat_at)
    )
    first: dict[UUID, SyncRun] = {}
    for row in rows:
        first.setdefault(row.integration_id, row)
    return first


def iso(moment: datetime | None) -> str | None:
    """The moment as JSON has it."""
    return moment.isoformat() if moment else None
