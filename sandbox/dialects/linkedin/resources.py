"""Accounts, campaign groups, campaigns and creatives as JSON; what is unset is left out."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.words import holds, objective, serving, status
from sandbox.world.delivery import midnight
from sandbox.world.model import MICROS, Account, Ad, AdSet, Campaign, Entity, Objective
from sandbox.world.world import World

ORGANIZATION = "urn:li:organization:77000077"
KINDS = {Campaign: "sponsoredCampaignGroup", AdSet: "sponsoredCampaign", Ad: "sponsoredCreative"}
TARGETS = {
    Objective.AWARENESS: "MAX_IMPRESSION",
    Objective.VIDEO_VIEWS: "MAX_VIDEO_VIEW",
    Objective.LEADS: "MAX_LEAD",
    Objective.SALES: "MAX_CONVERSION",
    Objective.APP: "MAX_CONVERSION",
}
Resource = dict[str, Any]


def urn(entity: Account | Entity) -> str:
    """What LinkedIn calls it."""
    return f"urn:li:{KINDS.get(type(entity), 'sponsoredAccount')}:{entity.id}"


def account_resource(world: World, account: Account) -> Resource:
    """One ad account."""
    born = millis(midnight(world.genesis, account.zone))
    return {
        "id": int(account.id),
        "name": account.name,
        "currency": account.currency,
        "status": "ACTIVE",
        "type": "BUSINESS",
        "reference": ORGANIZATION,
        "servingStatuses": ["RUNNABLE"],
        "test": False,
        "changeAuditStamps": {"created": {"time": born}, "lastModified": {"time": born}},
        "version": {"versionTag": "1"},
    }


def group_resource(world: World, campaign: Campaign) -> Resource:
    """One campaign group: the world's campaign, without money of its own."""
    return {
        "id": int(campaign.id),
        "account": urn(campaign.account),
        "name": world.name(LINKEDIN, campaign),
        "status": status(world, campaign),
        "servingStatuses": serving(world, campaign),
        "allowedCampaignTypes": ["TEXT_AD", "SPONSORED_UPDATES", "SPONSORED_INMAILS", "DYNAMIC"],
        "backfilled": False,
        "test": False,
        **_stamps(world, campaign),
        **world.details(LINKEDIN, campaign.id),
        "runSchedule": schedule(world, campaign),
    }


def campaign_resource(world: World, ad_set: AdSet) -> Resource:
    """One campaign: the world's ad set, with its budget and bid."""
    campaign = world.campaign_of(LINKEDIN, ad_set.id)
    currency = campaign.account.currency
    budget = world.budget_micros(LINKEDIN, ad_set)
    money = {} if budget is None else {budget_name(campaign): amount(budget, currency)}
    by_impression = campaign.objective in {Objective.AWARENESS, Objective.VIDEO_VIEWS}
    return {
        "id": int(ad_set.id),
        "account": urn(campaign.account),
        "campaignGroup": urn(campaign),
        "name": world.name(LINKEDIN, ad_set),
        "status": status(world, ad_set),
        "type": "SPONSORED_UPDATES",
        "format": "SINGLE_VIDEO" if campaign.video else "STANDARD_UPDATE",
        "objectiveType": objective(world, ad_set),
        "costType": "CPM" if by_impression else "CPC",
        "unitCost": amount(world.bid_micros(LINKEDIN, ad_set), currency),
        **money,
        "locale": {"country": "US", "language": "en"},
        "targetingCriteria": {
            "include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:103644278"]}}]}
        },
        "optimizationTargetType": TARGETS.get(campaign.objective, "MAX_CLICK"),
        "pacingStrategy": "LIFETIME",
        "creativeSelection": "OPTIMIZED",
        "offsiteDeliveryEnabled": False,
        "audienceExpansionEnabled": False,
        "politicalIntent": "NOT_POLITICAL",
        "associatedEntity": ORGANIZATION,
        "servingStatuses": serving(world, ad_set),
        "test": False,
        **_stamps(world, ad_set),
        **world.details(LINKEDIN, ad_set.id),
        "runSchedule": schedule(world, ad_set),
    }


def creative_resource(world: World, ad: Ad) -> Resource:
    """One creative: the world's ad."""
    held = holds(world, ad)
    return {
        "id": urn(ad),
        "account": urn(world.campaign_of(LINKEDIN, ad.id).account),
        "campaign": f"urn:li:sponsoredCampaign:{ad.ad_set_id}",
        "name": world.name(LINKEDIN, ad),
        "intendedStatus": status(world, ad),
        "isServing": not held,
        **({"servingHoldReasons": held} if held else {}),
        "review": {"status": "PENDING" if ad.in_review else "APPROVED"},
        "content": {"reference": f"urn:li:share:{ad.creative_id}"},
        "isTest": False,
        "createdAt": millis(ad.created_at),
        "lastModifiedAt": millis(world.updated_at(LINKEDIN, ad)),
        "createdBy": "urn:li:person:sandbox",
        **world.details(LINKEDIN, ad.id),
    }


def budget_name(campaign: Campaign) -> str:
    """Where a budget stands: for a day or for the whole time, never both."""
    return "totalBudget" if campaign.lifetime else "dailyBudget"


def amount(micros: int, currency: str) -> dict[str, str]:
    """Money as LinkedIn writes it in resources."""
    return {"amount": decimal(micros), "currencyCode": currency}


def decimal(micros: int) -> str:
    """Micros as decimal text with two places."""
    return f"{Decimal(micros) / MICROS:.2f}"


def millis(moment: datetime) -> int:
    """A moment as milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def schedule(world: World, entity: Campaign | AdSet) -> dict[str, int]:
    """Its first moment and its last: as they were told, or the whole days that they were changed to."""
    (first, last), zone = world.flight(LINKEDIN, entity), world.campaign_of(LINKEDIN, entity.id).account.zone
    # The last moment of the last day, as the ad manager sets it.
    days = {"start": millis(midnight(first, zone))} | (
        {"end": millis(midnight(last, zone)) + 86_399_000} if last else {}
    )
    told = dict(world.details(LINKEDIN, entity.id).get("runSchedule", {}))
    if world.redated(LINKEDIN, entity.id, "starts_on"):
        told.pop("start", None)
    if world.redated(LINKEDIN, entity.id, "ends_on"):
        told.pop("end", None)
    return days | told


def _stamps(world: World, entity: Entity) -> Resource:
    changed = len(world.journal.of(LINKEDIN, entity.id, world.clock.now()))
    return {
        "changeAuditStamps": {
            "created": {"time": millis(entity.created_at)},
            "lastModified": {"time": millis(world.updated_at(LINKEDIN, entity))},
        },
        "version": {"versionTag": str(changed + 1)},
    }
