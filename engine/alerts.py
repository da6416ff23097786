"""Alerts: one open alert per cause, raised and resolved by the parts of the house that know the cause."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import AlertStatus, Severity
from db.models import Alert
from db.session import tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.i18n import t
from engine.core.work import Work

LOUDNESS = {Severity.CRITICAL: 0, Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}


def raise_alert(
    unit: Work,
    kind: str,
    dedupe_key: str,
    severity: Severity,
    message: str,
    *,
    integration_id: UUID | None = None,
    ad_campaign_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Open an alert, or refresh the one already open for that cause. `message` is a catalogue sentence."""
    values = {
        "org_id": unit.org_id,
        "id": uuid7(),
        "kind": kind,
        "dedupe_key": dedupe_key,
        "severity": severity,
        "message": message,
        "facts": facts,
        "integration_id": integration_id,
        "ad_campaign_id": ad_campaign_id,
    }
    statement = insert(Alert).values(values)
    unit.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Alert.org_id, Alert.dedupe_key],
            index_where=Alert.status != AlertStatus.RESOLVED,
            set_={"severity": severity, "message": message, "facts": facts, "updated_at": clock.now()},
        )
    )


def resolve_alert(unit: Work, dedupe_key: str) -> None:
    """The cause is gone: close its open alert, if there is one."""
    unit.session.execute(
        update(Alert)
        .where(Alert.org_id == unit.org_id, Alert.dedupe_key == dedupe_key, Alert.status != AlertStatus.RESOLVED)
        .values(status=AlertStatus.RESOLVED, resolved_at=clock.now())
    )


# Built once: every open screen asks this every few seconds.
_OPEN = (
    select(Alert)
    .where(
        Alert.org_id == bindparam("org_id"),
        Alert.status.in_((AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)),
    )
    .order_by(case(LOUDNESS, value=Alert.severity), Alert.created_at.desc())
    .limit(bindparam("limit"))
)


@read
def list_open_alerts(session: Session, limit: int = 50) -> list[dict[str, Any]]:
    """Open alerts, loudest and newest first: `{id, kind, severity, status, text, created_at, …}`, never cached."""
    return [_shown(row) for row in session.scalars(_OPEN, {"org_id": tenant(session), "limit": limit})]


def _shown(row: Alert) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "severity": row.severity,
        "status": row.status,
        "text": t(row.message, **row.facts),
        "integration_id": str(row.integration_id) if row.integration_id else None,
        "ad_campaign_id": str(row.ad_campaign_id) if row.ad_campaign_id else None,
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
    }
