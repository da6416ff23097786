"""Updates and removals: status, name and dates, amounts of budgets, bids; only what the mask names changes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.batch import Batch, Plan
from sandbox.dialects.google.errors import bad
from sandbox.dialects.google.fields import camel, micros, read_day, snake
from sandbox.world.changes import Field, Value
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Status
from sandbox.world.world import World

SETTABLE = {"ENABLED": Status.ACTIVE, "PAUSED": Status.PAUSED}
LONGEST_NAME = 255
BUDGETS = {"amount_micros": False, "total_amount_micros": True}  # whether it is a lifetime budget's
DATE_REFUSALS = {
    "begun": ("start_date_time", "CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED", "The campaign has started."),
    "past": ("end_date_time", "CANNOT_SET_DATE_TO_PAST", "The date cannot be in the past."),
    "order": ("end_date_time", "START_DATE_AFTER_END_DATE", "The start date is after the end date."),
}
Finder = Callable[[World, Account, str], Entity | None]


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of resource that can be changed: its name in JSON, how it is found, what its fields mean."""

    singular: str
    find: Finder
    fields: dict[str, Field]


def _finder(kind: type) -> Finder:
    def find(world: World, account: Account, name: str) -> Entity | None:
        entity = world.entity(GOOGLE, name.rpartition("~")[2])
        if entity is None or not isinstance(entity, kind):
            return None
        return entity if world.campaign_of(GOOGLE, entity.id).account is account else None

    return find


def _of_budget(world: World, account: Account, name: str) -> Entity | None:
    return next((campaign for campaign in world.campaigns_of(account) if campaign.budget_id == name), None)


CHANGEABLE = {
    "campaigns": Collection(
        "campaign",
        _finder(Campaign),
        {"status": "status", "name": "name", "start_date_time": "starts_on", "end_date_time": "ends_on"},
    ),
    "campaignBudgets": Collection(
        "campaignBudget", _of_budget, {"amount_micros": "budget_micros", "total_amount_micros": "budget_micros"}
    ),
    "adGroups": Collection(
        "adGroup", _finder(AdSet), {"status": "status", "name": "name", "cpc_bid_micros": "bid_micros"}
    ),
    "adGroupAds": Collection("adGroupAd", _finder(Ad), {"status": "status"}),
}


def update(batch: Batch, name: str, wanted: dict[str, Any], mask: str) -> Plan:
    """What an `update` comes to."""
    resource_name = str(wanted.get("resourceName", ""))
    entity = target(batch, name, resource_name)
    masked = [each.strip() for each in mask.split(",") if each.strip()]
    if not masked:
        message = "The field mask must be provided for update operations."
        raise bad("fieldMaskError", "FIELD_MASK_MISSING", message, None, ("update_mask", None))
    edits = [_edit(batch.world, CHANGEABLE[name], entity, each, wanted) for each in masked]
    _check_dates(batch.world, entity, edits)
    return Plan(
        resource_name,
        tuple(partial(batch.world.change, GOOGLE, entity.id, field, value) for field, value in edits),
    )


def remove(batch: Batch, name: str, resource_name: str) -> Plan:
    """What a `remove` comes to."""
    entity = target(batch, name, resource_name)
    return Plan(resource_name, (partial(batch.world.change, GOOGLE, entity.id, "status", Status.DELETED),))


def target(batch: Batch, name: str, resource_name: str) -> Entity:
    """The living entity of a collection that a resource name means."""
    owner, place = batch.split(name, resource_name)
    entity = CHANGEABLE[name].find(batch.world, batch.account, place) if owner == batch.account.id else None
    if entity is None:
        raise bad("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", resource_name)
    if batch.world.status(GOOGLE, entity.id) is Status.DELETED:
        message = "The operation is not allowed for removed resources."
        raise bad("contextError", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE", message, resource_name)
    return entity


def _edit(
    world: World, collection: Collection, entity: Entity, masked: str, update: dict[str, Any]
) -> tuple[Field, Value]:
    name = snake(masked)
    field = collection.fields.get(name)
    path = ((collection.singular, None), (name, None))
    if field is None:
        message = "The field mask contained an invalid field."
        raise bad("fieldMaskError", "FIELD_NOT_FOUND", message, masked, *path)
    value = update.get(camel(name))
    if field == "status":
        if value not in SETTABLE:
            raise bad("requestError", "INVALID_ENUM_VALUE", "Enum value is not permitted.", str(value), *path)
        return field, SETTABLE[str(value)]
    if field == "name":
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME:
            kind = "TOO_LONG" if value else "EMPTY"
            raise bad("stringLengthError", kind, "The name is empty or too long.", str(value), *path)
        return field, value
    if field in {"starts_on", "ends_on"}:
        return field, read_day(value, "00:00:00" if field == "starts_on" else "23:59:59", path).isoformat()
    campaign = world.campaign_of(GOOGLE, entity.id)
    if name in BUDGETS and campaign.lifetime is not BUDGETS[name]:
        raise bad("campaignBudgetError", "INVALID_PERIOD", "The budget has another period.", masked, *path)
    return field, micros(value, campaign.account.money_step_micros, path)


def _check_dates(world: World, entity: Entity, edits: list[tuple[Field, Value]]) -> None:
    against = world.against_dates(GOOGLE, entity, edits) if isinstance(entity, Campaign) else None
    if against:
        field, code, message = DATE_REFUSALS[against]
        raise bad("dateRangeError", code, message, None, ("campaign", None), (field, None))
