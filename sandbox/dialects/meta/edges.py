"""Lists of objects: which there are, which of them are shown, and in which pages."""

from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.creatives import told, unused
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
Parent = Account | Campaign | AdSet
CHILDREN = {
    "campaigns": (Account,),
    "adsets": (Account, Campaign),
    "ads": (Account, Campaign, AdSet),
}


def ad_accounts(call: Call) -> dict[str, Any]:
    """`/me/adaccounts`: everything this person may see."""
    wanted = parse(call.params.get("fields") or "id,account_id")
    shown, paging = page(call, call.world.accounts_of(META), MOST)
    return envelope([render(call.world, ACCOUNT, account, wanted) for account in shown], paging)


def children(call: Call, parent: Parent, edge: str) -> dict[str, Any]:
    """`/{parent}/campaigns`, `adsets` or `ads`; archived and deleted ones only when asked for."""
    found = [entity for entity in _found(call.world, parent, edge) if _asked_for(call, entity)]
    wanted = parse(call.params.get("fields") or "id")
    shown, paging = page(call, found, MOST)
    rows = [render(call.world, kind_of(entity), entity, wanted) for entity in shown]
    answer = envelope(rows, paging)
    if call.params.get("summary", "").lower() in {"true", "1", "total_count", "[total_count]", '["total_count"]'}:
        answer["summary"] = {"total_count": len(found)}
    return answer


def creatives_of(call: Call, parent: Account | Ad) -> dict[str, Any]:
    """`/{parent}/adcreatives`: those of the ads, and of an account those that no ad shows yet."""
    ads = [parent] if isinstance(parent, Ad) else _found(call.world, parent, "ads")
    found = [told(call.world, ad) for ad in ads if isinstance(ad, Ad)]
    found += unused(call, parent) if isinstance(parent, Account) else []
    wanted = parse(call.params.get("fields") or "id")
    shown, paging = page(call, found, MOST)
    return envelope([render(call.world, CREATIVE, each, wanted) for each in shown], paging)


def belongings(call: Call, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """`/act_X/adspixels` and `/act_X/advertisable_applications`: what an account may promote."""
    wanted = parse(call.params.get("fields") or "id")
    wanted.check(rows[0], "Application")
    shown, paging = page(call, rows, MOST)
    return envelope(
        [{name: each[name] for name in dict.fromkeys(("id", *wanted.names))} for each in shown], paging
    )


def parent_of(edge: str, node: Account | Entity) -> Parent | None:
    """The node as one that has such a list; None when it has none."""
    return node if isinstance(node, CHILDREN.get(edge, ())) and not isinstance(node, Ad) else None


def _found(world: World, parent: Parent, edge: str) -> list[Entity]:
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
