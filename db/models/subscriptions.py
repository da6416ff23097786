"""Who outside is told of what happens here, and every message to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import MessageStatus, SubscriptionStatus


class WebhookSubscription(TenantRow, Stamped, Base):
    """An address of a customer's system and the events it hears of. Secrets are sealed, the newest first."""

    __tablename__ = "webhook_subscriptions"
    __table_args__ = (
        one_of("status", SubscriptionStatus),
        Index("idx_webhook_subscriptions_active", "org_id", postgresql_where=text("status = 'active'")),
    )

    url: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    events: Mapped[list[Any]]  # names of events
    status: Mapped[str] = mapped_column(server_default=SubscriptionStatus.ACTIVE)
    reason: Mapped[dict[str, Any] | None]  # why we disabled it, as sync_runs.error
    listens_since: Mapped[datetime] = mapped_column(server_default=func.now())  # what came before is not told
    secrets: Mapped[list[Any]]  # those after the first sign as well, until `overlap_until`
    overlap_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")  # in a row
    failing_since: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]  # a broken address is not asked for every message
    created_by: Mapped[UUID | None]


class WebhookMessage(TenantRow, Base):
    """One event for one subscription, once; its id is the receiver's `webhook-id` at every try."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        one_of("status", MessageStatus),
        belongs_to("webhook_subscriptions", "subscription_id"),
        UniqueConstraint("org_id", "subscription_id", "event_id"),
        Index("idx_webhook_messages_due", "org_id", "next_at", postgresql_where=text("status = 'waiting'")),
        Index("idx_webhook_messages_log", "org_id", "subscription_id", "created_at"),
    )

    subscription_id: Mapped[UUID]
    event_id: Mapped[UUID | None]  # none for a ping; the event itself may be forgotten before this is
    event: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)  # what is signed, the same bytes at every try
    status: Mapped[str] = mapped_column(server_default=MessageStatus.WAITING)
    attempts: Mapped[int] = mapped_column(server_default="0")  # of this round; sending again begins another
    begun_at: Mapped[datetime] = mapped_column(server_default=func.now())
    next_at: Mapped[datetime | None] = mapped_column(server_default=func.now())
    delivered_at: Mapped[datetime | None]
    tries: Mapped[list[Any]] = mapped_column(server_default="[]")  # [{at, status, duration_ms, response, error}]
