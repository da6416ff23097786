"""New ad groups, and new responsive search ads in them."""

from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.batch import Batch, Plan
from sandbox.dialects.google.channels import channel
from sandbox.dialects.google.creates import join, name_of, parent_of
from sandbox.dialects.google.errors import bad
from sandbox.dialects.google.fields import Wish
from sandbox.world.creations import Creation
from sandbox.world.model import Campaign, Status

LONGEST_HEADLINE, LONGEST_DESCRIPTION, LONGEST_PATH = 30, 90, 15


def ad_group(batch: Batch, wish: Wish) -> Plan:
    """`adGroups:mutate`, in a search campaign."""
    wish.only("resourceName", "name", "campaign", "status", "type", "cpcBidMicros")
    parent = parent_of(batch, wish, "campaign", "campaign")
    name = name_of(wish, _names_in(batch, parent), "adGroupError", "DUPLICATE_ADGROUP_NAME")
    searched = isinstance(parent, Creation) or channel(batch.world, parent) == "SEARCH"
    if wish.fields.get("type", "SEARCH_STANDARD") != "SEARCH_STANDARD" or not searched:
        raise bad("adGroupError", "AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE",
                  "The ad group type does not fit the campaign.", None, *wish.at("type"))  # fmt: skip
    step = batch.account.money_step_micros
    bid = wish.micros("cpcBidMicros", step) if wish.has("cpcBidMicros") else 0
    return join(batch, wish, "ad_set", parent.id, name, bid_micros=bid)


def ad(batch: Batch, wish: Wish) -> Plan:
    """`adGroupAds:mutate`: 3 to 15 headlines, 2 to 4 descriptions, one address."""
    wish.only("resourceName", "adGroup", "status", "ad")
    parent = parent_of(batch, wish, "adGroup", "ad_set")
    wish.need("ad")
    told = wish.part("ad").only("finalUrls", "responsiveSearchAd", "name")
    if told.has("name"):
        raise bad("adError", "CANNOT_SET_FIELD", "This type of ad has no name.", None, *told.at("name"))
    details: dict[str, Any] = {"final_urls": [told.url("finalUrls")]}
    told.need("responsiveSearchAd")
    shown = told.part("responsiveSearchAd").only("headlines", "descriptions", "path1", "path2")
    headlines = details["headlines"] = _texts(shown, "headlines", (3, 15), LONGEST_HEADLINE)
    descriptions = details["descriptions"] = _texts(shown, "descriptions", (2, 4), LONGEST_DESCRIPTION)
    for name in ("path1", "path2"):
        if shown.has(name):
            shown.text(name, LONGEST_PATH, wide=True)
    words = {"headline": headlines[0], "body": descriptions[0]}
    return join(batch, wish, "ad", parent.id, headlines[0], **words, details=details)


def _texts(wish: Wish, name: str, count: tuple[int, int], longest: int) -> list[str]:
    """The texts of assets. That a long one is a stringLengthError is not confirmed by the documents."""
    found: list[str] = []
    for asset in wish.parts(name, *count):
        text = asset.only("text", "pinnedField").text("text", longest, wide=True)
        if text in found:
            raise bad("assetError", "DUPLICATE_ASSET", "The text is there already.", text, *asset.at("text"))
        found.append(text)
    return found


def _names_in(batch: Batch, parent: Campaign | Creation) -> list[str]:
    """The names of a campaign's living ad groups, those of this request included."""
    world, known = batch.world, parent.ad_sets if isinstance(parent, Campaign) else ()
    living = [group for group in known if world.status(GOOGLE, group.id) is not Status.DELETED]
    made = [each.name for each in batch.creations("ad_set") if each.parent_id == parent.id]
    return [*(world.name(GOOGLE, group) for group in living), *made]
