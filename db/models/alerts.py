"""What somebody should know, and how they were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import AlertStatus, Severity


class Alert(TenantRow, Stamped, Base):
    """A warning; one open alert per cause (`dedupe_key`). `message` is a catalogue sentence, `facts` fill it."""

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("severity", Severity),
        one_of("status", AlertStatus),
        Index(
            "uq_alerts_one_open",
            "org_id",
            "dedupe_key",
            unique=True,
            postgresql_where=text("status <> 'resolved'"),
        ),
        Index("idx_alerts_org_status", "org_id", "status", "created_at"),
    )

    kind: Mapped[str]
    dedupe_key: Mapped[str]
    severity: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=AlertStatus.OPEN)
    message: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    integration_id: Mapped[UUID | None]
    ad_campaign_id: Mapped[UUID | None]
    handled_by: Mapped[UUID | None]
    snoozed_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]


class Notification(TenantRow, Base):
    """One message to one person through one channel."""

    __tablename__ = "notifications"
    __table_args__ = (
        belongs_to("alerts", "alert_id"),
        Index("idx_notifications_user", "org_id", "user_id", "read_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    alert_id: Mapped[UUID | None]
    channel: Mapped[str] = mapped_column(server_default="in_app")
    message: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    read_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
