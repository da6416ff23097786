"""Files of figures that people brought, for accounts that cannot be connected."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import ImportStatus, PlatformName


class Import(TenantRow, Stamped, Base):
    """One file: as it came until it is loaded, how its columns were understood, and what came of it."""

    __tablename__ = "imports"
    __table_args__ = (
        one_of("platform", PlatformName),
        one_of("status", ImportStatus),
        belongs_to("integrations", "integration_id"),
        Index("idx_imports_org_created", "org_id", "created_at"),
    )

    platform: Mapped[str]
    integration_id: Mapped[UUID | None]  # the account it was loaded into
    file_name: Mapped[str]
    file_hash: Mapped[str]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    choices: Mapped[dict[str, Any]] = mapped_column(server_default="{}")  # account, currency, zone, columns
    status: Mapped[str] = mapped_column(server_default=ImportStatus.PREVIEW)
    rows: Mapped[int] = mapped_column(server_default="0")
    created: Mapped[int] = mapped_column(server_default="0")
    updated: Mapped[int] = mapped_column(server_default="0")
    unchanged: Mapped[int] = mapped_column(server_default="0")
    errors: Mapped[list[Any]] = mapped_column(server_default="[]")  # [{line, column, sentence, facts}]
    requested_by: Mapped[UUID | None]
    error: Mapped[dict[str, Any] | None]
