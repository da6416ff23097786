"""Changing and deleting: PUT replaces whole objects, PATCH edits them (RFC 6902), DELETE takes them away.

A PUT carries many; each succeeds or fails on its own, inside an answer whose own status is 200.
"""

from typing import Any

import orjson
from starlette.requests import Request

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import IMMUTABLE, INVALID, SnapError, invalid, missing, request_id
from sandbox.dialects.snapchat.lists import holds
from sandbox.dialects.snapchat.objects import PLURALS, SINGULARS, Object, render
from sandbox.dialects.snapchat.patches import patched
from sandbox.dialects.snapchat.times import read_day
from sandbox.dialects.snapchat.words import STATUSES, deleted, lineage
from sandbox.stage import Stage
from sandbox.world.changes import Field, Value
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Status
from sandbox.world.world import World

LONGEST_NAME = 375
MOST_OBJECTS = 30
MONEY: dict[str, tuple[Field, int]] = {  # and the least that may be set, in micros
    "daily_budget_micro": ("budget_micros", 5_000_000),
    "lifetime_spend_cap_micro": ("budget_micros", 20_000_000),
    "lifetime_budget_micro": ("budget_micros", 5_000_000),
    "bid_micro": ("bid_micros", 10_000),
}
LEAST_OF_A_CAMPAIGN = 20_000_000
READ_ONLY = frozenset(
    {"updated_at", "created_at", "delivery_status", "review_status", "creation_state", "deleted"}
)
REQUIRED: dict[type[Entity], frozenset[str]] = {
    Campaign: frozenset({"id", "ad_account_id", "name", "status"}),
    AdSet: frozenset({"id", "campaign_id", "name", "status", "targeting"}),
    Ad: frozenset({"id", "ad_squad_id", "creative_id", "name", "status", "type"}),
}
# What a whole object has to repeat where it has a value; of these only money and dates may change.
KEEPS: dict[type[Entity], frozenset[str]] = {
    Campaign: frozenset(
        {"objective", "objective_v2_properties", "buy_model", "start_time", "end_time", "lifetime_spend_cap_micro"}
        | {"daily_budget_micro"}
    ),
    AdSet: frozenset(
        {"type", "placement_v2", "optimization_goal", "billing_event", "bid_strategy", "bid_micro", "start_time"}
        | {"daily_budget_micro", "lifetime_budget_micro", "conversion_window", "end_time"}
        | {"delivery_constraint", "pixel_id"}
    ),
    Ad: frozenset({"render_type"}),
}
DATES: dict[str, Field] = {"start_time": "starts_on", "end_time": "ends_on"}
Edit = tuple[Field, Value]


def write(stage: Stage, request: Request, node: Account | Entity, rest: list[str], body: bytes) -> Object:
    """Any call that is no GET."""
    match request.method, rest:
        case "PATCH", [] if not isinstance(node, Account):
            return _patch(stage, node, body)
        case "DELETE", [] if not isinstance(node, Account):
            return _delete(stage, node)
        case "PUT", [kind] if kind in PLURALS.values():
            return _put(stage, node, kind, read_many(body, kind))
    raise missing()


def read_many(body: bytes, kind: str, most: int = MOST_OBJECTS) -> list[Any]:
    """The objects in a body such as `{"campaigns": […]}`, an array even for one."""
    found = read_json(body)
    many = found.get(kind) if isinstance(found, dict) else None
    if not isinstance(many, list) or not many:
        raise invalid(f"{kind} must be a non-empty array")
    if len(many) > most:
        raise invalid(f"At most {most} {kind} can be sent at once")
    return many


def read_json(body: bytes) -> Any:
    """The body's JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise invalid("The request body is not valid JSON") from error


def answer_many(kind: str, outcomes: list[Object | SnapError]) -> Object:
    """One entry an object, in order: what it is now, or why it was not accepted."""
    entries = [
        {"sub_request_status": "ERROR", "sub_request_error_reason": each.reason}
        if isinstance(each, SnapError)
        else {"sub_request_status": "SUCCESS", SINGULARS[kind]: each}
        for each in outcomes
    ]
    return {"request_status": "SUCCESS", "request_id": request_id(), kind: entries}


def change(world: World, entity: Entity, wanted: Object) -> None:
    """Make an entity what is wanted, all of it or, raising, nothing."""
    if deleted(world, entity):
        raise missing()
    edits = _edits(entity, render(world, entity), wanted)
    edits += _dates(world, entity, render(world, entity), wanted)
    for field, value in edits:
        world.change(SNAPCHAT, entity.id, field, value)


def _put(stage: Stage, node: Account | Entity, kind: str, many: list[Any]) -> Object:
    outcomes: list[Object | SnapError] = []
    for wanted in many:
        try:
            entity = _named(stage.world, node, kind, wanted)
            lacking = REQUIRED[type(entity)] - wanted.keys()
            lacking |= KEEPS[type(entity)] & render(stage.world, entity).keys() - wanted.keys()
            if lacking:
                raise invalid(f"The whole object has to be sent, {', '.join(sorted(lacking))} is missing")
            change(stage.world, entity, wanted)
            outcomes.append(render(stage.world, entity))
        except SnapError as error:
            outcomes.append(error)
    stage.save()
    return answer_many(kind, outcomes)


def _patch(stage: Stage, entity: Entity, body: bytes) -> Object:
    if deleted(stage.world, entity):
        raise missing()
    change(stage.world, entity, patched(render(stage.world, entity), body))
    stage.save()
    return answer_many(PLURALS[type(entity)], [render(stage.world, entity)])


def _delete(stage: Stage, entity: Entity) -> Object:
    if deleted(stage.world, entity):
        raise missing()
    stage.world.change(SNAPCHAT, entity.id, "status", Status.DELETED)
    stage.save()
    return {"request_status": "SUCCESS", "request_id": request_id()}


def _named(world: World, node: Account | Entity, kind: str, wanted: Any) -> Entity:
    """The entity that an object of a PUT is about, which has to stand in the node of its path."""
    if not isinstance(wanted, dict):
        raise invalid("An object is expected")
    entity = world.entity(SNAPCHAT, str(wanted.get("id", "")))
    if entity is None or PLURALS[type(entity)] != kind or not holds(node, type(entity)):
        raise missing()
    above = [*lineage(world, entity)[1:], world.campaign_of(SNAPCHAT, entity.id).account]
    if node not in above:
        raise missing()
    return entity


def _edits(entity: Entity, now: Object, wanted: Object) -> list[Edit]:
    found = []
    for name, value in wanted.items():
        if name in {*READ_ONLY, *DATES} or value == now.get(name):
            continue
        found.append(_edit(entity, now, name, value))
    return found


def _dates(world: World, entity: Entity, now: Object, wanted: Object) -> list[Edit]:
    """Other first and last days; in what order they come and that none is past, Snapchat watches over."""
    moved = {name: DATES[name] for name in DATES.keys() & wanted.keys() if wanted[name] != now.get(name)}
    if not moved:
        return []
    if isinstance(entity, Ad):
        raise invalid(f"Unrecognized field {', '.join(sorted(moved))}")
    zone = world.campaign_of(SNAPCHAT, entity.id).account.zone
    edits: list[Edit] = [
        (field, str(read_day(wanted, name, zone, ends=name == "end_time"))) for name, field in moved.items()
    ]
    match world.against_dates(SNAPCHAT, entity, edits):
        case "begun":
            raise invalid("start_time cannot be changed once it has passed", IMMUTABLE)
        case "past":
            raise invalid(f"{', '.join(sorted(moved))} must not be in the past")
        case "order":
            raise invalid("end_time must be after start_time")
    return edits


def _edit(entity: Entity, now: Object, name: str, value: Any) -> Edit:
    if name == "status":
        return "status", read_status(value)
    if name == "name":
        return "name", read_name(value)
    if name in MONEY and name in now:
        return MONEY[name][0], read_money(entity, name, value)
    known = name in REQUIRED[type(entity)] | KEEPS[type(entity)]
    raise invalid(
        f"{name} cannot be changed" if known else f"Unrecognized field {name}", IMMUTABLE if known else INVALID
    )


def read_status(value: Any) -> Status:
    """ACTIVE or PAUSED."""
    if not isinstance(value, str) or value not in STATUSES:
        raise invalid("status must be one of ACTIVE, PAUSED")
    return STATUSES[value]


def read_name(value: Any) -> str:
    """A name that is neither empty nor too long."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME:
        raise invalid(f"name must have between 1 and {LONGEST_NAME} characters")
    return value


def read_money(owner: Entity | type[Entity], name: str, value: Any) -> int:
    """Whole micros, not below what the platform accepts."""
    campaign = owner is Campaign or isinstance(owner, Campaign)
    least = LEAST_OF_A_CAMPAIGN if campaign else MONEY[name][1]
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(f"{name} must be an integer")
    if value < least:
        raise invalid(f"{name} must be at least {least}")
    return value
