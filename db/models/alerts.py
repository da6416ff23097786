"""What needs somebody, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import AlertAction, AlertStatus, Severity


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
    campaign_id: Mapped[UUID | None]  # one of ours
    rung: Mapped[int] = mapped_column(server_default="1")  # how often it called for somebody: each is told once
    handled_by: Mapped[UUID | None]
    snoozed_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]


class AlertChange(TenantRow, Base):
    """A line of an alert's history: who did what to it, or that it came or went by itself (`system`)."""

    __tablename__ = "alert_changes"
    __table_args__ = (
        one_of("action", AlertAction),
        belongs_to("alerts", "alert_id"),
        Index("idx_alert_changes_alert", "org_id", "alert_id", "created_at"),
    )

    alert_id: Mapped[UUID]
    action: Mapped[str]
    actor: Mapped[str]
    user_id: Mapped[UUID | None]
    severity: Mapped[str]
    snoozed_until: Mapped[datetime | None]
