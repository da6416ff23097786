"""Templates: plans that an org keeps to plan from again. Their days are a length, their accounts may be gone."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import CampaignTemplate
from db.session import tenant
from engine.campaigns.copies import Body, asked_of, days_from, fit
from engine.campaigns.fields import OBJECT, REQUIRED, Faults, Fields
from engine.campaigns.orders import LONGEST_DESCRIPTION, read_order
from engine.core.cache import read
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.i18n import N_, t
from engine.core.work import Work

LONGEST_NAME, MOST, LARGEST = 120, 200, 256 * 1024
USUAL_DAYS, LONGEST_DAYS = 14, 3650
TAKEN = N_("A template of this name is there already. Choose another name.")
FULL = N_("At most {most} templates are kept. Delete one that is no longer used.")
HUGE = N_("This plan is too large for a template.")
_DAYS = ("start_date", "end_date")


@read
def list_templates(session: Session) -> list[dict[str, Any]]:
    """Every template by name, without its plan."""
    query = select(CampaignTemplate).where(CampaignTemplate.org_id == tenant(session))
    return [_shown(row) for row in session.scalars(query.order_by(CampaignTemplate.name))]


@read
def template_order(session: Session, template_id: UUID) -> dict[str, Any]:
    """The template with `order`, the request that it makes of today, and `notes`, what is no longer possible."""
    row = session.get(CampaignTemplate, (tenant(session), template_id))
    if row is None:
        raise Missing
    order = dict(row.plan) | days_from(session, row.days)
    notes = fit(session, order)
    return _shown(row) | {"order": order, "notes": notes}


def save_template(unit: Work, name: Any, description: Any, order: Any) -> UUID:
    """Keep a request as a template, whole or unfinished; Invalid names what of it cannot be read."""
    faults = Faults()
    words = _words({"name": name, "description": description}, faults)
    plan, days = _plan(order, faults)
    if faults:
        raise Invalid(fields=faults)
    known = select(CampaignTemplate.id).where(CampaignTemplate.org_id == unit.org_id).limit(MOST)
    if len(unit.session.scalars(known).all()) >= MOST:
        raise Conflict(FULL, most=MOST)
    row = CampaignTemplate(
        org_id=unit.org_id, id=uuid7(), plan=plan, days=days, created_by=unit.actor.user_id, **words
    )
    _write(unit, row)
    unit.audit("template_saved", row.id, name=row.name)
    return row.id


def save_campaign_as_template(unit: Work, name: Any, description: Any, campaign_id: UUID) -> UUID:
    """Keep a campaign, as it is now, as a template."""
    return save_template(unit, name, description, asked_of(unit.session, campaign_id))


def rename_template(unit: Work, template_id: UUID, body: dict[str, Any]) -> None:
    """Another name or description."""
    row = unit.find(CampaignTemplate, template_id, lock=True)
    faults = Faults()
    Fields(body, faults).known({"name", "description"})
    words = _words({"name": row.name, "description": row.description} | body, faults)
    if faults:
        raise Invalid(fields=faults)
    for key, value in words.items():
        setattr(row, key, value)
    _write(unit, row)
    unit.audit("template_changed", row.id, name=row.name)


def delete_template(unit: Work, template_id: UUID) -> None:
    """Throw it away; campaigns that were planned from it stay."""
    row = unit.find(CampaignTemplate, template_id)
    unit.session.delete(row)
    unit.audit("template_deleted", row.id, name=row.name)


def _words(body: dict[str, Any], faults: Faults) -> dict[str, str]:
    fields = Fields(body, faults)
    return {
        "name": fields.text("name", LONGEST_NAME, needed=True) or "",
        "description": fields.text("description", LONGEST_DESCRIPTION, lines=True) or "",
    }


def _plan(order: Any, faults: Faults) -> tuple[Body, int]:
    """The request without its days and moments, and how many days it lasts.

    It may lack things, but what it says has to be readable.
    """
    if not isinstance(order, dict):
        faults.note("order", OBJECT)
        return {}, USUAL_DAYS
    try:
        plan: Body = orjson.loads(orjson.dumps(order))
    except TypeError:  # lone surrogates, numbers beyond 64 bits
        faults.note("order", OBJECT)
        return {}, USUAL_DAYS
    if len(orjson.dumps(plan)) > LARGEST:
        faults.note("order", HUGE)
    read_as, found = read_order(plan)
    needed = t(REQUIRED)
    for field, sentences in found.items():
        if told := [said for said in sentences if said != needed]:
            faults.setdefault(f"order.{field}", []).extend(told)
    if faults:
        return plan, USUAL_DAYS
    for post in (plan.get("content") or {}).get("posts") or []:
        post.pop("scheduled_for", None)
    plan = {key: value for key, value in plan.items() if key not in _DAYS}
    first, last = read_as.starts_on, read_as.ends_on
    length = (last - first).days + 1 if first and last else USUAL_DAYS
    return plan, min(max(length, 2), LONGEST_DAYS)


def _write(unit: Work, row: CampaignTemplate) -> None:
    try:
        with unit.session.begin_nested():
            unit.session.add(row)
            unit.session.flush()
    except IntegrityError as twice:
        raise Conflict(TAKEN) from twice


def _shown(row: CampaignTemplate) -> dict[str, Any]:
    ads = row.plan.get("ads") or []
    return {
        "id": str(row.id),
        "name": row.name,
        "description": row.description,
        "days": row.days,
        "platforms": list(dict.fromkeys(ad["platform"] for ad in ads if ad.get("platform"))),
        "total_budget": float(row.plan["total_budget"]) if row.plan.get("total_budget") else None,
        "currency": row.plan.get("currency"),
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
    }
