"""How our campaigns are made on the platforms: a launch for each, its steps; answers to repeated requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import Level, Phase, PlatformName, StepState


class Launch(TenantRow, Stamped, Base):
    """One platform's part of a campaign: what is wanted there, and how far it is.

    `plan` is what it was created from, `wanted` what it should be now; `met` says that nothing is left to do in
    its `phase`. `due_at`: when somebody should look at it again, in case nobody has.
    """

    __tablename__ = "launches"
    __table_args__ = (
        one_of("platform", PlatformName),
        one_of("phase", Phase),
        belongs_to("campaigns", "campaign_id"),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        belongs_to("integrations", "integration_id"),
        UniqueConstraint("org_id", "marker"),
        Index("idx_launches_campaign", "org_id", "campaign_id"),
        Index("idx_launches_ad_campaign", "org_id", "ad_campaign_id"),
        Index("idx_launches_due", "org_id", "due_at", postgresql_where=text("NOT met")),
    )

    campaign_id: Mapped[UUID]
    ad_campaign_id: Mapped[UUID]
    integration_id: Mapped[UUID]
    platform: Mapped[str]
    position: Mapped[int]
    marker: Mapped[str]
    landing_url: Mapped[str] = mapped_column(server_default="")  # as a person gave it, without what we add
    plan: Mapped[dict[str, Any]]
    wanted: Mapped[dict[str, Any]]
    phase: Mapped[str] = mapped_column(server_default=Phase.CREATING)
    met: Mapped[bool] = mapped_column(server_default="false")
    attempt: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[dict[str, Any] | None]
    due_at: Mapped[datetime]


class LaunchStep(TenantRow, Stamped, Base):
    """One call that changes something on a platform: written before it is made, and again when it is known."""

    __tablename__ = "launch_steps"
    __table_args__ = (
        one_of("level", Level),
        one_of("state", StepState),
        belongs_to("launches", "launch_id"),
        UniqueConstraint("org_id", "launch_id", "verb", "level"),
    )

    launch_id: Mapped[UUID]
    verb: Mapped[str]
    level: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=StepState.INTENDED)
    external_id: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    attempts: Mapped[int] = mapped_column(server_default="1")
    found: Mapped[bool] = mapped_column(server_default="false")  # by looking, since no answer had come
    intended_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]


class Repeat(TenantRow, Base):
    """The answer to a request that carried a key of its caller's, for those who send it again."""

    __tablename__ = "repeats"
    __table_args__ = (UniqueConstraint("org_id", "key"), Index("idx_repeats_created", "org_id", "created_at"))

    key: Mapped[str]
    fingerprint: Mapped[str]
    answer: Mapped[dict[str, Any]]
