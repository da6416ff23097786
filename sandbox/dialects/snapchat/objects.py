"""What accounts, campaigns, ad squads, ads and creatives look like in answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.dialects.snapchat.access import ORGANIZATION_ID, SNAPCHAT, USER_ID
from sandbox.dialects.snapchat.words import OBJECTIVES, deleted, delivery, objective_v2, status
from sandbox.world.delivery import midnight
from sandbox.world.identity import entity_id
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity
from sandbox.world.world import World

Object = dict[str, Any]
PLURALS: dict[type[Entity], str] = {Campaign: "campaigns", AdSet: "adsquads", Ad: "ads"}
SINGULARS = {
    "organizations": "organization", "adaccounts": "adaccount", "campaigns": "campaign",
    "adsquads": "adsquad", "ads": "ad", "creatives": "creative", "media": "media", "pixels": "pixel",
    "lead_generation_forms": "lead_generation_form", "public_profiles": "public_profile", "stories": "story",
    "saved_stories": "saved_story", "spotlights": "spotlight", "lifetime_stats": "lifetime_stat",
}  # fmt: skip
FROM_THE_BEGINNING = datetime(2024, 1, 15, 9, 30, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """A moment as Snapchat writes it: UTC with milliseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def me() -> Object:
    """The person who consented."""
    return _dated(USER_ID) | {
        "email": "someone@example.com", "display_name": "Sandbox Member", "organization_id": ORGANIZATION_ID,
    }  # fmt: skip


def organization() -> Object:
    """The one organization there is."""
    return _dated(ORGANIZATION_ID) | {
        "name": "Al Waha Group", "country": "SA", "type": "ENTERPRISE", "state": "ACTIVE",
        "my_display_name": "Sandbox Member", "my_member_id": USER_ID, "roles": ["member"],
    }  # fmt: skip


def ad_account(account: Account) -> Object:
    """An ad account."""
    return _dated(account.id) | {
        "name": account.name,
        "type": "PARTNER",
        "status": "ACTIVE",
        "organization_id": ORGANIZATION_ID,
        "funding_source_ids": [entity_id(SNAPCHAT, "funding", account.id)],
        "currency": account.currency,
        "timezone": account.zone,
        "advertiser": account.name,
        "advertiser_organization_id": ORGANIZATION_ID,
        "lifetime_spend_cap_micro": 0,
    }


def render(world: World, entity: Entity) -> Object:
    """A campaign, ad squad or ad as it is now; fields without a value are left out."""
    shared: Object = {
        "id": entity.id,
        "updated_at": stamp(world.updated_at(SNAPCHAT, entity)),
        "created_at": stamp(entity.created_at),
        "name": world.name(SNAPCHAT, entity),
        "status": status(world, entity),
        "delivery_status": delivery(world, entity),
    }
    match entity:
        case Campaign():
            own = _campaign(world, entity)
        case AdSet():
            own = _ad_squad(world, entity)
        case Ad():
            own = _ad(world, entity)
    # That deleted things carry this mark is an assumption; that they can be asked for is documented.
    own |= {"deleted": True} if deleted(world, entity) else {}
    own |= world.details(SNAPCHAT, entity.id)
    return shared | {name: value for name, value in own.items() if value is not None}


def creative(world: World, ad: Ad) -> Object:
    """What an ad shows."""
    campaign = world.campaign_of(SNAPCHAT, ad.id)
    account = campaign.account
    return {
        "id": ad.creative_id, "created_at": stamp(ad.created_at), "updated_at": stamp(ad.created_at),
        "ad_account_id": account.id, "name": ad.name,
        "type": "SNAP_AD" if campaign.video else "WEB_VIEW", "headline": ad.headline[:34],
        "brand_name": account.name[:32], "shareable": True, "call_to_action": "MORE",
        "review_status": "PENDING_REVIEW" if ad.in_review else "APPROVED",
    }  # fmt: skip


def _campaign(world: World, campaign: Campaign) -> Object:
    _, legacy, _ = OBJECTIVES[campaign.objective]
    budget = world.budget_micros(SNAPCHAT, campaign)
    return {
        "ad_account_id": campaign.account.id,
        "objective": legacy,
        "objective_v2_properties": objective_v2(campaign),
        "buy_model": "AUCTION",
        "creation_state": "PUBLISHED",
        **_flight(world, campaign),
        "daily_budget_micro": None if campaign.lifetime else budget,
        "lifetime_spend_cap_micro": budget if campaign.lifetime else None,
    }


def _ad_squad(world: World, ad_set: AdSet) -> Object:
    campaign = world.campaign_of(SNAPCHAT, ad_set.id)
    budget = world.budget_micros(SNAPCHAT, ad_set)
    return {
        "campaign_id": campaign.id,
        "type": "SNAP_ADS",
        "placement_v2": {"config": "AUTOMATIC"},
        "optimization_goal": OBJECTIVES[campaign.objective][2],
        "billing_event": "IMPRESSION",
        "bid_strategy": "LOWEST_COST_WITH_MAX_BID",
        "bid_micro": world.bid_micros(SNAPCHAT, ad_set) or None,
        "daily_budget_micro": None if campaign.lifetime else budget,
        "lifetime_budget_micro": budget if campaign.lifetime else None,
        "targeting": {"regulated_content": False, "geos": [{"country_code": "sa"}]},
        "conversion_window": "SWIPE_28DAY_VIEW_1DAY",
        **_flight(world, ad_set),
    }


def _ad(world: World, ad: Ad) -> Object:
    campaign = world.campaign_of(SNAPCHAT, ad.id)
    return {
        "ad_squad_id": ad.ad_set_id,
        "creative_id": ad.creative_id,
        "type": "SNAP_AD" if campaign.video else "REMOTE_WEBPAGE",
        "render_type": "STATIC",
        "review_status": "PENDING" if ad.in_review else "APPROVED",
    }


def _flight(world: World, entity: Campaign | AdSet) -> Object:
    """From the first midnight to the one after the last day."""
    (first, last), zone = world.flight(SNAPCHAT, entity), world.campaign_of(SNAPCHAT, entity.id).account.zone
    return {
        "start_time": stamp(midnight(first, zone)),
        "end_time": stamp(midnight(last + timedelta(days=1), zone)) if last else None,
    }


def _dated(object_id: str) -> Object:
    moment = stamp(FROM_THE_BEGINNING)
    return {"id": object_id, "updated_at": moment, "created_at": moment}
