"""Writes: status and name of campaigns, amounts of budgets, status and bid of ad groups, status of ads.

Operations stand together: without `partialFailure` one bad operation refuses them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.errors import USUAL_TEXT, AdsError, failure
from sandbox.dialects.google.search import camel
from sandbox.stage import Stage
from sandbox.world.changes import Field, Value
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Status
from sandbox.world.world import World

SETTABLE = {"ENABLED": Status.ACTIVE, "PAUSED": Status.PAUSED}
LONGEST_NAME = 255
BUDGETS = {"amount_micros": False, "total_amount_micros": True}  # whether it is a lifetime budget's
Finder = Callable[[World, Account, str], Entity | None]


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of resource that can be written: its name in JSON, how it is found, what its fields mean."""

    singular: str
    find: Finder
    fields: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operation comes to, before anything is done."""

    resource_name: str
    entity: Entity
    edits: tuple[tuple[Field, Value], ...]


def _finder(kind: type) -> Finder:
    def find(world: World, account: Account, name: str) -> Entity | None:
        entity = world.entity(GOOGLE, name.rpartition("~")[2])
        if entity is None or not isinstance(entity, kind):
            return None
        return entity if world.campaign_of(GOOGLE, entity.id).account is account else None

    return find


def _of_budget(world: World, account: Account, name: str) -> Entity | None:
    return next((campaign for campaign in world.campaigns_of(account) if campaign.budget_id == name), None)


COLLECTIONS = {
    "campaigns": Collection("campaign", _finder(Campaign), {"status": "status", "name": "name"}),
    "campaignBudgets": Collection(
        "campaignBudget", _of_budget, {"amount_micros": "budget_micros", "total_amount_micros": "budget_micros"}
    ),
    "adGroups": Collection(
        "adGroup", _finder(AdSet), {"status": "status", "name": "name", "cpc_bid_micros": "bid_micros"}
    ),
    "adGroupAds": Collection("adGroupAd", _finder(Ad), {"status": "status"}),
}


def mutate(
    stage: Stage, account: Account, name: str, body: dict[str, Any], call: tuple[str, str]
) -> dict[str, Any]:
    """`POST customers/{id}/{collection}:mutate`; `call` is the version and the request id."""
    operations = body.get("operations")
    if not isinstance(operations, list) or not operations:
        raise _missing("operations")
    plans: list[Plan | None] = []
    errors: list[AdsError] = []
    for n, operation in enumerate(operations):
        try:
            plans.append(_plan(stage.world, account, name, operation))
        except AdsError as error:
            error.path = (("operations", n), *error.path)
            if not body.get("partialFailure"):
                raise
            plans.append(None)
            errors.append(error)
    if body.get("validateOnly"):
        return {} if not errors else _partial(errors, call)
    for plan in plans:
        _carry_out(stage, plan)
    stage.save()
    results = [{"resourceName": plan.resource_name} if plan else {} for plan in plans]
    return {"results": results} | (_partial(errors, call) if errors else {})


def _carry_out(stage: Stage, plan: Plan | None) -> None:
    if plan is None:
        return
    for field, value in plan.edits:
        stage.world.change(GOOGLE, plan.entity.id, field, value)


def _partial(errors: list[AdsError], call: tuple[str, str]) -> dict[str, Any]:
    status = {"code": 3, "message": USUAL_TEXT[400], "details": [failure(call[0], errors, call[1])]}
    return {"partialFailureError": status}


def _plan(world: World, account: Account, name: str, operation: Any) -> Plan:
    collection = COLLECTIONS[name]
    if not isinstance(operation, dict):
        raise _missing("operation")
    if "remove" in operation:
        entity = _target(world, account, name, str(operation["remove"]))
        return Plan(str(operation["remove"]), entity, (("status", Status.DELETED),))
    update = operation.get("update")
    if not isinstance(update, dict):
        raise AdsError(400, "contextError", "OPERATION_NOT_PERMITTED_FOR_CONTEXT",
                       "Operations here are update and remove.")  # fmt: skip
    resource_name = str(update.get("resourceName", ""))
    entity = _target(world, account, name, resource_name)
    mask = [each.strip() for each in str(operation.get("updateMask", "")).split(",") if each.strip()]
    if not mask:
        message = "The field mask must be provided for update operations."
        raise AdsError(400, "fieldMaskError", "FIELD_MASK_MISSING", message, path=(("update_mask", None),))
    edits = tuple(_edit(world, collection, entity, each, update) for each in mask)
    return Plan(resource_name, entity, edits)


def _target(world: World, account: Account, name: str, resource_name: str) -> Entity:
    parts = resource_name.split("/")
    if len(parts) != 4 or parts[0] != "customers" or parts[2] != name:
        raise AdsError(
            400, "requestError", "RESOURCE_NAME_MALFORMED", "Resource name is malformed.", resource_name
        )
    entity = COLLECTIONS[name].find(world, account, parts[3]) if parts[1] == account.id else None
    if entity is None:
        raise AdsError(400, "mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", resource_name)
    if world.status(GOOGLE, entity.id) is Status.DELETED:
        raise AdsError(400, "contextError", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
                       "The operation is not allowed for removed resources.", resource_name)  # fmt: skip
    return entity


def _edit(
    world: World, collection: Collection, entity: Entity, masked: str, update: dict[str, Any]
) -> tuple[Field, Value]:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in masked)
    field = collection.fields.get(snake)
    path = ((collection.singular, None), (snake, None))
    if field is None:
        raise AdsError(400, "fieldMaskError", "FIELD_NOT_FOUND", "The field mask contained an invalid field.",
                       masked, path)  # fmt: skip
    value = update.get(camel(snake), update.get(snake))
    if field == "status":
        if value not in SETTABLE:
            raise AdsError(
                400, "requestError", "INVALID_ENUM_VALUE", "Enum value is not permitted.", str(value), path
            )
        return field, SETTABLE[str(value)]
    if field == "name":
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME:
            raise AdsError(400, "stringLengthError", "TOO_LONG" if value else "EMPTY",
                           "The name is empty or too long.", str(value), path)  # fmt: skip
        return field, value
    if snake in BUDGETS and world.campaign_of(GOOGLE, entity.id).lifetime is not BUDGETS[snake]:
        raise AdsError(
            400, "campaignBudgetError", "INVALID_PERIOD", "The budget has another period.", masked, path
        )
    return field, _money(world, entity, value, path)


def _money(world: World, entity: Entity, value: Any, path: tuple[tuple[str, None], ...]) -> int:
    """Micros: whole, positive, and a multiple of the currency's smallest coin."""
    text = str(value)
    if not text.isdigit() or int(text) <= 0:
        raise AdsError(400, "rangeError", "TOO_LOW", "Too low.", text, path)
    if int(text) % world.campaign_of(GOOGLE, entity.id).account.money_step_micros:
        message = "The amount is not a multiple of the minimum currency unit."
        raise AdsError(400, "campaignBudgetError", "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT", message, text, path)
    return int(text)


def _missing(field: str) -> AdsError:
    return AdsError(
        400, "requestError", "REQUIRED_FIELD_MISSING", "Required field is missing.", path=((field, None),)
    )
