"""What was: every run, and every account's last hours at a glance."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import RunStatus
from db.models import Integration, SyncRun
from db.session import tenant
from engine.core import clock
from engine.core.cache import cached_read, read
from engine.syncs.reads import shown_run

# Of several runs in an hour the worst is shown: it is the one to look at.
WORST_FIRST = (RunStatus.FAILED, RunStatus.RETRYING, RunStatus.RUNNING, RunStatus.QUEUED, RunStatus.SUCCEEDED)


@cached_read("sync", "runs", "progress", "integrations")
def history(
    session: Session, integration_id: UUID | None = None, *, page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """The newest runs, of one integration or of all: `{"runs", "total", "page", "per_page"}`.

    Each is `shown_run` plus `name` and `platform` of the account.
    """
    wanted = [SyncRun.org_id == tenant(session)]
    if integration_id is not None:
        wanted.append(SyncRun.integration_id == integration_id)
    query = (
        select(SyncRun, Integration.name, Integration.platform)
        .join(Integration, (Integration.org_id == SyncRun.org_id) & (Integration.id == SyncRun.integration_id))
        .where(*wanted)
        .order_by(SyncRun.created_at.desc(), SyncRun.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    runs = [
        shown_run(run) | {"name": name, "platform": platform} for run, name, platform in session.execute(query)
    ]
    total = session.scalar(select(func.count()).select_from(SyncRun).where(*wanted)) or 0
    return {"runs": runs, "total": total, "page": page, "per_page": per_page}


@read
def strip(session: Session, hours: int = 24) -> list[dict[str, Any]]:
    """Hour by hour, oldest first, how each active integration's syncs went.

    `[{integration_id, name, platform, hours: [{"hour": ISO, "outcome": run status or None}, …]}, …]`
    """
    this_hour = clock.now().replace(minute=0, second=0, microsecond=0)
    slots = [this_hour - timedelta(hours=back) for back in reversed(range(hours))]
    met = _outcomes(session, slots[0])
    accounts = session.execute(
        select(Integration.id, Integration.name, Integration.platform)
        .where(Integration.org_id == tenant(session), Integration.is_active)
        .order_by(Integration.platform, Integration.name)
    )
    return [
        {
            "integration_id": str(integration_id),
            "name": name,
            "platform": platform,
            "hours": [
                {"hour": slot.isoformat(), "outcome": _worst(met.get((integration_id, slot), set()))}
                for slot in slots
            ],
        }
        for integration_id, name, platform in accounts
    ]


@read
def last_day(session: Session) -> dict[str, Any]:
    """The last 24 hours: `{runs, failed, rows, rows_per_s}`; the pace is the median of runs that read rows."""
    seconds = func.extract("epoch", SyncRun.finished_at - SyncRun.started_at)
    pace = func.percentile_cont(0.5).within_group(SyncRun.rows_read / func.nullif(seconds, 0))
    row = session.execute(
        select(
            func.count(),
            func.count().filter(SyncRun.status == RunStatus.FAILED),
            func.coalesce(func.sum(SyncRun.rows_read), 0),
            pace.filter(SyncRun.rows_read > 0),
        ).where(SyncRun.org_id == tenant(session), SyncRun.finished_at > clock.now() - timedelta(hours=24))
    ).one()
    runs, failed, rows, median = row
    return {"runs": runs, "failed": failed, "rows": int(rows), "rows_per_s": float(median) if median else None}


def _outcomes(session: Session, since: datetime) -> dict[tuple[UUID, datetime], set[str]]:
    ended = func.coalesce(SyncRun.finished_at, SyncRun.created_at)
    rows = session.execute(
        select(SyncRun.integration_id, func.date_trunc("hour", ended, "UTC"), SyncRun.status)
        .where(SyncRun.org_id == tenant(session), ended >= since)
        .distinct()
    )
    met: dict[tuple[UUID, datetime], set[str]] = {}
    for integration_id, hour, status in rows:
        met.setdefault((integration_id, hour), set()).add(status)
    return met


def _worst(statuses: set[str]) -> str | None:
    return next((status.value for status in WORST_FIRST if status in statuses), None)
