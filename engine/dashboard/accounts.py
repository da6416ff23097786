"""The live part of the dashboard: which accounts feed it and how fresh they are."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from db.kinds import SourceKind, SyncStatus
from db.models import AdAccount, Integration
from db.session import tenant

Rows = list[Row[Any]]


# Built once: this is asked with every dashboard, kept or not.
_ACCOUNTS = (
    select(
        Integration.id,
        Integration.platform,
        Integration.name,
        Integration.is_sandbox,
        Integration.source,
        Integration.token_dead,
        Integration.token_expires_at,
        Integration.sync_status,
        Integration.last_synced_at,
        AdAccount.currency,
        AdAccount.timezone,
    )
    .join(AdAccount, (AdAccount.org_id == Integration.org_id) & (AdAccount.integration_id == Integration.id))
    .where(Integration.org_id == bindparam("org_id"), Integration.is_active)
    .order_by(Integration.platform, Integration.name)
)


def read_accounts(session: Session) -> Rows:
    """The org's active integrations with their ad accounts."""
    return list(session.execute(_ACCOUNTS, {"org_id": tenant(session)}))


def connected_accounts(rows: Rows) -> dict[str, Any]:
    """Section 6: `{"total", "by_platform", "accounts"}`."""
    return {
        "total": len(rows),
        "by_platform": dict(Counter(row.platform for row in rows)),
        "accounts": [_account(row) for row in rows],
    }


def unmeasured(connected: dict[str, Any]) -> list[str]:
    """The ids of the accounts whose figures do not come any more, of section 6."""
    return sorted(
        one["integration_id"]
        for one in connected["accounts"]
        if one["token_dead"] or one["sync_status"] == SyncStatus.FAILED
    )


def sync_status(rows: Rows) -> dict[str, Any]:
    """Section 8: `{"total", "syncing", "success", "failed", "pending", "last_sync"}`; of files only the last."""
    fetched = [row for row in rows if row.source == SourceKind.API]
    counted = Counter(row.sync_status for row in fetched)
    synced = [row.last_synced_at for row in rows if row.last_synced_at]
    return {
        "total": len(fetched),
        **{status.value: counted[status] for status in SyncStatus},
        "last_sync": _moment(max(synced, default=None)),
    }


def _account(row: Row[Any]) -> dict[str, Any]:
    return {
        "integration_id": str(row.id),
        "platform": row.platform,
        "name": row.name,
        "currency": row.currency,
        "timezone": row.timezone,
        "is_sandbox": row.is_sandbox,
        "source": row.source,
        "sync_status": row.sync_status,
        "token_dead": row.token_dead,
        "token_expires_at": _moment(row.token_expires_at),
        "last_synced_at": _moment(row.last_synced_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
