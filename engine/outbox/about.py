"""What events are about: finding entities by id or name, and naming those that a payload only gives ids of."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import AdCampaign, Campaign, Integration, SocialPost
from db.session import tenant

FOUND_AT_MOST = 200
NAME_LENGTH = 120


class Entity(NamedTuple):
    """Something an event can be about: `kind` is `campaign`, `ad_campaign`, `integration` or `post`."""

    kind: str
    name: str


NAMED: dict[str, tuple[Any, InstrumentedAttribute[str]]] = {
    "campaign": (Campaign, Campaign.name),
    "ad_campaign": (AdCampaign, AdCampaign.name),
    "integration": (Integration, Integration.name),
    "post": (SocialPost, SocialPost.content),
}


def find(session: Session, wanted: str) -> list[UUID]:
    """The ids that are meant: the one that was given, else of everything whose name (a post's text) holds it."""
    try:
        return [UUID(wanted)]
    except ValueError:
        pass
    found: list[UUID] = []
    for model, name in NAMED.values():
        query = select(model.id).where(model.org_id == tenant(session), name.icontains(wanted, autoescape=True))
        found += session.scalars(query.order_by(model.id.desc()).limit(FOUND_AT_MOST))
    return found


def entities(session: Session, ids: Iterable[UUID]) -> dict[UUID, Entity]:
    """What these ids are, of those that are still there and have a name."""
    wanted = set(ids)
    found: dict[UUID, Entity] = {}
    for kind, (model, name) in NAMED.items():
        if wanted:
            query = select(model.id, name).where(model.org_id == tenant(session), model.id.in_(wanted))
            found |= {one: Entity(kind, text[:NAME_LENGTH]) for one, text in session.execute(query)}
    return found
