"""Questions about campaigns. A page of the list is two statements, whatever its size; one campaign is four."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db.kinds import CampaignStatus, Phase
from db.models import Campaign, Launch, LaunchStep, SocialPost
from db.session import tenant
from engine.campaigns import shapes
from engine.campaigns.parts import parts_of
from engine.campaigns.words import plain
from engine.core.cache import cached_read, read
from engine.core.errors import Invalid, Missing
from engine.core.i18n import N_, t

MOST_PER_PAGE = 100
SORTS: dict[str, Any] = {
    "created_at": Campaign.created_at, "name": Campaign.name, "status": Campaign.status,
    "start_date": Campaign.start_date, "end_date": Campaign.end_date, "total_budget": Campaign.total_budget_micros,
}  # fmt: skip
ONE_OF = N_("Choose one of: {known}.")


@cached_read("campaigns", "plans", "entities", "figures", "integrations")
def list_campaigns(
    session: Session,
    *,
    kind: str | None = None,
    status: str | None = None,
    q: str | None = None,
    sort: str = "-created_at",
    page: int = 1,
    per_page: int = 20,
) -> dict[str, Any]:
    """`{"data": [campaign, …], "total", "page", "per_page"}`; each with its parts and its figures.

    `sort`: one of `SORTS`, a minus for downwards; equal ones stand in the order of their ids.
    """
    where = _filters(tenant(session), kind, status, q)
    total = func.count().over().label("total")
    query = _sorted(select(Campaign, total).where(*where), sort).limit(per_page).offset((page - 1) * per_page)
    found = session.execute(query).all()
    rows = [row for row, _ in found]
    if found:
        count = found[0].total
    else:  # beyond the last page
        count = session.scalar(select(func.count()).select_from(Campaign).where(*where)) if page > 1 else 0
    parts = parts_of(session, [row.id for row in rows])
    return {
        "data": [shapes.campaign(row, parts[row.id]) for row in rows],
        "total": count,
        "page": page,
        "per_page": per_page,
    }


@read
def campaign_details(session: Session, campaign_id: UUID) -> dict[str, Any]:
    """`{"campaign", "ad_campaigns", "social_posts", "metrics"}`; Missing when there is no such campaign."""
    return details(session, campaign_id)


def details(session: Session, campaign_id: UUID) -> dict[str, Any]:
    """The same within a transaction that is still open."""
    row = _campaign(session, campaign_id)
    parts = parts_of(session, [row.id])[row.id]
    posts = session.scalars(
        select(SocialPost)
        .where(SocialPost.org_id == row.org_id, SocialPost.campaign_id == row.id, SocialPost.deleted_at.is_(None))
        .order_by(SocialPost.scheduled_for, SocialPost.id)
    )
    return {
        "campaign": shapes.campaign(row, parts),
        "ad_campaigns": [shapes.part(one) for one in parts],
        "social_posts": [shapes.post(one) for one in posts],
        "metrics": shapes.metrics(parts, row),
    }


@read
def campaign_progress(session: Session, campaign_id: UUID) -> dict[str, Any]:
    """How the making of a campaign goes, platform by platform, step by step: `{phase, percent, platforms, …}`."""
    row = _campaign(session, campaign_id)
    steps: dict[UUID, list[LaunchStep]] = defaultdict(list)
    for step in session.scalars(
        select(LaunchStep)
        .join(Launch, (Launch.org_id == LaunchStep.org_id) & (Launch.id == LaunchStep.launch_id))
        .where(Launch.org_id == row.org_id, Launch.campaign_id == row.id)
        .order_by(LaunchStep.intended_at)
    ):
        steps[step.launch_id].append(step)
    parts = parts_of(session, [row.id])[row.id]
    return shapes.progress(row, [(part, steps[part.launch_id]) for part in parts])


@read
def list_orphans(session: Session) -> list[dict[str, Any]]:
    """What could not be taken back from its platform and waits for a person: newest first."""
    query = select(Launch.campaign_id).where(Launch.org_id == tenant(session), Launch.phase == Phase.ORPHANED)
    ids = list(session.scalars(query.distinct()))
    names = {
        row.id: row.name
        for row in session.scalars(
            select(Campaign).where(Campaign.org_id == tenant(session), Campaign.id.in_(ids))
        )
    }
    parts = [part for each in parts_of(session, ids).values() for part in each if part.phase == Phase.ORPHANED]
    return [
        shapes.part(part) | {"campaign_id": str(part.campaign_id), "campaign": names[part.campaign_id]}
        for part in sorted(parts, key=lambda part: part.launch_id, reverse=True)
    ]


def _campaign(session: Session, campaign_id: UUID) -> Campaign:
    row = session.get(Campaign, (tenant(session), campaign_id))
    if row is None:
        raise Missing
    return row


def _filters(org_id: UUID, kind: str | None, status: str | None, q: str | None) -> list[ColumnElement[bool]]:
    where = [Campaign.org_id == org_id]
    if kind:
        where.append(Campaign.type == kind)
    if status:
        if status not in tuple(CampaignStatus):
            raise Invalid(fields={"status": [t(ONE_OF, known=", ".join(CampaignStatus))]})
        where.append(Campaign.status == status)
    if q and (word := plain(q)):
        where.append(Campaign.search.contains(word, autoescape=True))
    return where


def _sorted(query: Select[Campaign, int], sort: str) -> Select[Campaign, int]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise Invalid(fields={"sort": [t(ONE_OF, known=", ".join(SORTS))]})
    column = SORTS[name]
    if sort.startswith("-"):
        return query.order_by(column.desc(), Campaign.id.desc())
    return query.order_by(column, Campaign.id)
