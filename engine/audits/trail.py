"""Reading the append-only log of who did what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from db.models import AuditEntry
from db.session import tenant
from engine.audits.actions import AREAS
from engine.core.cache import read
from engine.core.errors import Invalid
from engine.core.exports import File, Form, written
from engine.core.i18n import N_, t
from engine.core.work import Work

MOST_EXPORTED = 50_000
TOO_MANY = N_("These are {n} entries; a file holds {most}. Choose a shorter time.")
HEAD = (N_("When"), N_("Who"), N_("What"), N_("On what"), N_("From"), N_("Details"))


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries; `actor` is a part of the name, `q` of who, the target, the details or the address."""

    action: str = ""
    actor: str = ""
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None
    area: str = ""  # of engine.audits.actions


@read
def search_audit(session: Session, sought: Sought, *, page: int = 1, per_page: int = 50) -> dict[str, Any]:
    """`{"entries", "total", "page", "per_page"}`, newest first."""
    wanted = _wanted(tenant(session), sought)
    rows = session.scalars(_newest().where(*wanted).limit(per_page).offset((page - 1) * per_page))
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0
    return {"entries": [_shown(row) for row in rows], "total": total, "page": page, "per_page": per_page}


@read
def list_deeds(session: Session) -> list[str]:
    """The actions that the org's log has, by name."""
    found = select(AuditEntry.action).where(AuditEntry.org_id == tenant(session)).distinct()
    return sorted(session.scalars(found))


def export_audit(unit: Work, form: Form, sought: Sought) -> File:
    """The same as a file, with moments in UTC; Invalid beyond `MOST_EXPORTED`. The export is an entry itself."""
    wanted = _wanted(unit.org_id, sought)
    count = unit.session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0
    if count > MOST_EXPORTED:
        raise Invalid(TOO_MANY, n=count, most=MOST_EXPORTED)
    rows = unit.session.scalars(_newest().where(*wanted)).all()
    unit.audit("audit_exported", "", entries=len(rows), form=str(form))
    return written(form, "audit-log", [t(label) for label in HEAD], [_line(row) for row in rows])


def _newest() -> Any:
    return select(AuditEntry).order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())


def _wanted(org_id: UUID, sought: Sought) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [AuditEntry.org_id == org_id]
    if sought.action:
        wanted.append(AuditEntry.action == sought.action)
    if sought.area:
        wanted.append(AuditEntry.action.in_(AREAS[sought.area][1] if sought.area in AREAS else ()))
    if sought.actor:
        wanted.append(AuditEntry.actor.icontains(sought.actor, autoescape=True))
    if sought.q:
        columns = (
            AuditEntry.actor,
            AuditEntry.target,
            AuditEntry.action,
            AuditEntry.ip,
            cast(AuditEntry.detail, Text),
        )
        wanted.append(or_(*(column.icontains(sought.q, autoescape=True) for column in columns)))
    if sought.since:
        wanted.append(AuditEntry.created_at >= sought.since)
    if sought.until:
        wanted.append(AuditEntry.created_at < sought.until)
    return wanted


def _line(row: AuditEntry) -> Sequence[object]:
    detail = orjson.dumps(row.detail).decode() if row.detail else None
    return (row.created_at.isoformat(), row.actor, row.action, row.target, row.ip, detail)


def _shown(row: AuditEntry) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": row.created_at.isoformat(),
        "actor": row.actor,
        "action": row.action,
        "target": row.target,
        "detail": row.detail,
        "ip": row.ip,
    }
