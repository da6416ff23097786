"""Changing one entity by JSON Patch, which spares the others' fields; deleting is a call of its own."""

from datetime import datetime
from typing import Any

from db.kinds import EntityStatus, Level
from engine.connectors import faults, flights
from engine.connectors.base import Account, Change
from engine.connectors.snapchat.calls import delete, patch
from engine.connectors.snapchat.entities import WRAPPERS
from engine.connectors.snapchat.limits import LIMITS
from engine.connectors.snapchat.platform import PLATFORM, STATUSES

_LIFETIME = {Level.CAMPAIGN: "lifetime_spend_cap_micro", Level.AD_SET: "lifetime_budget_micro"}


def apply_change(account: Account, change: Change) -> None:
    """Change one campaign, ad squad or ad; Refused when Snapchat keeps no such thing at that level."""
    plural, _ = WRAPPERS[change.level]
    path = f"{plural}/{change.external_id}"
    if change.status is EntityStatus.REMOVED:
        delete(account.token, account.external_id, path)
        return
    # `add` sets a member whether or not it is there; `replace` would fail on one that is left out.
    wanted = _fields(change) | _flight(account, change)
    operations = [{"op": "add", "path": f"/{name}", "value": value} for name, value in wanted.items()]
    answer = patch(account.token, account.external_id, path, operations)
    if not answer.get(plural):
        raise faults.unconfirmed(PLATFORM, str(answer))


def _fields(change: Change) -> dict[str, Any]:
    """What to set; nothing is sent unless everything can be."""
    if change.status is not None and change.status not in STATUSES:
        raise faults.invalid(PLATFORM, f"no such state: {change.status}")
    if change.level is Level.AD and _amounts(change):
        raise faults.invalid(PLATFORM, f"no money of its own: {change.level} {change.external_id}")
    if change.level is not Level.AD_SET and change.bid_micros is not None:
        raise faults.invalid(PLATFORM, f"no bid of its own: {change.level} {change.external_id}")
    status = {"status": STATUSES[change.status]} if change.status is not None else {}
    return status | _amounts(change) | ({} if change.name is None else {"name": change.name})


def _amounts(change: Change) -> dict[str, int]:
    amounts = {
        "daily_budget_micro": change.daily_budget_micros,
        _LIFETIME.get(change.level, ""): change.lifetime_budget_micros,
        "bid_micro": change.bid_micros,
    }
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _flight(account: Account, change: Change) -> dict[str, str]:
    begins, ends = flights.wanted(PLATFORM, LIMITS, account, change)
    return {name: written(at) for name, at in (("start_time", begins), ("end_time", ends)) if at is not None}


def written(moment: datetime) -> str:
    """A local moment with milliseconds and the offset that holds then: a wrong one is refused."""
    return moment.isoformat(timespec="milliseconds")
