"""Writes: `{"patch": {"$set": {…}}}` for a group, campaign or creative; all fields of a call count or none."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import RestError, invalid
from sandbox.dialects.linkedin.resources import budget_name, decimal
from sandbox.dialects.linkedin.words import GONE, SETTABLE, status
from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.changes import Field, Value
from sandbox.world.model import MICROS, Ad, AdSet, Entity

LONGEST_NAME = 255
LEAST_DOLLARS = 10  # a day, and in all
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
    if name == ("intendedStatus" if isinstance(entity, Ad) else "status"):
        if value not in SETTABLE:
            raise invalid(name, f"'{value}' is not one of {', '.join(SETTABLE)}")
        return "status", SETTABLE[value]
    if name == "name":
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= LONGEST_NAME:
            raise invalid(name, f"1 to {LONGEST_NAME} characters are expected")
        return "name", value
    if isinstance(entity, AdSet) and name in {"dailyBudget", "totalBudget"}:
        return "budget_micros", _budget(call, entity, name, value)
    if isinstance(entity, AdSet) and name == "unitCost":
        return "bid_micros", _money(call, entity, name, value)
    raise invalid(name, "unrecognized field or one that cannot be changed")


def _budget(call: Call, entity: AdSet, name: str, value: Any) -> int:
    campaign = call.world.campaign_of(LINKEDIN, entity.id)
    if name != budget_name(campaign):
        raise invalid(name, f"this campaign has a {budget_name(campaign)}")
    micros = _money(call, entity, name, value)
    least = round(LEAST_DOLLARS * PER_DOLLAR[campaign.account.currency]) * MICROS
    if micros < least:
        raise invalid(name, f"the budget must be at least {decimal(least)}")
    return micros


def _money(call: Call, entity: AdSet, name: str, value: Any) -> int:
    """Micros of `{"amount": "75.00", "currencyCode": "USD"}` in the account's own currency."""
    account = call.world.campaign_of(LINKEDIN, entity.id).account
    if not isinstance(value, dict) or set(value) != {"amount", "currencyCode"}:
        raise invalid(name, "amount and currencyCode are expected")
    if value["currencyCode"] != account.currency:
        raise invalid(f"{name}/currencyCode", f"the account's currency is {account.currency}")
    text = value["amount"]
    try:
        micros = Decimal(text) * MICROS if isinstance(text, str) else Decimal("NaN")
    except InvalidOperation:
        micros = Decimal("NaN")
    if not micros.is_finite() or micros <= 0 or micros % account.money_step_micros:
        raise invalid(f"{name}/amount", "a positive decimal string of whole coins is expected")
    return int(micros)
