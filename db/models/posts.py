"""The profiles that posts are published as; the posts and their engagement, in monthly partitions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import PlatformName, PostStatus, ReviewState
from db.models.integrations import Granted


class Profile(TenantRow, Granted, Stamped, Base):
    """A page, organisation or handle that we can speak for, through a connected account.

    It speaks with the account's token, with one that came with it (a Facebook page), or by a consent of its own
    (a TikTok account), which alone has a refresh token here. Tokens are sealed.
    """

    __tablename__ = "profiles"
    __table_args__ = (
        one_of("platform", PlatformName),
        belongs_to("integrations", "integration_id"),
        UniqueConstraint("org_id", "platform", "kind", "external_id"),
    )

    integration_id: Mapped[UUID]
    platform: Mapped[str]
    kind: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    url: Mapped[str] = mapped_column(server_default="")
    access_token: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default="true")


class PostMedia(TenantRow, Base):
    """A picture or film of posts, once an org by its bytes (`sha256`); sides in pixels. Bytes come when asked."""

    __tablename__ = "post_media"
    __table_args__ = (UniqueConstraint("org_id", "sha256"),)

    name: Mapped[str]
    type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str]
    created_by: Mapped[UUID | None]
    body: Mapped[bytes] = mapped_column(deferred=True)


class SocialPost(Stamped, Base):
    """One post of one profile, ours (`group_id`: what was written together) or one that a sync found there.

    `media` are ids of our own files, or addresses. `claimed_at` is set while nobody knows whether the platform
    has it: the earliest moment at which it may have been published. `attempted_at` is the latest call's.
    `queued_for` is the moment for which a job has been enqueued; `reviews` tells who said what, oldest first.
    """

    __tablename__ = "social_posts"
    __table_args__ = (
        one_of("platform", PlatformName),
        one_of("status", PostStatus),
        one_of("review", ReviewState),
        Index("idx_social_posts_org_status", "org_id", "status", "scheduled_for"),
        Index("idx_social_posts_scheduled", "scheduled_for", postgresql_where=text("status = 'scheduled'")),
        Index("idx_social_posts_profile", "org_id", "profile_id", "published_at"),
        {"postgresql_partition_by": "RANGE (created_at)"},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    created_at: Mapped[datetime] = mapped_column(primary_key=True, server_default=func.now())
    campaign_id: Mapped[UUID | None]
    integration_id: Mapped[UUID | None]
    profile_id: Mapped[UUID | None]
    platform: Mapped[str]
    external_id: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default=PostStatus.DRAFT)
    content: Mapped[str]
    url: Mapped[str] = mapped_column(server_default="")
    media: Mapped[list[Any]] = mapped_column(server_default="[]")
    scheduled_for: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]
    group_id: Mapped[UUID | None]
    created_by: Mapped[UUID | None]
    review: Mapped[str] = mapped_column(server_default=ReviewState.NONE)
    reviews: Mapped[list[Any]] = mapped_column(server_default="[]")
    version: Mapped[int] = mapped_column(server_default="1")
    attempts: Mapped[int] = mapped_column(server_default="0")
    claimed_at: Mapped[datetime | None]
    attempted_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]
    queued_for: Mapped[datetime | None]
    likes: Mapped[int] = mapped_column(server_default="0")
    comments: Mapped[int] = mapped_column(server_default="0")
    shares: Mapped[int] = mapped_column(server_default="0")
    impressions: Mapped[int | None]
    deleted_at: Mapped[datetime | None]
