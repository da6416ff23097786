"""Writes: `{"patch": {"$set": {…}}}` for a group, campaign or creative; all fields of a call count or none."""

from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import RestError, invalid
from sandbox.dialects.linkedin.money import budget_in, money_in
from sandbox.dialects.linkedin.resources import schedule
from sandbox.dialects.linkedin.targeting import schedule_in
from sandbox.dialects.linkedin.words import GONE, SETTABLE, status
from sandbox.world.changes import DATES, Field, Value
from sandbox.world.model import Ad, AdSet, Entity

LONGEST_NAME = 255
REASONS = {
    "begun": "the start of what has begun cannot be changed", "past": "the date is in the past",
    "order": "the end is before the start",
}  # fmt: skip
Edit = tuple[Field, Value]


def update(call: Call, entity: Entity) -> None:
    """Apply a partial update; raises 400, and then nothing was changed."""
    patch = call.json().get("patch")
    if not isinstance(patch, dict) or not set(patch) <= {"$set", "$delete"}:
        raise invalid("patch", "an object with $set or $delete is expected")
    if patch.get("$delete"):
        raise invalid(str(patch["$delete"][0]), "this field cannot be deleted")
    values = patch.get("$set")
    if not isinstance(values, dict) or not values:
        raise invalid("patch/$set", "fields to set are expected")
    if status(call.world, entity) in GONE:
        raise RestError(400, "INVALID_ENTITY_STATE", "A deleted entity cannot be changed")
    edits = [_edit(call, entity, name, value) for name, value in values.items() if name != "runSchedule"]
    edits += _dates(call, entity, values) if "runSchedule" in values else []
    for field, value in edits:
        call.world.change(LINKEDIN, entity.id, field, value)
    call.stage.save()


def _dates(call: Call, entity: Entity, values: dict[str, Any]) -> list[Edit]:
    """Another run schedule, always a whole one; what has begun keeps its beginning to the millisecond."""
    if isinstance(entity, Ad):
        raise invalid("runSchedule", "unrecognized field or one that cannot be changed")
    days, now = schedule_in(values), schedule(call.world, entity)
    if days["starts_on"] is None:
        raise invalid("runSchedule/start", "field is required but not found and has no default value")
    if values["runSchedule"]["start"] == now["start"]:
        days["starts_on"] = None
    edits: list[Edit] = [(name, days[name].isoformat()) for name in DATES if days[name]]
    against = call.world.against_dates(LINKEDIN, entity, edits)
    if against:
        raise invalid(f"runSchedule/{'start' if against == 'begun' else 'end'}", REASONS[against])
    return edits


def _edit(call: Call, entity: Entity, name: str, value: Any) -> Edit:
    campaign = call.world.campaign_of(LINKEDIN, entity.id)
    if name == ("intendedStatus" if isinstance(entity, Ad) else "status"):
        if value not in SETTABLE:
            raise invalid(name, f"'{value}' is not one of {', '.join(SETTABLE)}")
        return "status", SETTABLE[value]
    if name == "name":
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= LONGEST_NAME:
            raise invalid(name, f"1 to {LONGEST_NAME} characters are expected")
        return "name", value
    if isinstance(entity, AdSet) and name in {"dailyBudget", "totalBudget"}:
        return "budget_micros", budget_in(campaign, {name: value})[0]
    if isinstance(entity, AdSet) and name == "unitCost":
        return "bid_micros", money_in(campaign.account, name, value)
    raise invalid(name, "unrecognized field or one that cannot be changed")
