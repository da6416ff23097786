"""Accounts, funding instruments, campaigns, line items, promoted Tweets and web event tags as X's JSON.

An ad that somebody paused has lost its line item here: X knows no paused promoted Tweet, only a deleted one.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.params import written
from sandbox.dialects.twitter.words import OBJECTIVES, TAGS
from sandbox.world.chance import digest
from sandbox.world.delivery import midnight
from sandbox.world.identity import entity_id
from sandbox.world.model import Account, Ad, AdSet, Campaign, Objective, Status
from sandbox.world.profiles import PROFILES, Profile
from sandbox.world.world import World

Shape = dict[str, Any]
DATES: dict[str, Literal["starts_on", "ends_on"]] = {"start_time": "starts_on", "end_time": "ends_on"}


def account_shape(world: World, account: Account) -> Shape:
    """An ad account; its currency is a matter of its funding instruments."""
    opened = midnight(world.genesis, account.zone) - timedelta(days=1)
    return {
        "name": account.name, "business_name": None, "timezone": account.zone,
        "timezone_switch_at": written(opened), "id": account.id, "created_at": written(opened),
        "updated_at": written(opened), "industry_type": None, "business_id": None,
        "approval_status": "ACCEPTED", "deleted": False,
    }  # fmt: skip


def funding_shape(world: World, account: Account) -> Shape:
    """The one credit card that pays for everything."""
    opened = midnight(world.genesis, account.zone)
    return {
        "start_time": written(opened), "description": "Visa ending in 0650", "credit_limit_local_micro": None,
        "end_time": None, "id": funding_id(account), "entity_status": "ACTIVE", "account_id": account.id,
        "reasons_not_able_to_fund": [], "io_header": None, "currency": account.currency,
        "funded_amount_local_micro": None, "created_at": written(opened), "type": "CREDIT_CARD",
        "able_to_fund": True, "updated_at": written(opened), "credit_remaining_local_micro": None,
        "deleted": False,
    }  # fmt: skip


def campaign_shape(world: World, campaign: Campaign) -> Shape:
    """A campaign; an objective it has only through its line items."""
    state, reasons = world.status(TWITTER, campaign.id), _reasons(world, campaign)
    budget = world.budget_micros(TWITTER, campaign)
    return {
        "name": world.name(TWITTER, campaign), "budget_optimization": "LINE_ITEM",
        "reasons_not_servable": reasons, "servable": not reasons, "purchase_order_number": None,
        "effective_status": _effective(state, reasons), "duration_in_days": None,
        "daily_budget_amount_local_micro": None if campaign.lifetime else budget,
        "total_budget_amount_local_micro": budget if campaign.lifetime else None,
        "funding_instrument_id": funding_id(campaign.account), "standard_delivery": None, "id": campaign.id,
        "entity_status": configured(state), "frequency_cap": None, "currency": campaign.account.currency,
        "created_at": written(campaign.created_at), "updated_at": written(world.updated_at(TWITTER, campaign)),
        "deleted": state is Status.DELETED,
    }  # fmt: skip


def line_item_shape(world: World, campaign: Campaign, item: AdSet) -> Shape:
    """A line item: what for, when, at what bid."""
    objective, goal, pay_by, tag = OBJECTIVES[purpose(world, campaign)]
    strategy = "MAX" if item.bid_micros else "AUTO"
    state, budget = world.status(TWITTER, item.id), world.budget_micros(TWITTER, item)
    told = {name: text for name, text in world.details(TWITTER, item.id).items() if name != "purpose"}
    for name, field in DATES.items():
        if world.redated(TWITTER, item.id, field):
            told.pop(name, None)
    return {
        "advertiser_user_id": promotable_users(campaign.account)[0].id, "placements": ["ALL_ON_TWITTER"],
        "name": world.name(TWITTER, item) or None,
        "start_time": written(starts_at(world, item)), "end_time": written(ends_at(world, item)),
        "bid_amount_local_micro": world.bid_micros(TWITTER, item) or None, "advertiser_domain": None,
        "target_cpa_local_micro": None, "primary_web_event_tag": tag and tag_id(campaign.account, tag),
        "goal": goal, "daily_budget_amount_local_micro": budget, "product_type": "PROMOTED_TWEETS",
        "funding_instrument_id": funding_id(campaign.account), "bid_strategy": strategy, "duration_in_days": None,
        "standard_delivery": True, "total_budget_amount_local_micro": None, "objective": objective,
        "id": item.id, "entity_status": configured(state), "automatic_tweet_promotion": None,
        "frequency_cap": None, "android_app_store_identifier": None, "categories": [],
        "currency": campaign.account.currency, "pay_by": pay_by, "created_at": written(item.created_at),
        "ios_app_store_identifier": None, "updated_at": written(world.updated_at(TWITTER, item)),
        "campaign_id": campaign.id, "creative_source": "MANUAL", "deleted": state is Status.DELETED,
    } | told  # fmt: skip


def promoted_tweet_shape(world: World, ad: Ad) -> Shape:
    """A promoted Tweet: a line item and a Tweet, brought together."""
    state = world.status(TWITTER, ad.id)
    return {
        "line_item_id": ad.ad_set_id, "id": ad.id, "entity_status": "ACTIVE",
        "created_at": written(ad.created_at), "updated_at": written(world.updated_at(TWITTER, ad)),
        "approval_status": "UNDER_REVIEW" if ad.in_review else "ACCEPTED", "tweet_id": tweet_id(ad),
        "deleted": state is not Status.ACTIVE,
    }  # fmt: skip


def tag_shapes(world: World, account: Account) -> list[Shape]:
    """The web event tags that conversions are counted by: one for purchases, one for sign-ups."""
    return [
        {
            "id": tag_id(account, kind), "name": f"{kind.title().replace('_', ' ')} tag", "type": kind,
            "status": "ACTIVE", "view_through_window": 1, "click_window": 14, "auto_created": False,
            "website_tag_id": tag_id(account, "website"), "retargeting_enabled": False,
            "last_tracked_at": written(world.clock.now()), "deleted": False,
        }
        for kind in TAGS
    ]  # fmt: skip


def promotable_users(account: Account) -> list[Profile]:
    """Whose Tweets the account may promote: its own brand's."""
    return [each for each in PROFILES if each.platform is TWITTER and each.brand == account.brand]


def promotable_user_shape(world: World, account: Account, user: Profile) -> Shape:
    """That a user's Tweets may be promoted, all of them."""
    opened = written(midnight(world.genesis, account.zone))
    return {
        "user_id": user.id, "id": entity_id(TWITTER, account.id, "promotable", user.id), "created_at": opened,
        "updated_at": opened, "deleted": False, "promotable_user_type": "FULL",
    }  # fmt: skip


def account_app_shape(world: World, account: Account) -> Shape:
    """The one app that the account may advertise."""
    opened = written(midnight(world.genesis, account.zone))
    return {
        "app_store_identifier": f"example.{account.brand}.app", "conversion_tracking_enabled": True,
        "deep_link_pattern": f"{account.brand}://", "id": entity_id(TWITTER, account.id, "app"),
        "created_at": opened, "updated_at": opened, "os_type": "Android", "deleted": False,
    }  # fmt: skip


def purpose(world: World, campaign: Campaign) -> Objective:
    """What a campaign is for: a created one learns it from its first line item."""
    told = [world.details(TWITTER, item.id).get("purpose") for item in campaign.ad_sets[:1]]
    return Objective(told[0]) if told and told[0] else campaign.objective


def funding_id(account: Account) -> str:
    """The id of the account's funding instrument."""
    return entity_id(TWITTER, account.id, "funding")


def tag_id(account: Account, kind: str) -> str:
    """The id of the account's tag of that type."""
    return entity_id(TWITTER, account.id, "tag", kind)


def tweet_id(ad: Ad) -> str:
    """The id of the Tweet that an ad promotes: a created one keeps the Tweet it was made of."""
    return ad.creative_id if ad.creative_id.isdigit() else str(10**18 + digest("tweet", ad.id) % 10**17)


def starts_at(world: World, item: AdSet) -> datetime:
    """When its first day begins."""
    return midnight(world.flight(TWITTER, item)[0], world.campaign_of(TWITTER, item.id).account.zone)


def ends_at(world: World, item: AdSet) -> datetime | None:
    """When its last day is over."""
    last, zone = world.flight(TWITTER, item)[1], world.campaign_of(TWITTER, item.id).account.zone
    return midnight(last + timedelta(days=1), zone) if last else None


def configured(state: Status) -> str:
    """What was asked for; X archives nothing, and a deleted thing keeps the state it had."""
    if state is Status.DRAFT:
        return "DRAFT"
    return "PAUSED" if state in {Status.PAUSED, Status.ARCHIVED} else "ACTIVE"


def _reasons(world: World, campaign: Campaign) -> list[str]:
    state = world.status(TWITTER, campaign.id)
    found = ["DELETED"] if state is Status.DELETED else []
    if configured(state) == "PAUSED":
        found.append("PAUSED_BY_ADVERTISER")
    if world.ended(campaign):
        found.append("EXPIRED")
    return found if campaign.ads else [*found, "INCOMPLETE"]


def _effective(state: Status, reasons: list[str]) -> str:
    if not reasons:
        return "RUNNING"
    return "EXPIRED" if "EXPIRED" in reasons else "PAUSED" if state is not Status.DELETED else "UNKNOWN"
