"""What people ask of the outbox: replaying one or all; and forgetting, which the clock asks for."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery, OutboxEvent
from engine.core import clock
from engine.core.errors import Conflict
from engine.core.i18n import N_
from engine.core.work import Work, work
from engine.outbox.notes import call_off, remember
from settings import settings

BATCH = 1000  # replayed at once: each is handed to the workers before the person has an answer
DEAD_LIVES = 3  # dead letters are kept so many times longer than what went well


def replay(unit: Work, delivery_id: UUID) -> OutboxDelivery:
    """Send what failed for good once more, with all its attempts; Conflict when it has not failed."""
    row = unit.find(OutboxDelivery, delivery_id, lock=True)
    if row.status != DeliveryStatus.DEAD:
        raise Conflict(N_("Only what failed for good can be replayed. This has been done, or is on its way."))
    _send(unit, row)
    unit.audit("event_replayed", row.id, listener=row.target)
    return row


def replay_dead(unit: Work) -> int:
    """Send the oldest thousand dead letters of events once more; how many went."""
    rows = unit.session.scalars(
        select(OutboxDelivery)
        .where(OutboxDelivery.org_id == unit.org_id, OutboxDelivery.status == DeliveryStatus.DEAD)
        .where(OutboxDelivery.event_id.is_not(None))
        .order_by(OutboxDelivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        _send(unit, row)
    if rows:
        unit.audit("events_replayed", count=len(rows))
    return len(rows)


def _send(unit: Work, row: OutboxDelivery) -> None:
    remember(row, "replayed", by=unit.actor.name)
    row.status, row.attempts, row.reason = DeliveryStatus.PENDING, 0, None
    row.sent_at, row.started_at, row.finished_at, row.duration_ms = None, None, None, None
    unit.session.flush()
    unit.leaving.append(row)
    call_off(unit, row)


def trim(org_id: UUID) -> int:
    """Forget what is older than `CMIS_EVENT_RETENTION_DAYS`, dead letters after three times as long; how much."""
    kept = timedelta(days=settings().event_retention_days)
    old, oldest = clock.now() - kept, clock.now() - DEAD_LIVES * kept
    done = (OutboxDelivery.status == DeliveryStatus.DONE) & (OutboxDelivery.created_at < old)
    dead = (OutboxDelivery.status == DeliveryStatus.DEAD) & (OutboxDelivery.created_at < oldest)
    left = exists().where(OutboxDelivery.org_id == OutboxEvent.org_id, OutboxDelivery.event_id == OutboxEvent.id)
    with work(org_id) as unit:
        gone = [
            unit.session.execute(delete(OutboxDelivery).where(OutboxDelivery.org_id == org_id, done | dead)),
            unit.session.execute(
                delete(OutboxEvent).where(OutboxEvent.org_id == org_id, OutboxEvent.created_at < old, ~left)
            ),
        ]
    return sum(int(getattr(one, "rowcount", 0)) for one in gone)
