"""What must leave the process and has not yet: the sweeper's half of the outbox, and the hearing of events."""

import time
import traceback
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery, OutboxEvent
from db.session import session
from engine.core import clock
from engine.core.work import deliver, work
from engine.listeners import LISTENERS

GRACE_S = 30
LOST_S = 3600
BATCH = 500


def sweep(org_id: UUID) -> int:
    """Send what a crash or a Redis outage left behind; how many went."""
    late = clock.now() - timedelta(seconds=GRACE_S)
    lost = clock.now() - timedelta(seconds=LOST_S)
    with session(org_id) as opened:
        rows = opened.scalars(
            select(OutboxDelivery)
            .where(OutboxDelivery.org_id == org_id)
            .where(
                or_(
                    (OutboxDelivery.status == DeliveryStatus.PENDING) & (OutboxDelivery.created_at < late),
                    # sent, but never heard of again: Redis lost it. Twice is once, so send it again.
                    (OutboxDelivery.status == DeliveryStatus.SENT)
                    & OutboxDelivery.event_id.is_not(None)
                    & (OutboxDelivery.sent_at < lost),
                )
            )
            .order_by(OutboxDelivery.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        return deliver(opened, list(rows))


def hear(org_id: UUID, delivery_id: UUID) -> None:
    """Let one listener hear one event, once: its effects and the note that it heard commit together."""
    started = time.monotonic()
    with work(org_id) as unit:
        delivery = unit.find(OutboxDelivery, delivery_id, lock=True)
        if delivery.status == DeliveryStatus.DONE or delivery.event_id is None:
            return
        event = unit.find(OutboxEvent, delivery.event_id)
        LISTENERS[delivery.target](unit, event.payload)
        delivery.status, delivery.finished_at = DeliveryStatus.DONE, clock.now()
        delivery.attempts += 1
        delivery.duration_ms = round((time.monotonic() - started) * 1000)


def note_failure(org_id: UUID, delivery_id: UUID, error: BaseException, *, last: bool) -> None:
    """Keep why a listener failed; after the last attempt it is dead until somebody replays it."""
    with work(org_id) as unit:
        delivery = unit.find(OutboxDelivery, delivery_id, lock=True)
        delivery.attempts += 1
        delivery.error = "".join(traceback.format_exception_only(error))[:2000]
        delivery.status = DeliveryStatus.DEAD if last else delivery.status
