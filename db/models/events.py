"""The outbox: facts written with the change they tell of, and everything that must follow them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, TenantRow, belongs_to, one_of
from db.kinds import DeliveryStatus


class OutboxEvent(TenantRow, Base):
    """A fact."""

    __tablename__ = "outbox_events"
    __table_args__ = (Index("idx_outbox_events_org_created", "org_id", "created_at"),)

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]


class OutboxDelivery(TenantRow, Base):
    """One thing that must leave the process: a listener's turn at an event, or a job. Ids only in `args`."""

    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        one_of("status", DeliveryStatus),
        belongs_to("outbox_events", "event_id"),
        Index("idx_outbox_deliveries_due", "org_id", "run_at", postgresql_where=text("status = 'pending'")),
        Index("idx_outbox_deliveries_event", "org_id", "event_id"),
    )

    event_id: Mapped[UUID | None]
    target: Mapped[str]
    args: Mapped[list[Any]]
    queue: Mapped[str]
    run_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(server_default=DeliveryStatus.PENDING)
    attempts: Mapped[int] = mapped_column(server_default="0")
    sent_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    error: Mapped[str | None]
