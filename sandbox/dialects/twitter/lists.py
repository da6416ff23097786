"""Collections of an account: filtered, sorted, and read a page at a time by an opaque cursor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.errors import AdsError, invalid, not_found
from sandbox.dialects.twitter.params import Call
from sandbox.dialects.twitter.shapes import (
    Shape,
    account_app_shape,
    account_shape,
    campaign_shape,
    funding_shape,
    line_item_shape,
    promotable_user_shape,
    promotable_users,
    promoted_tweet_shape,
    tag_shapes,
)
from sandbox.world.identity import BASE36
from sandbox.world.model import Account, Campaign
from sandbox.world.world import World

USUAL, MOST = 200, 1_000
HOLDING = ("promoted_tweet_ids", "line_item_ids", "campaign_ids")  # ids by which campaigns are found
PAGING = ("count", "cursor", "sort_by", "with_deleted", "with_total_count")


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of entity: its name in error codes, how to list it, and filters (parameter → member)."""

    kind: str
    all: Callable[[World, Account, list[Campaign]], Iterator[Shape]]  # what is asked for is in these campaigns
    filters: dict[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()  # further parameters


def _campaigns(world: World, _account: Account, campaigns: list[Campaign]) -> Iterator[Shape]:
    return (campaign_shape(world, campaign) for campaign in campaigns)


def _line_items(world: World, _account: Account, campaigns: list[Campaign]) -> Iterator[Shape]:
    for campaign in campaigns:
        gone = campaign_shape(world, campaign)["deleted"]
        for item in campaign.ad_sets:
            shape = line_item_shape(world, campaign, item)
            yield shape | {"deleted": shape["deleted"] or gone}


def _promoted_tweets(world: World, _account: Account, campaigns: list[Campaign]) -> Iterator[Shape]:
    return (promoted_tweet_shape(world, ad) for campaign in campaigns for ad in campaign.ads)


COLLECTIONS = {
    "funding_instruments": Collection(
        "FUNDING_INSTRUMENT", lambda w, a, _: iter([funding_shape(w, a)]), {"funding_instrument_ids": "id"}
    ),
    "campaigns": Collection(
        "CAMPAIGN", _campaigns, {"campaign_ids": "id", "funding_instrument_ids": "funding_instrument_id"},
        ("q", "with_draft"),
    ),
    "line_items": Collection(
        "LINE_ITEM", _line_items,
        {"line_item_ids": "id", "campaign_ids": "campaign_id", "funding_instrument_ids": "funding_instrument_id"},
        ("q", "with_draft"),
    ),
    "promoted_tweets": Collection(
        "PROMOTED_TWEET", _promoted_tweets, {"promoted_tweet_ids": "id", "line_item_ids": "line_item_id"}
    ),
    "promotable_users": Collection(
        "PROMOTABLE_USER", lambda w, a, _: (promotable_user_shape(w, a, each) for each in promotable_users(a)),
        {"promotable_user_ids": "id"},
    ),
    "account_apps": Collection(
        "ACCOUNT_APP", lambda w, a, _: iter([account_app_shape(w, a)]), {"account_app_ids": "id"}
    ),
    "web_event_tags": Collection(
        "WEB_EVENT_TAG", lambda w, a, _: iter(tag_shapes(w, a)), {"web_event_tag_ids": "id"}
    ),
}  # fmt: skip


def accounts(call: Call) -> dict[str, Any]:
    """`GET accounts`."""
    call.check_known(*PAGING, "account_ids", "q")
    shapes = [account_shape(call.world, each) for each in call.world.accounts_of(TWITTER)]
    return paged(call, _chosen(call, shapes, {"account_ids": "id"}))


def one_account(call: Call, account: Account) -> dict[str, Any]:
    """`GET accounts/:id`."""
    call.check_known("with_deleted")
    return {"request": {"params": call.echo()}, "data": account_shape(call.world, account)}


def listed(call: Call, account: Account, name: str) -> dict[str, Any]:
    """`GET accounts/:id/<collection>`."""
    collection = COLLECTIONS[name]
    call.check_known(*PAGING, *collection.filters, *collection.more)
    asked = (call.ids(each) for each in HOLDING if each in collection.filters)
    campaigns = call.world.campaigns_of(account, next((ids for ids in asked if ids is not None), None))
    return paged(call, _chosen(call, _visible(call, account, collection, campaigns), collection.filters))


def one(call: Call, account: Account, name: str, entity_id: str) -> dict[str, Any]:
    """`GET accounts/:id/<collection>/:id`; deleted ones are 404 unless asked for."""
    call.check_known("with_deleted", "with_draft")
    return {"request": {"params": call.echo()}, "data": find(call, account, name, entity_id)}


def find(call: Call, account: Account, name: str, entity_id: str, *, drafts: bool = False) -> Shape:
    """The entity of that id, as JSON; raises its own 404."""
    collection = COLLECTIONS[name]
    campaigns = call.world.campaigns_of(account, [entity_id])
    for shape in _visible(call, account, collection, campaigns, drafts=drafts):
        if shape["id"] == entity_id:
            return shape
    raise not_found(collection.kind, entity_id)


def _visible(
    call: Call, account: Account, collection: Collection, campaigns: list[Campaign], *, drafts: bool = False
) -> list[Shape]:
    """Everything that is not deleted; Tweets of deleted line items are hidden though not deleted themselves."""
    found = list(collection.all(call.world, account, campaigns))
    if not drafts and not call.flag("with_draft"):
        found = [shape for shape in found if shape.get("entity_status") != "DRAFT"]
    if call.flag("with_deleted"):
        return found
    if collection.kind == "PROMOTED_TWEET":
        living = {item["id"] for item in _line_items(call.world, account, campaigns) if not item["deleted"]}
        found = [shape for shape in found if shape["line_item_id"] in living]
    return [shape for shape in found if not shape["deleted"]]


def _chosen(call: Call, shapes: list[Shape], filters: dict[str, str]) -> list[Shape]:
    for parameter, member in filters.items():
        wanted = call.ids(parameter)
        if wanted is not None:
            shapes = [shape for shape in shapes if shape[member] in wanted]
    start = call.params.get("q", "").lower()
    if start:
        shapes = [shape for shape in shapes if str(shape["name"]).lower().startswith(start)]
    attribute, _, way = call.params.get("sort_by", "created_at-asc").partition("-")
    if attribute not in {"created_at", "updated_at", "name"} or way not in {"asc", "desc", ""}:
        raise invalid("sort_by", call.params["sort_by"], "<attribute>-<asc|desc>")
    return sorted(shapes, key=lambda shape: str(shape.get(attribute)), reverse=way == "desc")


def paged(call: Call, shapes: list[Shape]) -> dict[str, Any]:
    """One page of a list, and the cursor of the next."""
    text = call.params.get("count", str(USUAL))
    if not text.isdigit() or not 1 <= int(text) <= MOST:
        raise invalid("count", text, f"integer between 1 and {MOST}")
    if call.flag("with_total_count") and "cursor" in call.params:
        raise AdsError(400, "EXCLUSIVE_PARAMETERS", "with_total_count and cursor are exclusive", "cursor")
    size, start = int(text), _place(call.params.get("cursor"))
    after = _cursor(start + size) if start + size < len(shapes) else None
    total = {"total_count": len(shapes)} if call.flag("with_total_count") else {}
    echo = {"request": {"params": call.echo()}, "next_cursor": after}
    return echo | total | {"data": shapes[start : start + size]}


def _cursor(place: int) -> str:
    """Opaque enough: the place in base 36, mirrored."""
    digits = ""
    while place:
        place, digit = divmod(place, 36)
        digits += BASE36[digit]
    return f"c-{digits}"


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(cursor.removeprefix("c-")[::-1], 36)
    except ValueError as error:
        raise invalid("cursor", cursor, "cursor") from error
