"""Lists of things, in pages that name the next one by an absolute address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import invalid, request_id
from sandbox.dialects.snapchat.objects import PLURALS, SINGULARS, Object
from sandbox.dialects.snapchat.words import deleted
from sandbox.stage import Stage
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity
from sandbox.world.world import World

LEAST, MOST = 50, 1_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list a call stands: its address and query, how many it wants and from which place."""

    address: str
    query: Mapping[str, str]
    limit: int
    start: int

    def cut(self, items: Sequence[Item]) -> list[Item]:
        """The items of this page."""
        return list(items[self.start : self.start + self.limit])

    def paging(self, count: int) -> dict[str, Any]:
        """`paging`, with the address of the next page while there is more."""
        following = self.start + self.limit
        if following >= count:
            return {}
        cursor = urlsafe_b64encode(f"from:{following}".encode()).decode()
        query = {**self.query, "cursor": cursor, "limit": str(self.limit)}
        return {"paging": {"next_link": f"{self.address}?{urlencode(query)}"}}


def read_page(request: Request, stage: Stage, *, usual: int = MOST, least: int = LEAST) -> Page:
    """Read `limit` and `cursor`; raises 400 for what cannot be."""
    query = dict(request.query_params)
    base = stage.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    address = f"{base}/snapchat/{request.path_params['path']}"
    limit = query.get("limit", str(usual))
    if not limit.isdigit() or not least <= int(limit) <= MOST:
        raise invalid(f"limit must be between {least} and {MOST}")
    return Page(address, query, int(limit), _place(query.get("cursor", "")))


def answer(kind: str, items: Iterable[Object], **more: Any) -> Object:
    """A successful answer with one entry an item."""
    entries = [{"sub_request_status": "SUCCESS", SINGULARS[kind]: item} for item in items]
    return {"request_status": "SUCCESS", "request_id": request_id(), **more, kind: entries}


def flag(request: Request, name: str) -> bool:
    """A query parameter that is true or false."""
    text = request.query_params.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise invalid(f"{name} must be true or false")
    return text == "true"


def children(world: World, parent: Account | Entity, kind: str, *, with_deleted: bool) -> list[Entity]:
    """The campaigns, ad squads or ads of an account, campaign or ad squad."""
    found: list[Entity] = []
    campaigns = world.campaigns_of(parent) if isinstance(parent, Account) else [_campaign(world, parent)]
    for campaign in campaigns:
        entities: tuple[Entity, ...] = (campaign, *campaign.ad_sets, *campaign.ads)
        found += [each for each in entities if PLURALS[type(each)] == kind and _inside(each, parent)]
    now = world.clock.now()
    alive = [each for each in found if each.created_at <= now]
    return [each for each in alive if with_deleted or not deleted(world, each)]


def holds(parent: Account | Entity, kind: type[Entity]) -> bool:
    """Whether such things stand in the parent."""
    order: list[type[Account | Entity]] = [Account, Campaign, AdSet, Ad]
    return order.index(type(parent)) < order.index(kind)


def _campaign(world: World, entity: Entity) -> Campaign:
    return world.campaign_of(SNAPCHAT, entity.id)


def _inside(entity: Entity, parent: Account | Entity) -> bool:
    """Whether the entity stands in the parent, given that their campaign or account is the same."""
    if isinstance(parent, AdSet):
        return isinstance(entity, Ad) and entity.ad_set_id == parent.id
    return True


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, _, place = urlsafe_b64decode(cursor).decode().partition(":")
        if kind == "from" and place.isdigit():
            return int(place)
    except (Error, ValueError):
        pass
    raise invalid("cursor is invalid")
