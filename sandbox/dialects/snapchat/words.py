"""Snapchat's vocabulary: objectives, goals, statuses, and what stands in the way of delivery."""

from typing import Any

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.world.model import Ad, AdSet, Campaign, Entity, Objective, Status
from sandbox.world.world import World

# The objective of today (v2), the legacy one beside it, and what ad squads are optimised for.
OBJECTIVES = {
    Objective.AWARENESS: ("AWARENESS_AND_ENGAGEMENT", "BRAND_AWARENESS", "IMPRESSIONS"),
    Objective.TRAFFIC: ("TRAFFIC", "WEB_VIEW", "SWIPES"),
    Objective.ENGAGEMENT: ("AWARENESS_AND_ENGAGEMENT", "ENGAGEMENT", "STORY_OPENS"),
    Objective.VIDEO_VIEWS: ("AWARENESS_AND_ENGAGEMENT", "VIDEO_VIEW", "VIDEO_VIEWS"),
    Objective.LEADS: ("LEADS", "LEAD_GENERATION", "LEAD_FORM_SUBMISSIONS"),
    Objective.SALES: ("SALES", "WEB_CONVERSION", "PIXEL_PURCHASE"),
    Objective.APP: ("APP_PROMOTION", "APP_INSTALL", "APP_INSTALLS"),
}
WITH_BID = frozenset({"LOWEST_COST_WITH_MAX_BID", "TARGET_COST"})
BID_STRATEGIES = WITH_BID | {"AUTO_BID"}  # MIN_ROAS is no longer accepted
STATUSES = {"ACTIVE": Status.ACTIVE, "PAUSED": Status.PAUSED}


def status(world: World, entity: Entity) -> str:
    """`status`: only two there are; what others archive is paused here."""
    return "ACTIVE" if world.status(SNAPCHAT, entity.id) is Status.ACTIVE else "PAUSED"


def lineage(world: World, entity: Entity) -> list[Entity]:
    """The entity and what it stands in, innermost first."""
    campaign = world.campaign_of(SNAPCHAT, entity.id)
    if isinstance(entity, Campaign):
        return [campaign]
    if isinstance(entity, AdSet):
        return [entity, campaign]
    return [entity, *(ad_set for ad_set in campaign.ad_sets if ad_set.id == entity.ad_set_id), campaign]


def deleted(world: World, entity: Entity) -> bool:
    """Whether it, or anything it stands in, was deleted."""
    return any(world.status(SNAPCHAT, each.id) is Status.DELETED for each in lineage(world, entity))


def delivery(world: World, entity: Entity) -> list[str]:
    """`delivery_status`: VALID, or every reason against. The words themselves are not confirmed."""
    own, *above = [status(world, each) for each in lineage(world, entity)]
    reasons = [] if own == "ACTIVE" else ["INVALID_NOT_ACTIVE"]
    if "PAUSED" in above:
        reasons.append("INVALID_EFFECTIVE_INVALID")
    if world.ended(world.campaign_of(SNAPCHAT, entity.id)):
        reasons.append("INVALID_END_DATE_IN_PAST")
    if isinstance(entity, Ad) and entity.in_review:
        reasons.append("INVALID_PENDING_REVIEW")
    return reasons or ["VALID"]


def objective_v2(campaign: Campaign) -> dict[str, Any]:
    """`objective_v2_properties`."""
    return {"objective_v2_type": OBJECTIVES[campaign.objective][0]}
