"""Objects as answers: the fields that were asked for, and what stands in braces behind them."""

from typing import Any

from sandbox.dialects.meta.creatives import told
from sandbox.dialects.meta.errors import invalid
from sandbox.dialects.meta.fields import Selection
from sandbox.dialects.meta.nodes import AD, AD_SET, CAMPAIGN, CREATIVE, Kind
from sandbox.dialects.meta.statuses import META
from sandbox.world.model import Ad, AdSet, Campaign, Entity
from sandbox.world.world import World


def kind_of(entity: Entity) -> Kind:
    """The kind of node that a campaign, ad set or ad is."""
    return CAMPAIGN if isinstance(entity, Campaign) else AD_SET if isinstance(entity, AdSet) else AD


def render(world: World, kind: Kind, thing: Any, wanted: Selection) -> dict[str, Any]:
    """The wanted fields of one object, `id` always among them.

    Raises (#100) for a field that this kind of object does not have.
    """
    wanted.check(kind.fields, kind.node)
    found = {name: kind.fields[name](world, thing) for name in ("id", *wanted.names)}
    for name, inner in wanted.inner.items():
        found[name] = _inside(world, thing, found[name], (name, inner))
    return {name: value for name, value in found.items() if value is not None}


def _inside(world: World, thing: Any, value: Any, asked: tuple[str, Selection]) -> Any:
    """What a field with braces holds: another object, or part of a plain value."""
    name, inner = asked
    if name == "creative":
        return render(world, CREATIVE, told(world, thing), inner)
    if name == "campaign":
        return render(world, CAMPAIGN, world.campaign_of(META, thing.id), inner)
    if name == "adset" and isinstance(thing, Ad):
        ad_sets = world.campaign_of(META, thing.id).ad_sets
        return render(world, AD_SET, next(each for each in ad_sets if each.id == thing.ad_set_id), inner)
    if isinstance(value, dict):
        return {key: value[key] for key in inner.names if key in value}
    raise invalid(f"Field {name} has no fields of its own")
