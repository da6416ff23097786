"""Lists of advertisers, campaigns, ad groups and ads: fields, filters, numbered pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, account, advertiser
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import invalid, missing
from sandbox.dialects.tiktok.nodes import AD, AD_GROUP, ADVERTISER, CAMPAIGN, OBJECTIVES, Reader
from sandbox.dialects.tiktok.statuses import STATUSES, matches, secondary
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity

USUAL_PAGE, LARGEST_PAGE = 10, 1_000
MOST_IDS = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object in lists: its fields, how it is found, and by which ids it may be filtered."""

    fields: dict[str, Reader]
    of: Callable[[Campaign], Sequence[Entity]]
    ids: tuple[str, ...]
    name: str = ""  # by which name, if any


CAMPAIGNS = Kind(CAMPAIGN, lambda campaign: [campaign], ("campaign_ids",), "campaign_name")
AD_GROUPS = Kind(AD_GROUP, lambda campaign: campaign.ad_sets, ("campaign_ids", "adgroup_ids"), "adgroup_name")
ADS = Kind(AD, lambda campaign: campaign.ads, ("campaign_ids", "adgroup_ids", "ad_ids"))


def advertisers(call: Call) -> dict[str, Any]:
    """`GET /advertiser/info/`: up to 100 advertisers by id."""
    ids = call.names("advertiser_ids")
    if not ids:
        raise missing("advertiser_ids")
    if len(ids) > MOST_IDS:
        raise invalid(f"advertiser_ids: Longer than maximum length {MOST_IDS}.")
    fields = _fields(call, ADVERTISER)
    return {"list": [_shown(call, account(call, each), ADVERTISER, fields) for each in ids]}


def entities(call: Call, kind: Kind) -> dict[str, Any]:
    """`GET /campaign/get/` and its sisters; what was deleted only when asked for."""
    owner, fields, passes = advertiser(call), _fields(call, kind.fields), _filter(call, kind)
    found = [
        entity
        for campaign in call.world.campaigns_of(owner)
        for entity in kind.of(campaign)
        if passes(campaign, entity)
    ]
    rows, info = page(call, found)
    return {"list": [_shown(call, each, kind.fields, fields) for each in rows], "page_info": info}


def page(call: Call, rows: Sequence[Any]) -> tuple[Sequence[Any], dict[str, int]]:
    """The rows of the page that was asked for, and `page_info`."""
    number, size = call.integer("page", 1, 10**9), call.integer("page_size", USUAL_PAGE, LARGEST_PAGE)
    pages = -(-len(rows) // size)
    info = {"page": number, "page_size": size, "total_number": len(rows), "total_page": pages}
    return rows[(number - 1) * size : number * size], info


def _fields(call: Call, known: dict[str, Reader]) -> list[str]:
    names = call.names("fields") or list(known)
    for name in names:
        if name not in known:
            raise invalid(f"fields: {name} is not a valid field.")
    return names


def _shown(call: Call, node: Account | Entity, known: dict[str, Reader], fields: list[str]) -> dict[str, Any]:
    told = call.world.details(TIKTOK, node.id)
    return {name: told[name] if name in told else known[name](call.world, node) for name in fields}


def _filter(call: Call, kind: Kind) -> Callable[[Campaign, Entity], bool]:
    """What `filtering` lets through; raises 40002 for what it does not know."""
    given: dict[str, Any] = call.json("filtering", dict) or {}
    primary = given.pop("primary_status", "STATUS_NOT_DELETE")
    second, objective = given.pop("secondary_status", None), None
    if kind is CAMPAIGNS:
        objective = given.pop("objective_type", None)
    ids = {name: _ids(name, given.pop(name)) for name in kind.ids if name in given}
    called = given.pop(kind.name, None)
    if primary not in STATUSES:
        raise invalid("filtering.primary_status: Not a valid choice.")
    if objective is not None and objective not in OBJECTIVES.values():
        raise invalid("filtering.objective_type: Not a valid choice.")
    if given:
        raise invalid(f"filtering.{next(iter(given))}: Unknown field.")

    def passes(campaign: Campaign, entity: Entity) -> bool:
        return (
            matches(call.world, entity, primary)
            and second in (None, secondary(call.world, entity))
            and objective in (None, OBJECTIVES[campaign.objective])
            and called in (None, call.world.name(TIKTOK, entity))
            and all(not found.isdisjoint(_ids_of(entity, name)) for name, found in ids.items())
        )

    return passes


def _ids(name: str, value: Any) -> set[str]:
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise invalid(f"filtering.{name}: Not a valid list of strings.")
    if len(value) > MOST_IDS:
        raise invalid(f"filtering.{name}: Longer than maximum length {MOST_IDS}.")
    return set(value)


def _ids_of(entity: Entity, name: str) -> Iterator[str]:
    """The entity's id at the level that a filter is about."""
    if name == "campaign_ids":
        yield entity.id if isinstance(entity, Campaign) else entity.campaign_id
    elif name == "ad_ids" or isinstance(entity, AdSet):
        yield entity.id
    elif isinstance(entity, Ad):
        yield entity.ad_set_id


def find(call: Call, owner: Account, kind: type, entity_id: str) -> Entity | None:
    """The advertiser's own campaign, ad group or ad of that id, created by now."""
    found = call.world.entity(TIKTOK, entity_id)
    if found is None or not isinstance(found, kind):
        return None
    if call.world.campaign_of(TIKTOK, entity_id).account is not owner:
        return None
    return found if found.created_at <= call.stage.clock.now() else None
