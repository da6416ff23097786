"""People who answered: leads from forms, comments and messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, TenantRow, belongs_to, one_of
from db.kinds import PlatformName


class Lead(TenantRow, Base):
    """One filled-in lead form; `fields` are the form's own names and the person's answers."""

    __tablename__ = "leads"
    __table_args__ = (
        one_of("platform", PlatformName),
        belongs_to("integrations", "integration_id"),
        belongs_to("profiles", "profile_id", ondelete="SET NULL (profile_id)"),
        UniqueConstraint("org_id", "platform", "external_id"),
        Index("idx_leads_org_submitted", "org_id", "submitted_at"),
    )

    integration_id: Mapped[UUID]
    profile_id: Mapped[UUID | None]  # the page that told of it, where a page did
    platform: Mapped[str]
    external_id: Mapped[str]
    form_id: Mapped[str] = mapped_column(server_default="")
    form_name: Mapped[str] = mapped_column(server_default="")
    campaign_id: Mapped[str] = mapped_column(server_default="")  # the platform's own ids
    ad_set_id: Mapped[str] = mapped_column(server_default="")
    ad_id: Mapped[str] = mapped_column(server_default="")
    fields: Mapped[dict[str, Any]]
    is_test: Mapped[bool] = mapped_column(server_default="false")
    submitted_at: Mapped[datetime]


class Comment(TenantRow, Base):
    """A comment under a post, or a message to a profile (`kind`)."""

    __tablename__ = "comments"
    __table_args__ = (
        one_of("platform", PlatformName),
        belongs_to("integrations", "integration_id"),
        belongs_to("profiles", "profile_id", ondelete="SET NULL (profile_id)"),
        UniqueConstraint("org_id", "platform", "external_id"),
        Index("idx_comments_org_written", "org_id", "written_at"),
    )

    integration_id: Mapped[UUID]
    profile_id: Mapped[UUID | None]  # the page that told of it, where a page did
    platform: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="comment")
    external_id: Mapped[str]
    post_external_id: Mapped[str] = mapped_column(server_default="")
    author: Mapped[str] = mapped_column(server_default="")
    text: Mapped[str]
    written_at: Mapped[datetime]
