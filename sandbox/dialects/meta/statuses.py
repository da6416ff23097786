"""What an object is set to, and what that comes to once its parents have had their say."""

from sandbox.world.model import Ad, Campaign, Entity, Platform, Status
from sandbox.world.world import World

META = Platform.META
GONE = frozenset({"ARCHIVED", "DELETED"})


def configured(world: World, entity: Entity) -> str:
    """`status` and `configured_status`."""
    return world.status(META, entity.id).upper()


def effective(world: World, entity: Entity) -> str:
    """`effective_status`: a parent's pause, archive or deletion shows in its children."""
    own = configured(world, entity)
    if isinstance(entity, Campaign) or own in GONE:
        return own
    campaign = world.status(META, entity.campaign_id)
    if campaign.upper() in GONE:
        return campaign.upper()
    if isinstance(entity, Ad):
        ad_set = world.status(META, entity.ad_set_id)
        if ad_set.upper() in GONE:
            return ad_set.upper()
    if own == "PAUSED":
        return own
    if isinstance(entity, Ad) and world.status(META, entity.ad_set_id) is Status.PAUSED:
        return "ADSET_PAUSED"
    if campaign is Status.PAUSED:
        return "CAMPAIGN_PAUSED"
    return "PENDING_REVIEW" if isinstance(entity, Ad) and entity.in_review else own
