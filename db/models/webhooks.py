"""What platforms told us, once each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, TenantRow, one_of
from db.kinds import PlatformName


class WebhookDelivery(TenantRow, Base):
    """One verified delivery for one org; `delivery_key` is the platform's id, else the body's hash."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        one_of("platform", PlatformName),
        UniqueConstraint("org_id", "platform", "delivery_key"),
        Index("idx_webhook_deliveries_org_created", "org_id", "created_at"),
    )

    platform: Mapped[str]
    delivery_key: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    integration_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default="received")
    body: Mapped[bytes] = mapped_column(LargeBinary)
    processed_at: Mapped[datetime | None]
    error: Mapped[str | None]
