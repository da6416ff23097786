"""People who filled in a lead form, each once, however often a platform tells of them."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import AdCampaign, Integration, Lead, Profile
from db.session import tenant
from engine.connectors import connector
from engine.connectors.content import LeadRow
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Invalid
from engine.core.exports import File, Form, written
from engine.core.i18n import N_, t
from engine.core.work import Work
from engine.inbox import PAGE, Sought, narrowed

MOST = 20_000  # leads in one file: some seconds and 100 MB of the process that writes it
TOO_MANY = N_("{total} leads are too many for one file, which takes {most}. Choose a platform or fewer days.")


def is_known(session: Session, platform: str, external_id: str) -> bool:
    """Whether the lead is kept already."""
    query = select(Lead.id).where(
        Lead.org_id == tenant(session), Lead.platform == platform, Lead.external_id == external_id
    )
    return session.scalars(query).first() is not None


def store(
    unit: Work, platform: str, integration_id: UUID, row: LeadRow, *, profile_id: UUID | None = None
) -> bool:
    """Keep a lead with the account whose campaign brought it, else with the one that told; False when known.

    `profile_id`: the page that told, where a page did.
    """
    words = ("external_id", "form_id", "form_name", "campaign_id", "ad_set_id", "ad_id")
    lead = insert(Lead).values(
        org_id=unit.org_id,
        id=uuid7(),
        integration_id=_account_of(unit, platform, row.campaign_id) or integration_id,
        profile_id=profile_id,
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
    session: Session, sought: Sought, *, answers: bool, page: int = 1, per_page: int = PAGE
) -> dict[str, Any]:
    """`{leads: [one, …], total, page}`, newest first.

    One: `{id, platform, integration_id, account, profile, form, campaign, is_test, submitted_at, received_at,
    fields}`. `answers`: whether the reader may see what people entered; else `fields` is None, and the words
    sought are sought in the names of forms only.
    """
    where = _where(session, sought, answers=answers)
    total = session.scalar(select(func.count()).select_from(Lead).where(*where)) or 0
    newest = _named(where).order_by(Lead.submitted_at.desc(), Lead.id.desc())
    rows = session.execute(newest.limit(per_page).offset((page - 1) * per_page))
    return {"leads": [_shown(row, answers) for row in rows], "total": total, "page": page}


def export_leads(unit: Work, sought: Sought, form: Form, zone: str) -> File:
    """The leads sought as a file, oldest first, a column for each question that was asked; noted in the audit log.

    For whoever may see the answers and take data away. Moments are of the time zone. Invalid when there are too
    many for one file.
    """
    where = _where(unit.session, sought, answers=True)
    total = unit.session.scalar(select(func.count()).select_from(Lead).where(*where)) or 0
    if total > MOST:
        raise Invalid(TOO_MANY, total=f"{total:,}", most=f"{MOST:,}")
    rows = unit.session.execute(_named(where).order_by(Lead.submitted_at, Lead.id)).all()
    questions = sorted({question for row in rows for question in row.Lead.fields})
    head = [
        t("Received"),
        t("Platform"),
        t("Account"),
        t("Profile"),
        t("Form"),
        t("Campaign"),
        t("Lead"),
        t("Test"),
    ]
    cells = (
        [*_flat(row, ZoneInfo(zone)), *(_said(row.Lead.fields.get(one)) for one in questions)] for row in rows
    )
    unit.audit("leads_exported", form, rows=len(rows), **sought.facts())
    return written(form, f"leads_{clock.today(zone)}", [*head, *questions], cells)


def _where(session: Session, sought: Sought, *, answers: bool) -> list[ColumnElement[bool]]:
    where = narrowed(session, Lead, sought)
    if sought.words:
        said = func.jsonb_each_text(Lead.fields).table_valued("key", "value")
        hits = [Lead.form_name.icontains(sought.words, autoescape=True)]
        if answers:
            hits.append(exists().select_from(said).where(said.c.value.icontains(sought.words, autoescape=True)))
        where.append(or_(*hits))
    return where


def _named(where: list[ColumnElement[bool]]) -> Select[Lead, str, str, str]:
    """Leads with the names of their account, profile and campaign."""
    return (
        select(
            Lead,
            Integration.name.label("account"),
            Profile.name.label("profile"),
            AdCampaign.name.label("campaign"),
        )
        .join(Integration, (Integration.org_id == Lead.org_id) & (Integration.id == Lead.integration_id))
        .outerjoin(Profile, (Profile.org_id == Lead.org_id) & (Profile.id == Lead.profile_id))
        .outerjoin(
            AdCampaign,
            (AdCampaign.org_id == Lead.org_id)
            & (AdCampaign.integration_id == Lead.integration_id)
            & (AdCampaign.external_id == Lead.campaign_id),
        )
        .where(*where)
    )


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


def _flat(row: Any, zone: ZoneInfo) -> list[object]:
    lead: Lead = row.Lead
    return [
        lead.submitted_at.astimezone(zone).replace(tzinfo=None),
        connector(lead.platform).PLATFORM.name,
        row.account,
        row.profile,
        lead.form_name or lead.form_id,
        row.campaign or lead.campaign_id,
        lead.external_id,
        t("test") if lead.is_test else None,
    ]


def _said(answer: object) -> str | None:
    return None if answer is None else str(answer)


def _shown(row: Any, answers: bool) -> dict[str, Any]:
    lead: Lead = row.Lead
    return {
        "id": str(lead.id),
        "platform": lead.platform,
        "integration_id": str(lead.integration_id),
        "account": row.account,
        "profile": row.profile,
        "form": lead.form_name or lead.form_id,
        "campaign": row.campaign or lead.campaign_id,
        "is_test": lead.is_test,
        "submitted_at": lead.submitted_at.isoformat(),
        "received_at": lead.created_at.isoformat(),
        "fields": lead.fields if answers else None,
    }
