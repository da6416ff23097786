"""Who exists, where they belong, and what was done by whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from db.base import Base, Stamped, Tenant, TenantRow, one_of
from db.kinds import Role


class Org(Stamped, Base):
    """A tenant: its name, language, time zone and reporting currency."""

    __tablename__ = "orgs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="en")
    timezone: Mapped[str] = mapped_column(server_default="UTC")
    currency: Mapped[str] = mapped_column(server_default="USD")
    is_active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class User(Stamped, Base):
    """A person, in one or several orgs."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(CITEXT, unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str | None]
    second_factor_at: Mapped[datetime | None]  # since when their sign-in asks for a code, too
    is_active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SecondFactor(Base):
    """A person's authenticator app; nobody but they see the row. `recovery` holds hashes of unused codes."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]  # sealed
    last_step: Mapped[int] = mapped_column(server_default="0")  # the half minute of the last code used
    recovery: Mapped[list[Any]] = mapped_column(server_default="[]")
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Membership(Tenant, Base):
    """One person's role in one org."""

    __tablename__ = "user_organizations"
    __table_args__ = (
        one_of("role", Role),
        Index("idx_user_orgs_user", "user_id", "is_active"),
        Index("idx_user_orgs_org", "org_id", "is_active"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ApiKey(TenantRow, Base):
    """A program's way in: shown once, stored hashed, one org, one role, revocable.

    `scopes` are permissions that narrow the role, null for all of them; `rate_limit` requests a minute, null for
    the org's. After a rotation `previous_hash` opens as well until `previous_until`.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        one_of("role", Role),
        UniqueConstraint("org_id", "secret_hash"),
        UniqueConstraint("org_id", "previous_hash"),
    )

    name: Mapped[str]
    role: Mapped[str]
    prefix: Mapped[str]
    secret_hash: Mapped[str]
    created_by: Mapped[UUID | None]
    scopes: Mapped[list[Any] | None]
    rate_limit: Mapped[int | None]
    expires_at: Mapped[datetime | None]
    previous_hash: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    rotated_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    last_used_ip: Mapped[str | None]
    revoked_at: Mapped[datetime | None]


class AuditEntry(TenantRow, Base):
    """Who did what; the application may add lines and read them, nothing else."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("idx_audit_log_org_created", "org_id", "created_at"),)

    user_id: Mapped[UUID | None]
    actor: Mapped[str]
    action: Mapped[str]
    target: Mapped[str] = mapped_column(server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    ip: Mapped[str] = mapped_column(server_default="")


class Setting(Tenant, Stamped, Base):
    """One of an org's choices, e.g. `value_per_conversion_micros`, `auto_pause`, `autonomy`."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
