"""Writes: `{"patch": {"$set": {…}}}` for a group, campaign or creative; all fields of a call count or none."""

from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import RestError, invalid
from sandbox.dialects.linkedin.money import budget_in, money_in
from sandbox.dialects.linkedin.words import GONE, SETTABLE, status
from sandbox.world.changes import Field, Value
from sandbox.world.model import Ad, AdSet, Entity

LONGEST_NAME = 255
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
    edits = [_edit(call, entity, name, value) for name, value in values.items()]
    for field, value in edits:
        call.world.change(LINKEDIN, entity.id, field, value)
    call.stage.save()


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
