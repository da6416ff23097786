"""Files of campaigns, and which campaign each of their parts has become."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow, belongs_to, one_of
from db.kinds import ImportStatus


class CampaignBatch(TenantRow, Stamped, Base):
    """One file as it came, and what came of each of its campaigns."""

    __tablename__ = "campaign_batches"
    __table_args__ = (
        one_of("status", ImportStatus),
        Index("idx_campaign_batches_org_created", "org_id", "created_at"),
    )

    file_name: Mapped[str]
    file_hash: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    status: Mapped[str] = mapped_column(server_default=ImportStatus.PREVIEW)
    rows: Mapped[int]
    campaigns: Mapped[int]
    outcomes: Mapped[list[Any]] = mapped_column(server_default="[]")  # [{key, campaign_id, before, errors}]
    requested_by: Mapped[UUID | None]
    error: Mapped[dict[str, Any] | None]


class BatchCampaign(TenantRow, Base):
    """Rows of a file that have become a campaign, by what they say: they never become a second one."""

    __tablename__ = "batch_campaigns"
    __table_args__ = (UniqueConstraint("org_id", "key"), belongs_to("campaigns", "campaign_id"))

    key: Mapped[str]
    campaign_id: Mapped[UUID]
