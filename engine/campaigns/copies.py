"""A plan once more: a campaign or a template as a request that nobody has sent yet, with days still to come."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import SourceKind
from db.models import AdCampaign, Campaign, Integration, Launch, Org, Profile, SocialPost
from db.session import tenant
from engine.campaigns.markers import unmarked
from engine.campaigns.orders import LONGEST_NAME
from engine.connectors import connector
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Missing
from engine.core.i18n import N_, t
from engine.core.money import major

Body = dict[str, Any]
COPY = N_("{name} (copy)")
OTHER_ACCOUNT = N_(
    "The {platform} account of then is no longer connected; the one that is connected takes its place."
)
NO_LONGER = N_("The {platform} account of then is no longer connected. Choose another, or leave {platform} out.")
NO_PROFILE = N_("The {platform} page of then is no longer connected; one that is takes its place.")


@read
def campaign_copy(session: Session, campaign_id: UUID) -> dict[str, Any]:
    """`{"order", "notes"}`: the campaign as a request of today, and what of it is no longer possible.

    Its days are kept while they are still to come, else it begins tomorrow and lasts as long; its posts come
    without their moments. Missing when there is no such campaign.
    """
    order = asked_of(session, campaign_id)
    order["name"] = copied_name(order["name"])
    notes = fit(session, order)
    return {"order": order | _days(session, order), "notes": notes}


def asked_of(session: Session, campaign_id: UUID) -> Body:
    """The request that would make a campaign as this one is now, its posts without moments."""
    row = session.get(Campaign, (tenant(session), campaign_id))
    if row is None:
        raise Missing
    parts = session.execute(
        select(Launch, AdCampaign)
        .join(AdCampaign, (AdCampaign.org_id == Launch.org_id) & (AdCampaign.id == Launch.ad_campaign_id))
        .where(Launch.org_id == row.org_id, Launch.campaign_id == row.id)
        .order_by(Launch.position)
    ).all()
    profiles = _profiles(session)
    return {
        "name": row.name,
        "description": row.description,
        "objective": row.objective,
        "total_budget": str(major(row.total_budget_micros)),
        "currency": row.currency,
        "start_date": row.start_date.isoformat(),
        "end_date": row.end_date.isoformat(),
        "special_categories": next(
            (each for launch, _ in parts if (each := launch.plan["special_categories"])), []
        ),
        "ads": [_ad(row, launch, there, profiles) for launch, there in parts],
        "content": {"posts": _posts(session, row)},
    }


def copied_name(name: str) -> str:
    """The name with the reader's word for a copy, cut where both would be too long."""
    tail = len(t(COPY, name=""))
    return t(COPY, name=name[: LONGEST_NAME - tail])


def days_from(session: Session, length: int) -> dict[str, str]:
    """A flight of so many days that begins tomorrow, on the org's calendar."""
    first = _today(session) + timedelta(days=1)
    return {"start_date": first.isoformat(), "end_date": (first + timedelta(days=length - 1)).isoformat()}


def fit(session: Session, order: Body) -> list[str]:
    """Take out of a request what is connected no longer; what was done about it, in the reader's language.

    An account that is gone gives way to the only other one of its platform, or else to a person's choice.
    """
    rows = session.scalars(
        select(Integration).where(
            Integration.org_id == tenant(session), Integration.is_active, Integration.source == SourceKind.API
        )
    ).all()
    pages = set(_profiles(session).values())
    notes: dict[str, None] = {}
    for ad in order.get("ads") or []:
        there = [str(row.id) for row in rows if row.platform == ad.get("platform")]
        name = connector(ad["platform"]).PLATFORM.name if ad.get("platform") else ""
        if ad.get("integration_id") and ad["integration_id"] not in there:
            ad["integration_id"] = there[0] if len(there) == 1 else None
            sentence = OTHER_ACCOUNT if len(there) == 1 else NO_LONGER
            notes[t(sentence, platform=name)] = None
        if ad.get("profile_id") and ad["profile_id"] not in pages:
            ad["profile_id"] = None
            notes[t(NO_PROFILE, platform=name)] = None
    return list(notes)


def _ad(row: Campaign, launch: Launch, there: AdCampaign, profiles: Mapping[tuple[str, str], str]) -> Body:
    plan = launch.plan
    name = unmarked(there.name, launch.marker)
    budget = launch.wanted.get("lifetime_budget_micros") or plan["lifetime_budget_micros"]
    shown = plan["creative"] | {"url": launch.landing_url or plan["creative"]["url"]}
    return {
        "platform": launch.platform,
        "integration_id": str(launch.integration_id),
        "profile_id": profiles.get((launch.platform, plan["profile_id"])),
        "name": None if row.name.startswith(name) else name,
        "budget": str(major(budget)),
        "objective": plan["objective"],
        "targeting": {"countries": list(plan["countries"]), "keywords": list(plan["keywords"])},
        "creative": {name: list(said) if isinstance(said, tuple) else said for name, said in shown.items()},
    }


def _posts(session: Session, row: Campaign) -> list[Body]:
    """What was written together is one post again, for the kinds of profiles it was written for."""
    rows = session.execute(
        select(SocialPost, Profile.kind)
        .join(Profile, (Profile.org_id == SocialPost.org_id) & (Profile.id == SocialPost.profile_id))
        .where(SocialPost.org_id == row.org_id, SocialPost.campaign_id == row.id, SocialPost.deleted_at.is_(None))
        .order_by(SocialPost.id)
    )
    groups: dict[tuple[UUID | None, str], Body] = {}
    for post, kind in rows:
        fresh = {"content": post.content, "platforms": [], "media": list(post.media)}
        group = groups.setdefault((post.group_id, post.content), fresh)
        group["platforms"].append(kind)
    return list(groups.values())


def _profiles(session: Session) -> dict[tuple[str, str], str]:
    rows = session.scalars(select(Profile).where(Profile.org_id == tenant(session), Profile.is_active))
    return {(row.platform, row.external_id): str(row.id) for row in rows}


def _days(session: Session, order: Body) -> dict[str, str]:
    first, last = (date.fromisoformat(order[name]) for name in ("start_date", "end_date"))
    return {} if first >= _today(session) else days_from(session, (last - first).days + 1)


def _today(session: Session) -> date:
    return clock.today(session.get_one(Org, tenant(session)).timezone)
