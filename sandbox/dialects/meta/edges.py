"""Lists of objects: which there are, which of them are shown, and in which pages."""

from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import invalid
from sandbox.dialects.meta.fields import parse
from sandbox.dialects.meta.filters import Condition, passes, read_filters
from sandbox.dialects.meta.nodes import ACCOUNT, CREATIVE
from sandbox.dialects.meta.objects import kind_of, render
from sandbox.dialects.meta.paging import envelope, page
from sandbox.dialects.meta.statuses import GONE, META, effective
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity
from sandbox.world.world import World

MOST = 500
Parent = Account | Campaign | AdSet | Ad
CHILDREN = {
    "campaigns": (Account,),
    "adsets": (Account, Campaign),
    "ads": (Account, Campaign, AdSet),
    "adcreatives": (Account, Ad),
}


def ad_accounts(call: Call) -> dict[str, Any]:
    """`/me/adaccounts`: everything this person may see."""
    wanted = parse(call.params.get("fields") or "id,account_id")
    shown, paging = page(call, call.world.accounts_of(META), MOST)
    return envelope([render(call.world, ACCOUNT, account, wanted) for account in shown], paging)


def children(call: Call, parent: Parent, edge: str) -> dict[str, Any]:
    """`/{parent}/campaigns`, `adsets`, `ads` or `adcreatives`; archived and deleted ones only when asked for."""
    found = _found(call.world, parent, edge)
    if edge != "adcreatives":
        found = [entity for entity in found if _asked_for(call, entity)]
    wanted = parse(call.params.get("fields") or "id")
    shown, paging = page(call, found, MOST)
    rows = [
        render(call.world, CREATIVE if edge == "adcreatives" else kind_of(entity), entity, wanted)
        for entity in shown
    ]
    answer = envelope(rows, paging)
    if call.params.get("summary", "").lower() in {"true", "1", "total_count", "[total_count]", '["total_count"]'}:
        answer["summary"] = {"total_count": len(found)}
    return answer


def has_edge(parent: Parent, edge: str) -> bool:
    """Whether objects of that kind have such a list."""
    return isinstance(parent, CHILDREN.get(edge, ()))


def _found(world: World, parent: Parent, edge: str) -> list[Entity]:
    if isinstance(parent, Ad):
        return [parent]
    if isinstance(parent, AdSet):
        return list(parent.ads)
    campaigns = world.campaigns_of(parent) if isinstance(parent, Account) else [parent]
    if edge == "campaigns":
        return list(campaigns)
    if edge == "adsets":
        return [ad_set for campaign in campaigns for ad_set in campaign.ad_sets]
    return [ad for campaign in campaigns for ad in campaign.ads]


def _asked_for(call: Call, entity: Entity) -> bool:
    """Whether the entity passes `effective_status` and `filtering`, or the default without them."""
    state = effective(call.world, entity)
    conditions = read_filters(call)
    by_status = any(condition.field.endswith("effective_status") for condition in conditions)
    statuses = call.items("effective_status")
    if statuses and state not in statuses:
        return False
    if not statuses and not by_status and state in GONE:
        return False
    return passes(conditions, lambda condition: _value(call.world, entity, condition))


def _value(world: World, entity: Entity, condition: Condition) -> Any:
    """What the entity, or the parent that the field names, has in a field."""
    owner, _, name = condition.field.rpartition(".")
    campaign = world.campaign_of(META, entity.id)
    subject: Entity = entity
    if owner == "campaign":
        subject = campaign
    elif owner == "adset" and isinstance(entity, Ad):
        subject = next(ad_set for ad_set in campaign.ad_sets if ad_set.id == entity.ad_set_id)
    fields = kind_of(subject).fields
    if name not in fields:
        raise invalid(f"Filtering field {condition.field} is invalid")
    return fields[name](world, subject)
