"""Creating: an array of objects, of which each is accepted or refused on its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sandbox.dialects.snapchat import creatives
from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import SnapError, invalid, missing
from sandbox.dialects.snapchat.media import announce
from sandbox.dialects.snapchat.objects import Object, render
from sandbox.dialects.snapchat.squads import read_ad_squad, read_budget
from sandbox.dialects.snapchat.times import read_day
from sandbox.dialects.snapchat.updates import answer_many, read_many, read_name, read_status
from sandbox.dialects.snapchat.words import OBJECTIVES, deleted
from sandbox.stage import Stage
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, AdSet, Campaign, Entity, Objective

# The first word of today, where several of the world's objectives share it, stands for the first of them.
BY_TYPE = {words[0]: objective for objective, words in reversed(OBJECTIVES.items())}
BY_LEGACY = {words[1]: objective for objective, words in OBJECTIVES.items()}


@dataclass(frozen=True, slots=True)
class Form:
    """What an object is, may and must have: its parent's field, what is needed, and what may be there."""

    kind: Kind
    parent: str
    needed: frozenset[str]
    allowed: frozenset[str]
    read: Callable[[Stage, Any, Object, Creation], Creation]


def create(stage: Stage, node: Account | Entity, kind: str, body: bytes) -> Object:
    """`POST /{parents}/{id}/{children}`."""
    if isinstance(node, Account) and kind in ASSETS:
        make, most = ASSETS[kind]
        return _each(stage, kind, read_many(body, kind, most), partial(make, stage, node))
    form = FORMS.get((type(node), kind))
    if form is None or (not isinstance(node, Account) and deleted(stage.world, node)):
        raise missing()
    return _each(stage, kind, read_many(body, kind), partial(_create, stage, node, form))


def _each(stage: Stage, kind: str, many: list[Any], make: Callable[[Object], Object]) -> Object:
    """Make each; one that is refused does not keep the others from being made."""
    outcomes: list[Object | SnapError] = []
    for wanted in many:
        try:
            if not isinstance(wanted, dict):
                raise invalid("An object is expected")
            outcomes.append(make(wanted))
        except SnapError as error:
            outcomes.append(error)
    stage.save()
    return answer_many(kind, outcomes)


def _create(stage: Stage, node: Account | Entity, form: Form, wanted: Object) -> Object:
    world = stage.world
    _check(form, node, wanted)
    made = Creation(
        at=world.clock.now(),
        platform=SNAPCHAT,
        kind=form.kind,
        id=world.new_id(SNAPCHAT, form.kind),
        parent_id=node.id,
        name=read_name(wanted["name"]),
        status=read_status(wanted["status"]),
    )
    world.create(form.read(stage, node, wanted, made))
    entity = world.entity(SNAPCHAT, made.id)
    if entity is None:
        raise missing()
    return render(world, entity)


def _check(form: Form, node: Account | Entity, wanted: Object) -> None:
    lacking = form.needed - wanted.keys()
    if lacking:
        raise invalid(f"{', '.join(sorted(lacking))} is required")
    unknown = wanted.keys() - form.needed - form.allowed
    if unknown:
        raise invalid(f"Unrecognized field {', '.join(sorted(unknown))}")
    if wanted[form.parent] != node.id:
        raise invalid(f"{form.parent} is not the one of the path")


def _campaign(_: Stage, account: Account, wanted: Object, made: Creation) -> Creation:
    starts_on = read_day(wanted, "start_time", account.zone)
    ends_on = read_day(wanted, "end_time", account.zone, ends=True)
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise invalid("end_time must be after start_time")
    name, budget = read_budget(Campaign, wanted, ("daily_budget_micro", "lifetime_spend_cap_micro"))
    lifetime = name == "lifetime_spend_cap_micro"
    if lifetime and ends_on is None:
        raise invalid("end_time is required with lifetime_spend_cap_micro")
    return replace(
        made, objective=_objective(wanted), starts_on=starts_on, ends_on=ends_on, lifetime=lifetime,
        budget_micros=budget,
    )  # fmt: skip


def _ad(stage: Stage, ad_set: AdSet, wanted: Object, made: Creation) -> Creation:
    account = stage.world.campaign_of(SNAPCHAT, ad_set.id).account
    shown = next((each for each in creatives.listed(stage, account) if each["id"] == wanted["creative_id"]), None)
    if shown is None:
        raise invalid("The creative can not be found")
    fitting = creatives.SHOWN_BY[shown["type"]]
    if wanted["type"] != fitting:
        raise invalid(f"An ad with this creative has to be of type {fitting}")
    return replace(made, creative_id=shown["id"], headline=shown["headline"], details={"type": fitting})


def _objective(wanted: Object) -> Objective:
    today, legacy = wanted.get("objective_v2_properties"), wanted.get("objective")
    word = today.get("objective_v2_type") if isinstance(today, dict) else None
    if word is not None and word not in BY_TYPE:
        raise invalid(f"objective_v2_type must be one of {', '.join(sorted(BY_TYPE))}")
    if legacy is not None and legacy not in BY_LEGACY:
        raise invalid(f"objective must be one of {', '.join(sorted(BY_LEGACY))}")
    if word is None and legacy is None:
        raise invalid("objective_v2_properties is required")
    if legacy is not None and word in {None, OBJECTIVES[BY_LEGACY[legacy]][0]}:
        return BY_LEGACY[legacy]
    return BY_TYPE[str(word)]


FORMS: dict[tuple[type[Account | Entity], str], Form] = {
    (Account, "campaigns"): Form(
        "campaign",
        "ad_account_id",
        frozenset({"ad_account_id", "name", "status", "start_time"}),
        frozenset({"end_time", "daily_budget_micro", "lifetime_spend_cap_micro", "buy_model"})
        | {"objective", "objective_v2_properties"},
        _campaign,
    ),
    (Campaign, "adsquads"): Form(
        "ad_set",
        "campaign_id",
        frozenset({"campaign_id", "name", "status", "type", "optimization_goal", "billing_event", "bid_strategy"})
        | {"targeting"},
        frozenset({"placement_v2", "bid_micro", "daily_budget_micro", "lifetime_budget_micro", "start_time"})
        | {"end_time", "delivery_constraint", "conversion_window", "pixel_id"},
        read_ad_squad,
    ),
    (AdSet, "ads"): Form(
        "ad", "ad_squad_id", frozenset({"ad_squad_id", "creative_id", "name", "status", "type"}), frozenset(), _ad
    ),
}
# Of these, too, many can be made at once, but fewer.
ASSETS = {"media": (announce, 10), "creatives": (creatives.make, 10)}
