"""The outbox: facts written with the change they tell of, and everything that must follow them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, TenantRow, belongs_to, one_of
from db.kinds import DeliveryStatus


class OutboxEvent(TenantRow, Base):
    """A fact; `version` is that of its payload, `about` the ids that the payload names."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        Index("idx_outbox_events_org_created", "org_id", "created_at"),
        Index("idx_outbox_events_about", "about", postgresql_using="gin"),
    )

    name: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    payload: Mapped[dict[str, Any]]
    about: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")


class OutboxDelivery(TenantRow, Base):
    """One thing that must leave the process: a listener's turn at an event, or a job. Ids only in `args`.

    `history` holds what became of it on the way, oldest first: `{at, what, reason?, duration_ms?, by?}`, where
    `what` is `failed`, `interrupted` or `replayed`. `reason` is a kept error: why it failed last, or why there was
    nothing left to do. `started_at`, `finished_at` and `duration_ms` are of the last attempt.
    """

    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        one_of("status", DeliveryStatus),
        belongs_to("outbox_events", "event_id"),
        Index(
            "idx_outbox_deliveries_open",
            "org_id",
            "id",
            postgresql_where=text("status IN ('pending', 'sent')"),
        ),
        Index("idx_outbox_deliveries_dead", "org_id", "id", postgresql_where=text("status = 'dead'")),
        Index("idx_outbox_deliveries_finished", "org_id", "finished_at"),
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
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    history: Mapped[list[Any]] = mapped_column(server_default="[]")
