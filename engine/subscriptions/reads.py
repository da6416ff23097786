"""Subscriptions and their delivery log, as the screen and the API show them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import MessageStatus
from db.models import WebhookMessage, WebhookSubscription
from db.session import tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Missing, told

PAGE = 50
Shown = dict[str, Any]


@read
def list_subscriptions(session: Session) -> list[Shown]:
    """The org's subscriptions, oldest first, with `counts: {waiting, delivered, failed}` of the kept messages.

    `{id, url, description, events, status, reason, failing_since, secrets, overlap_until, created_at}`; `secrets`
    is how many sign now, `reason` a sentence when we disabled it.
    """
    mine = WebhookSubscription.org_id == tenant(session)
    rows = session.scalars(select(WebhookSubscription).where(mine).order_by(WebhookSubscription.id))
    counts = _counts(session)
    return [shown(row) | {"counts": counts.get(row.id, _none())} for row in rows]


@read
def read_subscription(session: Session, subscription_id: UUID) -> Shown:
    """One as in the list; Missing when it is not there."""
    return shown(_find(session, subscription_id)) | {"counts": _counts(session).get(subscription_id, _none())}


@read
def list_messages(
    session: Session, subscription_id: UUID, status: str | None = None, page: int = 1, per_page: int = PAGE
) -> Shown:
    """`{deliveries: [one, …], total, page}`, newest first, each with its last try.

    One: `{id, webhook_id, event, status, attempts, created_at, next_at, delivered_at, response_status,
    duration_ms, error}`; the last three are those of the last try, `error` a sentence.
    """
    _find(session, subscription_id)
    where = [WebhookMessage.org_id == tenant(session), WebhookMessage.subscription_id == subscription_id]
    where += [WebhookMessage.status == status] if status else []
    total = session.scalar(select(func.count()).select_from(WebhookMessage).where(*where)) or 0
    rows = session.execute(
        select(WebhookMessage, WebhookMessage.tries[-1].label("last"))
        .where(*where)
        .order_by(WebhookMessage.created_at.desc(), WebhookMessage.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return {"deliveries": [_listed(row, last or {}) for row, last in rows], "total": total, "page": page}


@read
def read_message(session: Session, subscription_id: UUID, message_id: UUID) -> Shown:
    """One as in the list, with its `body` and every kept try `{at, status, duration_ms, response, error}`."""
    row = session.get(WebhookMessage, (tenant(session), message_id))
    if row is None or row.subscription_id != subscription_id:
        raise Missing
    tries = [one | {"error": _sentence(one)} for one in row.tries]
    return _listed(row, row.tries[-1] if row.tries else {}) | {"body": orjson.loads(row.body), "tries": tries}


def shown(row: WebhookSubscription) -> Shown:
    """A subscription for whoever may manage it; never its secrets."""
    overlaps = row.overlap_until is not None and row.overlap_until > clock.now()
    return {
        "id": str(row.id),
        "url": row.url,
        "description": row.description,
        "events": row.events,
        "status": row.status,
        "reason": told(row.reason) if row.reason else None,
        "failing_since": _moment(row.failing_since),
        "secrets": len(row.secrets) if overlaps else 1,
        "overlap_until": _moment(row.overlap_until) if overlaps else None,
        "created_at": _moment(row.created_at),
    }


def _find(session: Session, subscription_id: UUID) -> WebhookSubscription:
    row = session.get(WebhookSubscription, (tenant(session), subscription_id))
    if row is None:
        raise Missing
    return row


def _counts(session: Session) -> dict[UUID, dict[str, int]]:
    rows = session.execute(
        select(WebhookMessage.subscription_id, WebhookMessage.status, func.count())
        .where(WebhookMessage.org_id == tenant(session))
        .group_by(WebhookMessage.subscription_id, WebhookMessage.status)
    )
    found: dict[UUID, dict[str, int]] = {}
    for subscription_id, status, count in rows:
        found.setdefault(subscription_id, _none())[status] = count
    return found


def _none() -> dict[str, int]:
    return {str(word): 0 for word in MessageStatus}


def _listed(row: WebhookMessage, last: Shown) -> Shown:
    return {
        "id": str(row.id),
        "webhook_id": f"msg_{row.id.hex}",
        "event": row.event,
        "status": row.status,
        "attempts": row.attempts,
        "created_at": _moment(row.created_at),
        "next_at": _moment(row.next_at),
        "delivered_at": _moment(row.delivered_at),
        "response_status": last.get("status"),
        "duration_ms": last.get("duration_ms"),
        "error": _sentence(last),
    }


def _sentence(one: Shown) -> str | None:
    return told(one["error"]) if one.get("error") else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
