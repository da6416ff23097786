"""What happened and what followed: events newest first, one event's story, and what waits for a person."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery, OutboxEvent
from db.session import tenant
from engine.core.cache import read
from engine.core.errors import Missing, told
from engine.core.work import OPEN
from engine.outbox.about import Entity, entities, find

PAGE = 50
LEAST, MOST = 1, 200
Row = dict[str, Any]


def _some(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        OutboxDelivery.org_id == OutboxEvent.org_id, OutboxDelivery.event_id == OutboxEvent.id, *conditions
    )


_DEAD = _some(OutboxDelivery.status == DeliveryStatus.DEAD)
_TRIED = _some(OutboxDelivery.status.in_(OPEN), OutboxDelivery.attempts > 0)
_OPEN = _some(OutboxDelivery.status.in_(OPEN))

# An event's outcome is that of its worst delivery.
OUTCOMES: Mapping[str, ColumnElement[bool]] = {
    "dead": _DEAD,
    "retrying": and_(_TRIED, ~_DEAD),
    "waiting": and_(_OPEN, ~_TRIED, ~_DEAD),
    "done": ~_some(OutboxDelivery.status != DeliveryStatus.DONE),
}


@read
def list_events(
    session: Session,
    *,
    name: str | None = None,
    entity: str | None = None,
    outcome: str | None = None,
    since: datetime | None = None,
    page: int = 1,
    per_page: int = PAGE,
) -> Row:
    """`{events: [one, …], total, page}`, newest first.

    One: `{id, name, at, about: [{id, kind, name}], outcome, deliveries}`. `entity` is an id, or part of the name
    of a campaign or account, or of a post's text; `outcome` one of `OUTCOMES`.
    """
    where = [OutboxEvent.org_id == tenant(session)]
    where += [OutboxEvent.name == name] if name else []
    where += [OutboxEvent.created_at >= since] if since else []
    where += [OutboxEvent.about.overlap(find(session, entity))] if entity else []
    where += [OUTCOMES[outcome]] if outcome else []
    total = session.scalar(select(func.count()).select_from(OutboxEvent).where(*where)) or 0
    rows = session.scalars(
        select(OutboxEvent)
        .where(*where)
        .order_by(OutboxEvent.created_at.desc(), OutboxEvent.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    return {"events": _shown(session, rows), "total": total, "page": page}


@read
def read_event(session: Session, event_id: UUID) -> Row:
    """One event as in the list, with its payload and each delivery's history; Missing when it is not there."""
    row = session.get(OutboxEvent, (tenant(session), event_id))
    if row is None:
        raise Missing
    [shown] = _shown(session, [row], _with_history)
    return shown | {"version": row.version, "payload": row.payload}


@read
def list_dead(session: Session, limit: int = PAGE) -> list[Row]:
    """Dead letters of events, the newest first: a delivery each, with its `event`, `event_id` and `about`."""
    rows = session.execute(
        select(OutboxDelivery, OutboxEvent)
        .join(
            OutboxEvent,
            (OutboxEvent.org_id == OutboxDelivery.org_id) & (OutboxEvent.id == OutboxDelivery.event_id),
        )
        .where(OutboxDelivery.org_id == tenant(session), OutboxDelivery.status == DeliveryStatus.DEAD)
        .order_by(OutboxDelivery.id.desc())
        .limit(limit)
    ).all()
    names = entities(session, (one for _, event in rows for one in event.about))
    return [
        _delivery(row) | {"event": event.name, "event_id": str(event.id), "about": _about(event, names)}
        for row, event in rows
    ]


@read
def count_open(session: Session) -> dict[str, int]:
    """Deliveries of events that are not done: `{waiting, retrying, dead}`; the dead wait for a person."""
    dead, tried = OutboxDelivery.status == DeliveryStatus.DEAD, OutboxDelivery.attempts > 0
    waiting, retrying, lost = session.execute(
        select(func.count().filter(~dead, ~tried), func.count().filter(~dead, tried), func.count().filter(dead))
        .where(OutboxDelivery.org_id == tenant(session), OutboxDelivery.status.in_((*OPEN, DeliveryStatus.DEAD)))
        .where(OutboxDelivery.event_id.is_not(None))
    ).one()
    return {"waiting": waiting, "retrying": retrying, "dead": lost}


def delivery_outcome(row: OutboxDelivery) -> str:
    """`done`, `dead`, `waiting`, or `retrying` once an attempt has failed."""
    if row.status not in OPEN:
        return str(row.status)
    return "retrying" if row.attempts else "waiting"


def _delivery(row: OutboxDelivery, event: OutboxEvent | None = None) -> Row:
    """`took_ms`: from the moment the event was stated, right before its commit, until this listener was done."""
    done = row.status == DeliveryStatus.DONE and row.finished_at
    took = row.finished_at - event.created_at if event and done and row.finished_at else None
    return {
        "id": str(row.id),
        "listener": row.target,
        "outcome": delivery_outcome(row),
        "attempts": row.attempts,
        "sent_at": _stamp(row.sent_at),
        "started_at": _stamp(row.started_at),
        "finished_at": _stamp(row.finished_at),
        "duration_ms": row.duration_ms,
        "took_ms": round(took.total_seconds() * 1000) if took else None,
        **_why(row.reason),
    }


def _with_history(row: OutboxDelivery, event: OutboxEvent | None = None) -> Row:
    return _delivery(row, event) | {"history": [moment | _why(moment["reason"]) for moment in row.history]}


def _why(kept: dict[str, Any] | None) -> Row:
    return {"reason": told(kept) if kept else None, "detail": kept["detail"] if kept else None}


def _shown(
    session: Session, events: Any, draw: Callable[[OutboxDelivery, OutboxEvent | None], Row] = _delivery
) -> list[Row]:
    deliveries: dict[UUID, list[OutboxDelivery]] = {}
    query = select(OutboxDelivery).where(
        OutboxDelivery.org_id == tenant(session), OutboxDelivery.event_id.in_([event.id for event in events])
    )
    for row in session.scalars(query.order_by(OutboxDelivery.id)) if events else ():
        deliveries.setdefault(row.event_id or UUID(int=0), []).append(row)
    names = entities(session, (one for event in events for one in event.about))
    return [
        {
            "id": str(event.id),
            "name": event.name,
            "at": event.created_at.isoformat(),
            "about": _about(event, names),
            "outcome": _outcome(heard := deliveries.get(event.id, [])),
            "deliveries": [draw(row, event) for row in heard],
        }
        for event in events
    ]


def _outcome(deliveries: list[OutboxDelivery]) -> str:
    found = {delivery_outcome(row) for row in deliveries}
    return next((word for word in OUTCOMES if word in found), "done")


def _about(event: OutboxEvent, names: dict[UUID, Entity]) -> list[Row]:
    return [{"id": str(one), **names[one]._asdict()} for one in event.about if one in names]


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
