"""Plans that an org keeps to plan campaigns from."""

from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, TenantRow


class CampaignTemplate(TenantRow, Stamped, Base):
    """A request for a campaign without its days: `days` is how long it lasts."""

    __tablename__ = "campaign_templates"
    __table_args__ = (UniqueConstraint("org_id", "name"),)

    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    plan: Mapped[dict[str, Any]]
    days: Mapped[int]
    created_by: Mapped[UUID | None]
