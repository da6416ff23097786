"""Campaigns as the platforms have them, read."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import AdCampaign, Integration
from db.session import tenant
from engine.core.cache import read
from engine.core.errors import Missing


@read
def list_ad_campaigns(  # noqa: PLR0917 - every filter
    session: Session,
    platform: str | None = None,
    status: str | None = None,
    account: UUID | None = None,
    campaign: UUID | None = None,
    q: str = "",
    page: int = 1,
    per_page: int = 50,
) -> dict[str, Any]:
    """`{"ad_campaigns", "total", "page", "per_page"}`, the newest first, without those gone on their platform."""
    wanted: list[ColumnElement[bool]] = [AdCampaign.org_id == tenant(session), AdCampaign.deleted_at.is_(None)]
    given = {
        AdCampaign.platform: platform,
        AdCampaign.status: status,
        AdCampaign.integration_id: account,
        AdCampaign.campaign_id: campaign,
    }
    wanted += [column == value for column, value in given.items() if value is not None]
    if q:
        wanted.append(AdCampaign.name.icontains(q, autoescape=True))
    rows = session.execute(
        _with_accounts()
        .where(*wanted)
        .order_by(AdCampaign.created_at.desc(), AdCampaign.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    total = session.scalar(select(func.count()).select_from(AdCampaign).where(*wanted)) or 0
    return {"ad_campaigns": [_shown(*row) for row in rows], "total": total, "page": page, "per_page": per_page}


@read
def read_ad_campaign(session: Session, ad_campaign_id: UUID) -> dict[str, Any]:
    """One of them; Missing when it is not theirs."""
    own = (AdCampaign.org_id == tenant(session), AdCampaign.id == ad_campaign_id)
    if (row := session.execute(_with_accounts().where(*own)).one_or_none()) is None:
        raise Missing
    return _shown(*row)


def _with_accounts() -> Any:
    return select(AdCampaign, Integration.name).outerjoin(
        Integration, (Integration.org_id == AdCampaign.org_id) & (Integration.id == AdCampaign.integration_id)
    )


def _shown(row: AdCampaign, account: str | None) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "platform": row.platform,
        "account": {"id": str(row.integration_id), "name": account},
        "campaign_id": str(row.campaign_id) if row.campaign_id else None,
        "external_id": row.external_id,
        "status": row.status,
        "delivery": row.delivery,
        "objective": row.objective,
        "currency": row.currency,
        "daily_budget_micros": row.daily_budget_micros,
        "lifetime_budget_micros": row.lifetime_budget_micros,
        "starts_at": row.starts_at.isoformat() if row.starts_at else None,
        "ends_at": row.ends_at.isoformat() if row.ends_at else None,
        "is_gone": row.deleted_at is not None,
    }
