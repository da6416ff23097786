"""People who filled in a lead form, each once, however often a platform tells of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import AdCampaign, Integration, Lead
from db.session import tenant
from engine.connectors.content import LeadRow
from engine.core.cache import read
from engine.core.work import Work

PAGE = 50


def is_known(session: Session, platform: str, external_id: str) -> bool:
    """Whether the lead is kept already."""
    query = select(Lead.id).where(
        Lead.org_id == tenant(session), Lead.platform == platform, Lead.external_id == external_id
    )
    return session.scalars(query).first() is not None


def store(unit: Work, platform: str, integration_id: UUID, row: LeadRow) -> bool:
    """Keep a lead with the account whose campaign brought it, else with the one that told; False when known."""
    words = ("external_id", "form_id", "form_name", "campaign_id", "ad_set_id", "ad_id")
    lead = insert(Lead).values(
        org_id=unit.org_id,
        id=uuid7(),
        integration_id=_account_of(unit, platform, row.campaign_id) or integration_id,
        platform=platform,
        fields={clean(name): clean(answer) for name, answer in row.fields.items()},
        is_test=row.is_test,
        submitted_at=row.created_at,
        **{word: clean(getattr(row, word)) for word in words},
    )
    fresh = lead.on_conflict_do_nothing(index_elements=["org_id", "platform", "external_id"]).returning(Lead.id)
    return unit.session.scalar(fresh) is not None


def clean(text: str) -> str:
    """The text without NUL, which Postgres cannot keep."""
    return text.replace("\0", "�")


@read
def list_leads(
    session: Session, *, answers: bool, platform: str | None = None, page: int = 1, per_page: int = PAGE
) -> dict[str, Any]:
    """`{leads: [one, …], total, page}`, newest first.

    One: `{id, platform, integration_id, account, form, campaign, is_test, submitted_at, received_at, fields}`.
    `answers`: whether the reader may see what people entered; else `fields` is None.
    """
    where = [Lead.org_id == tenant(session), *([Lead.platform == platform] if platform else [])]
    total = session.scalar(select(func.count()).select_from(Lead).where(*where)) or 0
    rows = session.execute(
        select(Lead, Integration.name, AdCampaign.name)
        .join(Integration, (Integration.org_id == Lead.org_id) & (Integration.id == Lead.integration_id))
        .outerjoin(
            AdCampaign,
            (AdCampaign.org_id == Lead.org_id)
            & (AdCampaign.integration_id == Lead.integration_id)
            & (AdCampaign.external_id == Lead.campaign_id),
        )
        .where(*where)
        .order_by(Lead.submitted_at.desc(), Lead.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    shown = [_shown(lead, account, campaign, answers) for lead, account, campaign in rows]
    return {"leads": shown, "total": total, "page": page}


@read
def export_leads(session: Session, since: datetime, until: datetime) -> list[dict[str, str]]:
    """The leads of a time as flat rows, oldest first, all with the same columns, ready for CSV.

    For whoever may see the answers: a form's questions become the columns after the fixed ones.
    """
    rows = session.execute(
        select(Lead, Integration.name)
        .join(Integration, (Integration.org_id == Lead.org_id) & (Integration.id == Lead.integration_id))
        .where(Lead.org_id == tenant(session), Lead.submitted_at >= since, Lead.submitted_at < until)
        .order_by(Lead.submitted_at, Lead.id)
    ).all()
    questions = sorted({question for lead, _ in rows for question in lead.fields})
    return [
        _flat(lead, account) | {one: str(lead.fields.get(one, "")) for one in questions} for lead, account in rows
    ]


def _account_of(unit: Work, platform: str, campaign_id: str) -> UUID | None:
    """The account that runs the campaign; None when nobody does, or more than one."""
    if not campaign_id:
        return None
    found = unit.session.scalars(
        select(AdCampaign.integration_id)
        .where(AdCampaign.org_id == unit.org_id, AdCampaign.platform == platform)
        .where(AdCampaign.external_id == clean(campaign_id))
    ).all()
    return found[0] if len(found) == 1 else None


def _flat(lead: Lead, account: str) -> dict[str, str]:
    return {
        "submitted_at": lead.submitted_at.isoformat(),
        "platform": lead.platform,
        "account": account,
        "lead_id": lead.external_id,
        "form": lead.form_name or lead.form_id,
        "campaign_id": lead.campaign_id,
        "ad_id": lead.ad_id,
        "is_test": "yes" if lead.is_test else "no",
    }


def _shown(lead: Lead, account: str, campaign: str | None, answers: bool) -> dict[str, Any]:
    return {
        "id": str(lead.id),
        "platform": lead.platform,
        "integration_id": str(lead.integration_id),
        "account": account,
        "form": lead.form_name or lead.form_id,
        "campaign": campaign or lead.campaign_id,
        "is_test": lead.is_test,
        "submitted_at": lead.submitted_at.isoformat(),
        "received_at": lead.created_at.isoformat(),
        "fields": lead.fields if answers else None,
    }
