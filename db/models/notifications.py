"""What people were told, how they want to be told, and every attempt to reach them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, Tenant, TenantRow, belongs_to, one_of
from db.kinds import ChannelKind, Pace, SendingStatus, Severity


class Notification(TenantRow, Base):
    """One message to one person, once for each `key`. `message` is a catalogue sentence, `facts` fill it."""

    __tablename__ = "notifications"
    __table_args__ = (
        one_of("severity", Severity),
        belongs_to("alerts", "alert_id"),
        UniqueConstraint("org_id", "user_id", "key"),
        Index("idx_notifications_user", "org_id", "user_id", "created_at"),
        Index(
            "idx_notifications_unread",
            "org_id",
            "user_id",
            postgresql_where=text("read_at IS NULL AND in_app"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    key: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    alert_id: Mapped[UUID | None]
    in_app: Mapped[bool] = mapped_column(server_default="true")  # the bell shows it
    read_at: Mapped[datetime | None]


class NotificationChannel(TenantRow, Stamped, Base):
    """A way to reach a person. `address` and the key that signs webhooks are sealed; `hint` may be shown."""

    __tablename__ = "notification_channels"
    __table_args__ = (
        one_of("kind", ChannelKind),
        one_of("pace", Pace),
        Index("idx_notification_channels_user", "org_id", "user_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    name: Mapped[str]
    hint: Mapped[str]
    address: Mapped[str]
    secret: Mapped[str | None]
    pace: Mapped[str] = mapped_column(server_default=Pace.AT_ONCE)
    is_active: Mapped[bool] = mapped_column(server_default="true")


class NotificationDelivery(TenantRow, Base):
    """One message on one channel. Those of a digest share its moment, `digest_for`, and travel together."""

    __tablename__ = "notification_deliveries"
    __table_args__ = (
        one_of("status", SendingStatus),
        belongs_to("notifications", "notification_id"),
        belongs_to("notification_channels", "channel_id"),
        UniqueConstraint("org_id", "notification_id", "channel_id"),
        Index("idx_notification_deliveries_channel", "org_id", "channel_id", "created_at"),
        Index(
            "idx_notification_deliveries_due",
            "org_id",
            "due_at",
            postgresql_where=text("status IN ('waiting', 'sending')"),
        ),
    )

    notification_id: Mapped[UUID]
    channel_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default=SendingStatus.WAITING)
    due_at: Mapped[datetime]
    digest_for: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]  # {"code", "message", "facts", "detail"}: said in the reader's language


class NotificationPreference(Tenant, Stamped, Base):
    """How one person wants to be told in one org.

    `least` is the quietest severity that passes, or "off": `{topic or "*": {channel id or "in_app": severity}}`.
    """

    __tablename__ = "notification_preferences"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    least: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    timezone: Mapped[str | None]  # the org's when null
    quiet_from: Mapped[str | None]  # "22:00", with `quiet_until`; both or none
    quiet_until: Mapped[str | None]
    critical_passes: Mapped[bool] = mapped_column(server_default="true")
    digest_hour: Mapped[int] = mapped_column(server_default="8")
    digest_weekday: Mapped[int] = mapped_column(server_default="0")  # Monday is 0
