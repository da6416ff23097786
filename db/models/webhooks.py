"""What platforms told us, once each, and how we know that it was they."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import PlatformName, WebhookStatus


class WebhookDelivery(TenantRow, Base):
    """What one verified delivery says to one org; `delivery_key` is the platform's id, else the body's hash.

    `body` holds the org's own entries as JSON, never those of another org in the same delivery.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        one_of("platform", PlatformName),
        one_of("status", WebhookStatus),
        UniqueConstraint("org_id", "platform", "delivery_key"),
        Index("idx_webhook_deliveries_org_created", "org_id", "created_at"),
        Index(
            "idx_webhook_deliveries_waiting",
            "org_id",
            "created_at",
            postgresql_where=text("status = 'received'"),
        ),
    )

    platform: Mapped[str]
    delivery_key: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    integration_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default=WebhookStatus.RECEIVED)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(server_default="0")
    processed_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]  # as sync_runs.error


class WebhookRoute(TenantRow, Base):
    """Whose an ad account or profile is: how a delivery finds its orgs, whatever its body claims.

    Read across orgs by the dispatcher only; a real account (not the sandbox's) belongs to one org.
    """

    __tablename__ = "webhook_routes"
    __table_args__ = (
        one_of("platform", PlatformName),
        belongs_to("integrations", "integration_id"),
        UniqueConstraint("org_id", "platform", "owner", "external_id"),
        Index("idx_webhook_routes_found", "platform", "owner", "external_id"),
        Index(
            "uq_webhook_routes_one_org",
            "platform",
            "owner",
            "external_id",
            unique=True,
            postgresql_where=text("is_real"),
        ),
    )

    integration_id: Mapped[UUID]
    platform: Mapped[str]
    owner: Mapped[str]  # "account" or "profile"
    external_id: Mapped[str]
    is_real: Mapped[bool]  # not the sandbox's, where everybody shares the same accounts


class WebhookEndpoint(TenantRow, Stamped, Base):
    """An org's own address and secrets for one platform: relays, lead forms. Secrets are sealed."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        one_of("platform", PlatformName),
        UniqueConstraint("org_id", "platform"),
        Index("idx_webhook_endpoints_keys", "key_hashes", postgresql_using="gin"),
    )

    platform: Mapped[str]
    secrets: Mapped[list[Any]]  # sealed, the newest first; older ones stay valid until dropped
    key_hashes: Mapped[list[Any]] = mapped_column(
        server_default="[]"
    )  # SHA-256 of each, for keys in a body (Google)
    is_active: Mapped[bool] = mapped_column(server_default="true")


class SecurityEvent(Base):
    """A request that was refused before anybody knew whose it is: no tenant's row, and no word of its body."""

    __tablename__ = "security_events"
    __table_args__ = (Index("idx_security_events_created", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    kind: Mapped[str]
    platform: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
