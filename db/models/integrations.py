"""Connected ad accounts, and how fresh their data is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import PlatformName, SourceKind, SyncStatus


class Granted:
    """What a row knows of the access that it was given; the access token itself is sealed beside it."""

    refresh_token: Mapped[str | None]  # sealed, as the access token is (`v1:<key>:<base64>`)
    token_obtained_at: Mapped[datetime | None]
    token_expires_at: Mapped[datetime | None]
    token_dead: Mapped[str | None]  # "expired" or "revoked", once the platform has said so
    consent_ends_at: Mapped[datetime | None]  # no refresh reaches beyond it: a person has to consent again
    scopes: Mapped[list[Any]] = mapped_column(server_default="[]")
    subscription: Mapped[dict[str, Any] | None]  # what its platform was asked to tell us: see engine.enrolments


class Integration(TenantRow, Granted, Stamped, Base):
    """One connected ad account on one platform. Tokens are sealed, never plain."""

    __tablename__ = "integrations"
    __table_args__ = (
        one_of("platform", PlatformName),
        one_of("sync_status", SyncStatus),
        one_of("source", SourceKind),
        Index("idx_integrations_org_active", "org_id", "is_active", "last_synced_at"),
    )

    platform: Mapped[str]
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    is_sandbox: Mapped[bool] = mapped_column(server_default="false")
    source: Mapped[str] = mapped_column(server_default=SourceKind.API)

    access_token: Mapped[str]
    connected_by: Mapped[UUID | None]
    disconnected_at: Mapped[datetime | None]

    sync_status: Mapped[str] = mapped_column(server_default=SyncStatus.PENDING)
    sync_error: Mapped[dict[str, Any] | None]  # as sync_runs.error
    sync_retry_count: Mapped[int] = mapped_column(server_default="0")
    last_synced_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]  # when today's figures were last read, between two syncs
    watermarks: Mapped[dict[str, Any]] = mapped_column(server_default="{}")  # stream → last day fully read


class AdAccount(TenantRow, Stamped, Base):
    """The platform's own account behind an integration: its currency and its midnight."""

    __tablename__ = "ad_accounts"
    __table_args__ = (
        belongs_to("integrations", "integration_id"),
        UniqueConstraint("org_id", "integration_id", "external_id"),
    )

    integration_id: Mapped[UUID]
    external_id: Mapped[str]
    name: Mapped[str]
    currency: Mapped[str]
    timezone: Mapped[str]
    login_id: Mapped[str] = mapped_column(server_default="")
    is_active: Mapped[bool] = mapped_column(server_default="true")
