"""Creating campaigns, ad squads and ads: an array of objects, of which each is accepted or refused on its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import SnapError, invalid, missing
from sandbox.dialects.snapchat.lists import children
from sandbox.dialects.snapchat.objects import Object, creative, render
from sandbox.dialects.snapchat.updates import answer_many, read_many, read_money, read_name, read_status
from sandbox.dialects.snapchat.words import BID_STRATEGIES, OBJECTIVES, WITH_BID, deleted
from sandbox.stage import Stage
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Objective
from sandbox.world.world import World

# The first word of today, where several of the world's objectives share it, stands for the first of them.
BY_TYPE = {words[0]: objective for objective, words in reversed(OBJECTIVES.items())}
BY_LEGACY = {words[1]: objective for objective, words in OBJECTIVES.items()}
GOALS = frozenset(words[2] for words in OBJECTIVES.values())


@dataclass(frozen=True, slots=True)
class Form:
    """What an object is, may and must have: its parent's field, what is needed, and what may be there."""

    kind: Kind
    parent: str
    needed: frozenset[str]
    allowed: frozenset[str]
    read: Callable[[World, Any, Object, Creation], Creation]


def create(stage: Stage, node: Account | Entity, kind: str, body: bytes) -> Object:
    """`POST /{parents}/{id}/{children}`."""
    place = FORMS.get((type(node), kind))
    if place is None or (not isinstance(node, Account) and deleted(stage.world, node)):
        raise missing()
    outcomes: list[Object | SnapError] = []
    for wanted in read_many(body, kind):
        try:
            outcomes.append(_create(stage.world, node, place, wanted))
        except SnapError as error:
            outcomes.append(error)
    stage.save()
    return answer_many(kind, outcomes)


def _create(world: World, node: Account | Entity, form: Form, wanted: Any) -> Object:
    if not isinstance(wanted, dict):
        raise invalid("An object is expected")
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
    world.create(form.read(world, node, wanted, made))
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


def _campaign(world: World, account: Account, wanted: Object, made: Creation) -> Creation:
    starts_on = _day(wanted, "start_time", account.zone) or world.clock.today(account.zone)
    ends_on = _day(wanted, "end_time", account.zone, ends=True)
    if ends_on is not None and ends_on < starts_on:
        raise invalid("end_time must be after start_time")
    name, budget = _budget(Campaign, wanted, ("daily_budget_micro", "lifetime_spend_cap_micro"))
    lifetime = name == "lifetime_spend_cap_micro"
    if lifetime and ends_on is None:
        raise invalid("end_time is required with lifetime_spend_cap_micro")
    return replace(
        made, objective=_objective(wanted), starts_on=starts_on, ends_on=ends_on, lifetime=lifetime,
        budget_micros=budget,
    )  # fmt: skip


def _ad_squad(world: World, campaign: Campaign, wanted: Object, made: Creation) -> Creation:
    _one_of(wanted, "type", {"SNAP_ADS"})
    _one_of(wanted, "optimization_goal", GOALS)
    _one_of(wanted, "billing_event", {"IMPRESSION"})
    _one_of(wanted, "bid_strategy", BID_STRATEGIES)
    targeting = wanted["targeting"]
    if not isinstance(targeting, dict) or not targeting.get("geos"):
        raise invalid("targeting must name at least one of geos")
    if (wanted["bid_strategy"] in WITH_BID) != ("bid_micro" in wanted):
        raise invalid(f"bid_micro does not fit bid_strategy {wanted['bid_strategy']}")
    _, budget = _budget(AdSet, wanted, ("daily_budget_micro",))
    if budget is None and world.budget_micros(SNAPCHAT, campaign) is None:
        raise invalid("daily_budget_micro is required where the campaign has no budget")
    bid = read_money(AdSet, "bid_micro", wanted["bid_micro"]) if "bid_micro" in wanted else 0
    told = ("targeting", "placement_v2", "optimization_goal", "bid_strategy", "conversion_window", "pixel_id")
    details = {name: wanted[name] for name in told if name in wanted}
    return replace(made, budget_micros=budget, bid_micros=bid, details=details)


def _ad(world: World, ad_set: AdSet, wanted: Object, made: Creation) -> Creation:
    account = world.campaign_of(SNAPCHAT, ad_set.id).account
    ads = [ad for ad in children(world, account, "ads", with_deleted=True) if isinstance(ad, Ad)]
    shown = next((ad for ad in ads if ad.creative_id == wanted["creative_id"]), None)
    if shown is None:
        raise invalid("The creative can not be found")
    fitting = "REMOTE_WEBPAGE" if creative(world, shown)["type"] == "WEB_VIEW" else "SNAP_AD"
    if wanted["type"] != fitting:
        raise invalid(f"An ad with this creative has to be of type {fitting}")
    details = {"type": fitting}
    return replace(made, creative_id=shown.creative_id, headline=shown.headline, body=shown.body, details=details)


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


def _budget(kind: type[Entity], wanted: Object, names: Iterable[str]) -> tuple[str | None, int | None]:
    """Which budget there is, and how much; at most one."""
    given = [name for name in names if name in wanted]
    if len(given) > 1:
        raise invalid(f"Only one of {', '.join(given)} can be set")
    return (given[0], read_money(kind, given[0], wanted[given[0]])) if given else (None, None)


def _one_of(wanted: Object, name: str, words: Iterable[str]) -> None:
    known = set(words)
    if not isinstance(wanted[name], str) or wanted[name] not in known:
        raise invalid(f"{name} must be one of {', '.join(sorted(known))}")


def _day(wanted: Object, name: str, zone: str, *, ends: bool = False) -> date | None:
    """The account's day of a moment; a campaign that ends at midnight ran until the day before."""
    if name not in wanted:
        return None
    try:
        moment = datetime.fromisoformat(str(wanted[name]))
    except ValueError as error:
        raise invalid(f"{name} is not an ISO 8601 date and time") from error
    if moment.tzinfo is None:
        raise invalid(f"{name} has no offset from UTC")
    return (moment - timedelta(microseconds=1 if ends else 0)).astimezone(ZoneInfo(zone)).date()


FORMS: dict[tuple[type[Account | Entity], str], Form] = {
    (Account, "campaigns"): Form(
        "campaign",
        "ad_account_id",
        frozenset({"ad_account_id", "name", "status"}),
        frozenset({"start_time", "end_time", "daily_budget_micro", "lifetime_spend_cap_micro", "buy_model"})
        | {"objective", "objective_v2_properties"},
        _campaign,
    ),
    (Campaign, "adsquads"): Form(
        "ad_set",
        "campaign_id",
        frozenset({"campaign_id", "name", "status", "type", "optimization_goal", "billing_event", "bid_strategy"})
        | {"targeting"},
        frozenset({"placement_v2", "bid_micro", "daily_budget_micro", "conversion_window", "pixel_id"}),
        _ad_squad,
    ),
    (AdSet, "ads"): Form(
        "ad", "ad_squad_id", frozenset({"ad_squad_id", "creative_id", "name", "status", "type"}), frozenset(), _ad
    ),
}
