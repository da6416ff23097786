"""Writes: status, budget, bid, name and dates of campaigns, ad sets and ads; all of a call counts or nothing."""

from datetime import timedelta
from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import invalid
from sandbox.dialects.meta.money import micros_of_minor
from sandbox.dialects.meta.reading import MINIMUM_STEPS, moment, too_low
from sandbox.dialects.meta.statuses import META, configured
from sandbox.world.changes import Field, Value
from sandbox.world.model import Ad, AdSet, Campaign, Entity, Status
from sandbox.world.world import local

NOT_FIELDS = frozenset({"access_token", "appsecret_proof", "method", "format", "fields"})
SETTABLE = ("ACTIVE", "PAUSED", "DELETED", "ARCHIVED")
LONGEST_NAME = 400
Edit = tuple[Field, Value]


def update(call: Call, entity: Entity) -> dict[str, bool]:
    """Apply the parameters of `POST /{id}`; all of them or, raising (#100), none."""
    changed = {name: text for name, text in call.params.items() if name not in NOT_FIELDS}
    edits = [_edit(call, entity, name, text) for name, text in changed.items()]
    _check_dates(call, entity, edits)
    for field, value in edits:
        call.world.change(META, entity.id, field, value)
    call.stage.save()
    return {"success": True}


def delete(call: Call, entity: Entity) -> dict[str, Any]:
    """`DELETE /{id}`: gone from the lists, its numbers stay."""
    call.world.change(META, entity.id, "status", Status.DELETED)
    call.stage.save()
    return {"success": True}


def _edit(call: Call, entity: Entity, name: str, text: str) -> Edit:
    if configured(call.world, entity) == "DELETED":
        raise invalid("This object has been deleted and cannot be changed", 1487056, "It was deleted.")
    if name in {"status", "configured_status"}:
        return "status", _status(call, entity, text)
    if name == "name":
        return "name", _name(text)
    if name in {"daily_budget", "lifetime_budget"} and not isinstance(entity, Ad):
        return "budget_micros", _budget(call, entity, name, text)
    if name == "bid_amount" and isinstance(entity, AdSet):
        return "bid_micros", _money(call, entity, name, text)
    if name == "start_time" and not isinstance(entity, Ad):
        return "starts_on", _day(call, entity, name)
    if (type(entity), name) in {(Campaign, "stop_time"), (AdSet, "end_time")}:
        return "ends_on", _day(call, entity, name)
    raise invalid(f"Param {name} cannot be changed on this object", 1487390)


def _day(call: Call, entity: Entity, name: str) -> str:
    """The day of the account that a moment begins, or ends, in ISO."""
    account = call.world.campaign_of(META, entity.id).account
    found = moment(call, name, account)
    if found is None:
        raise invalid(f"Param {name} must be a time", blame=name)
    inside = found - timedelta(seconds=0 if name == "start_time" else 1)
    return local(inside, account.zone).date().isoformat()


def _check_dates(call: Call, entity: Entity, edits: list[Edit]) -> None:
    """Not confirmed: the numbers, and that they are these three."""
    match None if isinstance(entity, Ad) else call.world.against_dates(META, entity, edits):
        case "begun":
            raise invalid("The start time cannot be changed", 1487110, "It has started already.")
        case "past":
            raise invalid("The time is in the past", 1487057, "Choose a time that is still to come.")
        case "order":
            raise invalid("The end must be after the start", 1487033, "The schedule ends before it starts.")


def _status(call: Call, entity: Entity, text: str) -> str:
    if text not in SETTABLE:
        raise invalid(f"Param status must be one of {{{', '.join(SETTABLE)}}}")
    if configured(call.world, entity) == "ARCHIVED" and text not in {"ARCHIVED", "DELETED"}:
        raise invalid(
            "Archived objects can only be deleted", 1487564, "An archived object cannot be started again."
        )
    return Status[text]


def _name(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_NAME:
        raise invalid("Param name must be a non-empty string of at most 400 characters")
    return text


def _budget(call: Call, entity: Campaign | AdSet, name: str, text: str) -> int:
    campaign = call.world.campaign_of(META, entity.id)
    if entity.budget_micros is None:
        raise invalid(
            "Budget cannot be set here", 1885621,
            "This campaign keeps its budget on the other level: campaign budget or ad set budgets, never both.",
        )  # fmt: skip
    if campaign.lifetime != (name == "lifetime_budget"):
        raise invalid(
            "Budget type cannot be changed", 1487246, "A daily budget stays daily, a lifetime one lifetime."
        )
    micros = _money(call, entity, name, text)
    least = campaign.account.money_step_micros * MINIMUM_STEPS
    if micros < least:
        raise too_low(least, campaign.account, name)
    return micros


def _money(call: Call, entity: Entity, name: str, text: str) -> int:
    """Whole minor units of the account's currency, as micros."""
    if not text.strip().isdigit():
        raise invalid(f"Param {name} must be an integer")
    return micros_of_minor(int(text), call.world.campaign_of(META, entity.id).account.currency)
