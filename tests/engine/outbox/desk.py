"""One event and its deliveries, at hand for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from db.models import OutboxDelivery
from db.session import session
from engine.core import clock
from engine.core.work import work
from engine.events import Fact
from engine.outbox import note_failure
from engine.outbox.notes import Attempt
from tests.rows import rows


def emit(org_id: UUID, event: Fact) -> list[UUID]:
    """State a fact; the deliveries to its listeners."""
    before = {row.id for row in rows(org_id, OutboxDelivery)}
    with work(org_id) as unit:
        unit.emit(event)
    return [row.id for row in rows(org_id, OutboxDelivery) if row.event_id and row.id not in before]


def delivery(org_id: UUID, delivery_id: UUID) -> OutboxDelivery:
    """A delivery as it stands."""
    with session(org_id) as reader:
        return reader.get_one(OutboxDelivery, (org_id, delivery_id))


def times(row: OutboxDelivery) -> list[datetime]:
    """When it was sent, begun and ended, those that happened."""
    return [moment for moment in (row.sent_at, row.started_at, row.finished_at) if moment]


def why(org_id: UUID, delivery_id: UUID) -> dict[str, Any]:
    """The reason that a delivery keeps."""
    return delivery(org_id, delivery_id).reason or {}


def alter(org_id: UUID, delivery_id: UUID, **columns: Any) -> None:
    """Change a delivery behind the product's back."""
    with session(org_id) as writer:
        row = writer.get_one(OutboxDelivery, (org_id, delivery_id))
        for name, value in columns.items():
            setattr(row, name, value)
        writer.commit()


def age(org_id: UUID, delivery_id: UUID, **ago: int) -> None:
    """Let it be older than it is."""
    alter(org_id, delivery_id, created_at=clock.now() - timedelta(**ago))


def fail(org_id: UUID, delivery_id: UUID, error: Exception, number: int = 1, *, last: bool = False) -> None:
    """Note that attempt `number` failed."""
    note_failure(org_id, delivery_id, error, Attempt(number, clock.now(), 12), last=last)
