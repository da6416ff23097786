"""Statuses and objectives as LinkedIn says them, and what an entity is doing once its parents had their say."""

from datetime import timedelta

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.world.model import Ad, AdSet, Campaign, Entity, Objective, Status
from sandbox.world.world import World

OBJECTIVES = {
    Objective.AWARENESS: "BRAND_AWARENESS",
    Objective.TRAFFIC: "WEBSITE_VISIT",
    Objective.ENGAGEMENT: "ENGAGEMENT",
    Objective.VIDEO_VIEWS: "VIDEO_VIEW",
    Objective.LEADS: "LEAD_GENERATION",
    Objective.SALES: "WEBSITE_CONVERSION",
    Objective.APP: "WEBSITE_CONVERSION",  # there are no app campaigns: the store's page is the website
}
WORDS = {
    Status.ACTIVE: "ACTIVE",
    Status.PAUSED: "PAUSED",
    Status.ARCHIVED: "ARCHIVED",
    Status.DRAFT: "DRAFT",
}
SETTABLE = {  # a draft that was started does not become one again
    "ACTIVE": Status.ACTIVE,
    "PAUSED": Status.PAUSED,
    "ARCHIVED": Status.ARCHIVED,
    "PENDING_DELETION": Status.DELETED,
}
GONE = frozenset({"PENDING_DELETION", "REMOVED"})
GROUP_STATUSES = frozenset({"ACTIVE", "ARCHIVED", "CANCELED", "DRAFT", "PAUSED"}) | GONE
CAMPAIGN_STATUSES = GROUP_STATUSES | {"COMPLETED"}
DELETION_TAKES = timedelta(days=1)


def status(world: World, entity: Entity) -> str:
    """`status` of groups and campaigns, `intendedStatus` of creatives."""
    own = world.status(LINKEDIN, entity.id)
    if own is Status.DELETED:
        fresh = world.clock.now() - world.updated_at(LINKEDIN, entity) < DELETION_TAKES
        return "PENDING_DELETION" if fresh else "REMOVED"
    over = isinstance(entity, AdSet) and world.ended(world.campaign_of(LINKEDIN, entity.id))
    return "COMPLETED" if over and own is Status.ACTIVE else WORDS[own]


def objective(world: World, ad_set: AdSet) -> str:
    """`objectiveType`: its own where a client created it, else that of everything in its group."""
    told = world.details(LINKEDIN, ad_set.id).get("objectiveType")
    return str(told or OBJECTIVES[world.campaign_of(LINKEDIN, ad_set.id).objective])


def holds(world: World, entity: Entity) -> list[str]:
    """What keeps an entity from being served, outermost first."""
    campaign = world.campaign_of(LINKEDIN, entity.id)
    found = []
    if world.ended(campaign):
        found.append("CAMPAIGN_GROUP_END_DATE_HOLD")
    if status(world, campaign) != "ACTIVE":
        found.append("CAMPAIGN_GROUP_STATUS_HOLD")
    if not isinstance(entity, Campaign) and _stopped(world, entity):
        found.append("CAMPAIGN_STOPPED")
    if isinstance(entity, Ad) and status(world, entity) != "ACTIVE":
        found.append("STOPPED")
    if isinstance(entity, Ad) and entity.in_review:
        found.append("UNDER_REVIEW")
    return found


def serving(world: World, entity: Campaign | AdSet) -> list[str]:
    """`servingStatuses`."""
    return holds(world, entity) or ["RUNNABLE"]


def _stopped(world: World, entity: AdSet | Ad) -> bool:
    ad_set = entity.id if isinstance(entity, AdSet) else entity.ad_set_id
    return world.status(LINKEDIN, ad_set) is not Status.ACTIVE
