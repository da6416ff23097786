"""What a person was told in the app, and how much of it they have not read."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from db.models import Notification
from db.session import tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.i18n import t
from engine.core.work import Work
from engine.notifications.kinds import topic_of

# Built once: the bell on every open screen asks this every few seconds; a partial index holds just these rows.
_UNREAD = select(func.count()).where(
    Notification.org_id == bindparam("org_id"),
    Notification.user_id == bindparam("user_id"),
    Notification.read_at.is_(None),
    Notification.in_app,
)


@read
def count_unread(session: Session, user_id: UUID) -> int:
    """How many messages the bell has for that person."""
    return session.scalar(_UNREAD, {"org_id": tenant(session), "user_id": user_id}) or 0


@read
def list_notifications(
    session: Session, user_id: UUID, *, unread: bool | None = None, page: int = 1, per_page: int = 20
) -> dict[str, Any]:
    """What the bell shows, newest first: `{notifications: [{id, kind, topic, severity, text, …}], unread}`."""
    wanted = [Notification.org_id == tenant(session), Notification.user_id == user_id, Notification.in_app]
    if unread is not None:
        wanted.append(Notification.read_at.is_(None) if unread else Notification.read_at.is_not(None))
    rows = session.scalars(
        select(Notification)
        .where(*wanted)
        .order_by(Notification.created_at.desc(), Notification.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return {
        "notifications": [_shown(row) for row in rows],
        "unread": count_unread.question(session, user_id),
        "page": page,
        "per_page": per_page,
    }


def mark_read(unit: Work, user_id: UUID, ids: list[UUID] | None = None) -> int:
    """Read these, or all there are; how many were not yet."""
    statement = update(Notification).where(
        Notification.org_id == unit.org_id, Notification.user_id == user_id, Notification.read_at.is_(None)
    )
    if ids is not None:
        statement = statement.where(Notification.id.in_(ids))
    marked = statement.values(read_at=clock.now()).returning(Notification.id)
    return len(unit.session.scalars(marked).all())


def _shown(row: Notification) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "topic": topic_of(row.kind),
        "severity": row.severity,
        "text": t(row.message, **row.facts),
        "alert_id": str(row.alert_id) if row.alert_id else None,
        "created_at": row.created_at.isoformat(),
        "read_at": row.read_at.isoformat() if row.read_at else None,
    }
