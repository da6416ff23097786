"""Writes: status, name, budget, bid and dates of campaigns and line items; deleting them and promoted Tweets."""

from datetime import timedelta
from typing import Any

from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.errors import AdsError, invalid
from sandbox.dialects.twitter.lists import find
from sandbox.dialects.twitter.params import Call, moment
from sandbox.dialects.twitter.shapes import DATES
from sandbox.dialects.twitter.words import SETTABLE
from sandbox.world.changes import Field, Value
from sandbox.world.model import Account, AdSet, Campaign, Status
from sandbox.world.world import local

LONGEST_NAME = 255
DAILY, TOTAL, BID = "daily_budget_amount_local_micro", "total_budget_amount_local_micro", "bid_amount_local_micro"
FIELDS = {
    "campaigns": ("entity_status", "name", DAILY, TOTAL),
    "line_items": ("entity_status", "name", DAILY, TOTAL, BID, *DATES),
}


def update(call: Call, account: Account, name: str, entity_id: str) -> dict[str, Any]:
    """`PUT accounts/:id/<collection>/:id`: all that is given counts, or nothing.

    Other members may be sent back as they were read, which X's own client does, and not otherwise: X would also
    let the goal and the kind of bid of a line item be changed.
    """
    if name not in FIELDS:
        raise AdsError(405, "METHOD_NOT_ALLOWED", f"{name} cannot be changed")
    before = find(call, account, name, entity_id, drafts=True)
    call.check_known(*FIELDS[name], *before)
    for member, text in call.params.items():
        if member not in FIELDS[name] and text != _plain(before[member]):
            raise AdsError(400, "INVALID_PARAMETER", f'"{member}" cannot be changed', member, text)
    entity = call.world.entity(TWITTER, entity_id)
    if not isinstance(entity, Campaign | AdSet):
        raise AdsError(405, "METHOD_NOT_ALLOWED", f"{name} cannot be changed")
    edits = [_edit(call, entity, field, text) for field, text in call.params.items() if field in FIELDS[name]]
    _check_dates(call, entity, edits)
    for field, value in edits:
        call.world.change(TWITTER, entity_id, field, value)
    call.stage.save()
    return _changed(call, account, name, entity_id)


def delete(call: Call, account: Account, name: str, entity_id: str) -> dict[str, Any]:
    """`DELETE accounts/:id/<collection>/:id`: for good; a second time it is not found."""
    if name not in {*FIELDS, "promoted_tweets"}:
        raise AdsError(405, "METHOD_NOT_ALLOWED", f"{name} cannot be deleted")
    call.check_known()
    before = find(call, account, name, entity_id, drafts=True)
    call.world.change(TWITTER, entity_id, "status", Status.DELETED)
    call.stage.save()
    return {"request": {"params": _echo(call, name, entity_id)}, "data": before | {"deleted": True}}


def _plain(value: Any) -> str:
    """A member as it goes over the wire."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _changed(call: Call, account: Account, name: str, entity_id: str) -> dict[str, Any]:
    shape = find(call, account, name, entity_id, drafts=True)
    return {"request": {"params": _echo(call, name, entity_id)}, "data": shape}


def _echo(call: Call, name: str, entity_id: str) -> dict[str, Any]:
    return call.echo() | {f"{name.removesuffix('s')}_id": entity_id}


def _edit(call: Call, entity: Campaign | AdSet, name: str, text: str) -> tuple[Field, Value]:
    match name:
        case "entity_status":
            return "status", Status(call.choice(name, SETTABLE).lower())
        case "name":
            if not 1 <= len(text) <= LONGEST_NAME:
                raise invalid(name, text, f"string of 1 to {LONGEST_NAME} characters")
            return "name", text
        case "bid_amount_local_micro":
            return "bid_micros", money(call, call.world.campaign_of(TWITTER, entity.id).account, name)
    campaign = call.world.campaign_of(TWITTER, entity.id)
    if name in DATES:
        inside = moment(call, campaign.account, name) - timedelta(seconds=name == "end_time")
        return DATES[name], local(inside, campaign.account.zone).date().isoformat()
    if entity.budget_micros is None or campaign.lifetime != (name == TOTAL):
        message = "The budget is kept elsewhere: on the other level, or for the other period"
        raise AdsError(400, "INVALID_PARAMETER", message, name, text)
    return "budget_micros", money(call, campaign.account, name)


def _check_dates(call: Call, entity: Campaign | AdSet, edits: list[tuple[Field, Value]]) -> None:
    match call.world.against_dates(TWITTER, entity, edits):
        case "begun":
            raise invalid("start_time", call.params.get("start_time", ""), "time before it begins")
        case "past" | "order":
            raise invalid("end_time", call.params.get("end_time", ""), "time after start_time, and after now")


def money(call: Call, account: Account, name: str) -> int:
    """Micros: whole, positive, and a multiple of the currency's smallest coin."""
    text = call.need(name)
    if not text.isdigit() or int(text) == 0:
        raise invalid(name, text, "long greater than 0")
    if int(text) % account.money_step_micros:
        message = f"{text} is not a multiple of the smallest coin of {account.currency}"
        raise AdsError(400, "INVALID_DENOMINATION", message, name, text)
    return int(text)
