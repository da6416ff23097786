"""Reading the append-only log of who did what."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AuditEntry
from db.session import tenant
from engine.core.cache import read


@read
def list_audit(session: Session, limit: int = 100) -> list[dict[str, Any]]:
    """The newest entries first: `{at, actor, action, target, detail, ip}`."""
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.org_id == tenant(session))
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    return [
        {
            "at": row.created_at.isoformat(),
            "actor": row.actor,
            "action": row.action,
            "target": row.target,
            "detail": row.detail,
            "ip": row.ip,
        }
        for row in rows
    ]
