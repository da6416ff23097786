"""Syncs counted: by platform and state, over the last day, and against what we promise."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import RunStatus, SyncStatus
from db.models import Integration, SyncRun
from db.session import tenant
from engine.core import clock
from engine.core.cache import cached_read
from engine.syncs.reads import connected, iso

FRESH_FOR = timedelta(hours=1)


@cached_read("sync", "runs", "freshness", "integrations", worded=False)
def statistics(session: Session) -> dict[str, Any]:
    """Counts over the org's integrations, what the last day brought, and how fresh the figures are."""
    rows = connected(session)
    syncs = [row.last_synced_at for row in rows if row.last_synced_at]
    by_provider: dict[str, int] = {}
    for row in rows:
        by_provider[row.platform] = by_provider.get(row.platform, 0) + 1
    return {
        "total_integrations": len(rows),
        "by_provider": by_provider,
        "sync_status": {word.value: sum(row.sync_status == word for row in rows) for word in SyncStatus},
        "last_24h": _last_day(session),
        "oldest_sync": iso(min(syncs, default=None)),
        "newest_sync": iso(max(syncs, default=None)),
        "freshness": _freshness(rows),
    }


def _last_day(session: Session) -> dict[str, int]:
    counted = session.execute(
        select(SyncRun.status, func.count(SyncRun.integration_id.distinct()))
        .where(SyncRun.org_id == tenant(session), SyncRun.finished_at > clock.now() - timedelta(hours=24))
        .group_by(SyncRun.status)
    )
    by_status: dict[str, int] = dict(counted.all())
    return {
        "synced": by_status.get(RunStatus.SUCCEEDED, 0),
        "failed": by_status.get(RunStatus.FAILED, 0),
    }


def _freshness(rows: list[Integration]) -> dict[str, Any]:
    """The share of active integrations whose figures are younger than an hour: what we promise is all of them."""
    since = clock.now() - FRESH_FOR
    fresh = sum(row.last_synced_at is not None and row.last_synced_at > since for row in rows)
    return {
        "fresh": fresh,
        "active": len(rows),
        "share": fresh / len(rows) if rows else None,
        "within_s": int(FRESH_FOR.total_seconds()),
    }
