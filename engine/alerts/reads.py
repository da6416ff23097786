"""What is wrong now, what was, and who saw to it. Never cached: an alert is live or it is none."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from db.kinds import AlertStatus
from db.models import AdCampaign, Alert, AlertChange, Campaign, Integration, User
from db.session import tenant
from engine.alerts.raising import LOUDNESS
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Missing
from engine.core.i18n import t

LIVE = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)
_BACK = and_(Alert.status == AlertStatus.SNOOZED, Alert.snoozed_until <= bindparam("now"))

# Built once: every open screen asks this every few seconds. A snooze that is over counts before its job has run.
_OPEN = (
    select(Alert)
    .where(Alert.org_id == bindparam("org_id"), or_(Alert.status.in_(LIVE), _BACK))
    .order_by(case(LOUDNESS, value=Alert.severity), Alert.created_at.desc())
    .limit(bindparam("limit"))
)


@read
def list_open_alerts(session: Session, limit: int = 50) -> list[dict[str, Any]]:
    """Open alerts, loudest and newest first: `{id, kind, severity, status, text, subject, created_at, …}`."""
    asked = {"org_id": tenant(session), "limit": limit, "now": clock.now()}
    return [_shown(row) for row in session.scalars(_OPEN, asked)]


@read
def next_return(session: Session) -> datetime | None:
    """When the next snoozed alert comes back; None when none will."""
    due = select(func.min(Alert.snoozed_until)).where(
        Alert.org_id == tenant(session), Alert.status == AlertStatus.SNOOZED, Alert.snoozed_until > clock.now()
    )
    return session.scalar(due)


@read
def list_alerts(
    session: Session,
    *,
    status: str = "",
    severity: str = "",
    kind: str = "",
    platform: str = "",
    alert_id: UUID | None = None,
    page: int = 1,
    per_page: int = 50,
) -> dict[str, Any]:
    """A page of alerts: `{alerts, total, page, per_page}`.

    `status` is a stored one, or `live` for open and acknowledged ones; what is resolved comes newest first,
    everything else loudest first. Each names what it is about: `account`, `platform`, `campaign`, `handled_by`.
    """
    wanted = _wanted(session, status, severity, kind, platform)
    if alert_id:
        wanted.append(Alert.id == alert_id)
    loudest = () if status == AlertStatus.RESOLVED else (case(LOUDNESS, value=Alert.severity),)
    rows = session.execute(
        _about(select(Alert, Integration.name, Integration.platform, AdCampaign.name, Campaign.name, User.name))
        .where(*wanted)
        .order_by(*loudest, Alert.updated_at.desc(), Alert.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = session.scalar(_about(select(func.count(Alert.id))).where(*wanted)) or 0
    shown = [
        _shown(row)
        | {"account": account, "platform": slug, "campaign": ours or theirs, "handled_by": person}
        | {"snoozed_until": _iso(row.snoozed_until), "resolved_at": _iso(row.resolved_at)}
        for row, account, slug, theirs, ours, person in rows
    ]
    return {"alerts": shown, "total": total, "page": page, "per_page": per_page}


@read
def count_alerts(session: Session) -> dict[str, int]:
    """How many alerts there are of each status, and `live` of both that are."""
    standing = _standing()
    found = session.execute(
        select(standing, func.count()).where(Alert.org_id == tenant(session)).group_by(standing)
    ).all()
    counted = dict.fromkeys(map(str, AlertStatus), 0) | {row[0]: row[1] for row in found}
    return counted | {"live": sum(counted[status] for status in LIVE)}


@read
def list_alert_kinds(session: Session) -> list[str]:
    """The kinds of alerts the org has had."""
    return list(session.scalars(select(Alert.kind).where(Alert.org_id == tenant(session)).distinct()))


@read
def alert_history(session: Session, alert_id: UUID) -> list[dict[str, Any]]:
    """What became of one alert, oldest first: `{action, actor, severity, snoozed_until, at}`. Missing if none."""
    if session.get(Alert, (tenant(session), alert_id)) is None:
        raise Missing
    rows = session.scalars(
        select(AlertChange)
        .where(AlertChange.org_id == tenant(session), AlertChange.alert_id == alert_id)
        .order_by(AlertChange.created_at, AlertChange.id)
    )
    return [
        {
            "action": row.action,
            "actor": row.actor,
            "severity": row.severity,
            "snoozed_until": _iso(row.snoozed_until),
            "at": row.created_at.isoformat(),
        }
        for row in rows
    ]


def _wanted(session: Session, status: str, severity: str, kind: str, platform: str) -> list[ColumnElement[bool]]:
    wanted = [Alert.org_id == tenant(session)]
    if status:
        wanted.append(_standing().in_(LIVE if status == "live" else (status,)))
    if severity:
        wanted.append(Alert.severity == severity)
    if kind:
        wanted.append(Alert.kind == kind)
    if platform:
        wanted.append(func.coalesce(Integration.platform, AdCampaign.platform) == platform)
    return wanted


def _about(statement: Any) -> Any:
    """The statement with what an alert may be about beside it."""
    beside: list[tuple[Any, Any]] = [
        (Integration, Alert.integration_id),
        (AdCampaign, Alert.ad_campaign_id),
        (Campaign, Alert.campaign_id),
    ]
    statement = statement.select_from(Alert)
    for model, column in beside:
        statement = statement.outerjoin(model, and_(model.org_id == Alert.org_id, model.id == column))
    return statement.outerjoin(User, User.id == Alert.handled_by)


def _standing() -> ColumnElement[str]:
    """The status as people see it: a snooze that is over is none any more, even before its job has run."""
    return case(
        (and_(Alert.status == AlertStatus.SNOOZED, Alert.snoozed_until <= clock.now()), "open"), else_=Alert.status
    )


def _shown(row: Alert) -> dict[str, Any]:
    over = row.snoozed_until is not None and row.snoozed_until <= clock.now()
    return {
        "id": str(row.id),
        "kind": row.kind,
        "severity": row.severity,
        "status": str(AlertStatus.OPEN) if over else row.status,
        "text": t(row.message, **row.facts),
        "integration_id": str(row.integration_id) if row.integration_id else None,
        "ad_campaign_id": str(row.ad_campaign_id) if row.ad_campaign_id else None,
        "campaign_id": str(row.campaign_id) if row.campaign_id else None,
        "subject": row.facts.get("subject"),
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
