"""What an object is switched to, and what TikTok makes of it once its parents and dates have had their say."""

from sandbox.dialects.tiktok.access import TIKTOK
from sandbox.world.model import Ad, AdSet, Campaign, Entity, Status
from sandbox.world.world import World

PREFIXES: dict[type, str] = {Campaign: "CAMPAIGN", AdSet: "ADGROUP", Ad: "AD"}
# What `primary_status` may ask for, as the ends of secondary statuses; the first two and the last stand apart.
PRIMARY = {
    "STATUS_DELIVERY_OK": ("_ENABLE", "_DELIVERY_OK"),
    "STATUS_DISABLE": ("_DISABLE",),
    "STATUS_TIME_DONE": ("_TIME_DONE", "_STATUS_DONE"),
    "STATUS_NOT_DELIVERY": ("_AUDIT", "_NOT_START", "_DISABLE"),
}
STATUSES = frozenset({"STATUS_ALL", "STATUS_NOT_DELETE", "STATUS_DELETE", *PRIMARY})


def operation(world: World, entity: Entity) -> str:
    """`operation_status`: the switch. Deletion and archives have no place in it."""
    return "ENABLE" if world.status(TIKTOK, entity.id) is Status.ACTIVE else "DISABLE"


def secondary(world: World, entity: Entity) -> str:
    """`secondary_status`: whether it delivers, and what keeps it from delivering."""
    prefix = f"{PREFIXES[type(entity)]}_STATUS"
    if kept := _kept_back(world, entity):
        return f"{prefix}_{kept}"
    if isinstance(entity, Campaign):
        return f"{prefix}_ENABLE"
    campaign = world.campaign_of(TIKTOK, entity.id)
    if world.ended(campaign):
        return f"{prefix}_TIME_DONE" if isinstance(entity, AdSet) else f"{prefix}_DONE"
    if entity.in_review if isinstance(entity, Ad) else campaign.in_review:
        return f"{prefix}_AUDIT"
    return f"{prefix}_DELIVERY_OK"


def deleted(world: World, entity: Entity) -> bool:
    """Whether it, or something above it, was deleted."""
    return secondary(world, entity).endswith("_DELETE")


def matches(world: World, entity: Entity, wanted: str) -> bool:
    """Whether an object belongs to a `primary_status`."""
    gone = deleted(world, entity)
    if wanted in {"STATUS_ALL", "STATUS_DELETE", "STATUS_NOT_DELETE"}:
        return wanted == "STATUS_ALL" or gone is (wanted == "STATUS_DELETE")
    return secondary(world, entity).endswith(PRIMARY[wanted])


def _kept_back(world: World, entity: Entity) -> str:
    """The first deletion from above, else the first pause; "" when nothing keeps it back."""
    chain = _chain(world, entity)
    for mark, statuses in (("DELETE", {Status.DELETED}), ("DISABLE", {Status.PAUSED, Status.ARCHIVED})):
        for each in chain:
            if world.status(TIKTOK, each.id) in statuses:
                return mark if each is entity else f"{PREFIXES[type(each)]}_{mark}"
    return ""


def _chain(world: World, entity: Entity) -> list[Entity]:
    """The campaign, the ad group and the ad, as far as the entity reaches."""
    campaign = world.campaign_of(TIKTOK, entity.id)
    if isinstance(entity, Campaign):
        return [campaign]
    if isinstance(entity, AdSet):
        return [campaign, entity]
    return [campaign, *(each for each in campaign.ad_sets if each.id == entity.ad_set_id), entity]
