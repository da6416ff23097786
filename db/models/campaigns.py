"""Campaigns: ours, which may span platforms, and the platforms' own, with their ad sets and ads."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import CampaignStatus, EntityStatus, Objective, Phase, PlatformName


class Campaign(TenantRow, Stamped, Base):
    """A unified campaign: one plan, one budget, several platforms.

    `status` is what it is on the platforms, `wanted_status` what a person asked for; `version` counts changes.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        one_of("status", CampaignStatus),
        one_of("wanted_status", CampaignStatus),
        one_of("phase", Phase),
        Index("idx_campaigns_org_type_status", "org_id", "type", "status", "created_at"),
        Index(
            "idx_campaigns_search",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        ),
    )

    type: Mapped[str] = mapped_column(server_default="unified")
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default=CampaignStatus.DRAFT)
    objective: Mapped[str | None]
    total_budget_micros: Mapped[int]
    currency: Mapped[str]
    start_date: Mapped[date]
    end_date: Mapped[date]
    created_by: Mapped[UUID | None]
    wanted_status: Mapped[str] = mapped_column(server_default=CampaignStatus.PAUSED)
    phase: Mapped[str] = mapped_column(server_default=Phase.DONE)
    version: Mapped[int] = mapped_column(server_default="1")
    search: Mapped[str] = mapped_column(server_default="")  # name and description, as they are searched


class PlatformEntity(TenantRow, Stamped):
    """What ad campaigns, ad sets and ads share: the platform's id, name and state."""

    integration_id: Mapped[UUID]
    external_id: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    delivery: Mapped[str] = mapped_column(server_default="")
    extra: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=92)  # a tombstone: gone on the platform


class AdCampaign(PlatformEntity, Base):
    """One platform's campaign; budgets in micros of its account's currency."""

    __tablename__ = "ad_campaigns"
    __table_args__ = (
        one_of("platform", PlatformName),
        one_of("status", EntityStatus),
        one_of("objective", Objective),
        belongs_to("integrations", "integration_id"),
        belongs_to("campaigns", "campaign_id", ondelete="NO ACTION"),
        UniqueConstraint("org_id", "integration_id", "external_id"),
        Index("idx_ad_campaigns_org_status", "org_id", "status", "created_at"),
        Index("idx_ad_campaigns_integration", "integration_id", "status"),
    )

    # none until its platform has made it
    external_id: Mapped[str | None] = mapped_column(nullable=True)  # type: ignore[assignment] # wider than the others
    campaign_id: Mapped[UUID | None]
    platform: Mapped[str]
    objective: Mapped[str] = mapped_column(server_default=Objective.UNKNOWN)
    currency: Mapped[str]
    daily_budget_micros: Mapped[int | None]
    lifetime_budget_micros: Mapped[int | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    auto_pause: Mapped[bool | None]  # pause it when its budget is used up; None: as the org has it


class AdSet(PlatformEntity, Base):
    """An ad set: ad group, line item or ad squad, as its platform calls it."""

    __tablename__ = "ad_sets"
    __table_args__ = (
        one_of("status", EntityStatus),
        belongs_to("integrations", "integration_id"),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        UniqueConstraint("org_id", "integration_id", "external_id"),
        Index("idx_ad_sets_campaign", "org_id", "ad_campaign_id"),
    )

    ad_campaign_id: Mapped[UUID]
    daily_budget_micros: Mapped[int | None]
    lifetime_budget_micros: Mapped[int | None]
    bid_micros: Mapped[int | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]


class Ad(PlatformEntity, Base):
    """One ad of an ad set."""

    __tablename__ = "ads"
    __table_args__ = (
        one_of("status", EntityStatus),
        belongs_to("integrations", "integration_id"),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        belongs_to("ad_sets", "ad_set_id"),
        UniqueConstraint("org_id", "integration_id", "external_id"),
        Index("idx_ads_campaign", "org_id", "ad_campaign_id"),
        Index("idx_ads_set", "org_id", "ad_set_id"),
    )

    ad_campaign_id: Mapped[UUID]
    ad_set_id: Mapped[UUID]
