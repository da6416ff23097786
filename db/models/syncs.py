"""Every sync run, kept: who asked, how far it came, what it wrote; and what the platform last said, verbatim."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, TenantRow, belongs_to, one_of
from db.kinds import DataType, RunStatus, Trigger

WANTED = "status IN ('queued', 'running', 'retrying') AND NOT cancel_requested"


class SyncRun(TenantRow, Base):
    """One run. `plan` lists its windows; `windows_done` of them are committed, so a rerun starts there."""

    __tablename__ = "sync_runs"
    __table_args__ = (
        one_of("data_type", DataType),
        one_of("status", RunStatus),
        one_of("trigger", Trigger),
        belongs_to("integrations", "integration_id"),
        Index(
            "uq_sync_runs_one_live",
            "org_id",
            "integration_id",
            "data_type",
            unique=True,
            postgresql_where=text(WANTED),
        ),
        Index("idx_sync_runs_org_created", "org_id", "created_at"),
        Index("idx_sync_runs_integration", "org_id", "integration_id", "created_at"),
    )

    integration_id: Mapped[UUID]
    data_type: Mapped[str]
    trigger: Mapped[str]
    requested_by: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default=RunStatus.QUEUED)
    plan: Mapped[list[Any]] = mapped_column(server_default="[]")
    windows_done: Mapped[int] = mapped_column(server_default="0")
    rows_read: Mapped[int] = mapped_column(server_default="0")
    rows_created: Mapped[int] = mapped_column(server_default="0")
    rows_updated: Mapped[int] = mapped_column(server_default="0")
    rows_unchanged: Mapped[int] = mapped_column(server_default="0")
    attempt: Mapped[int] = mapped_column(server_default="0")
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default="false")
    error: Mapped[dict[str, Any] | None]  # {"code", "message", "facts", "detail"}: said in the reader's language


class RawAnswer(TenantRow, Base):
    """What a platform answered when a window was last read, compressed: a figure can be traced to it."""

    __tablename__ = "raw_answers"
    __table_args__ = (
        belongs_to("integrations", "integration_id"),
        UniqueConstraint("org_id", "integration_id", "name"),
    )

    integration_id: Mapped[UUID]
    name: Mapped[str]  # the stream and its days: "entities", "metrics/ad/2026-11-01/2026-11-30"
    run_id: Mapped[UUID | None]
    fetched_at: Mapped[datetime]
    calls: Mapped[int]
    size: Mapped[int]  # bytes before compression, of everything answered, kept or not
    complete: Mapped[bool]
    body: Mapped[bytes] = mapped_column(LargeBinary)
