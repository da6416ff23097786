"""Changing one entity: exactly the fields given, in one call; a promoted Tweet can only be removed."""

from datetime import UTC, datetime
from typing import Any

from db.kinds import EntityStatus, Level
from engine.connectors import faults, flights
from engine.connectors.base import Account, Change
from engine.connectors.twitter.calls import delete, put
from engine.connectors.twitter.limits import LIMITS
from engine.connectors.twitter.platform import PLATFORM, STATUSES

_COLLECTIONS = {Level.CAMPAIGN: "campaigns", Level.AD_SET: "line_items", Level.AD: "promoted_tweets"}


def apply_change(account: Account, change: Change) -> None:
    """Change one campaign, line item or promoted Tweet; Refused when X keeps no such thing at that level."""
    fields = _fields(change) | _flight(account, change)
    path = f"accounts/{account.external_id}/{_COLLECTIONS[change.level]}/{change.external_id}"
    if change.status is EntityStatus.REMOVED:
        answer = delete(account.token, path, account=account.external_id)
    else:
        answer = put(account.token, path, fields, account=account.external_id)
    data = answer.get("data")
    if not isinstance(data, dict) or data.get("id") != change.external_id:
        raise faults.unconfirmed(PLATFORM, str(answer))


def _fields(change: Change) -> dict[str, Any]:
    """The parameters; nothing is sent unless everything can be."""
    amounts = {
        "daily_budget_amount_local_micro": change.daily_budget_micros,
        "total_budget_amount_local_micro": change.lifetime_budget_micros,
        "bid_amount_local_micro": change.bid_micros,
    }
    fields: dict[str, Any] = {name: amount for name, amount in amounts.items() if amount is not None}
    if change.status is EntityStatus.REMOVED:
        return {}
    if change.level is Level.AD:
        raise faults.invalid(PLATFORM, "a promoted Tweet cannot be paused or changed, only removed")
    if change.bid_micros is not None and change.level is not Level.AD_SET:
        raise faults.invalid(PLATFORM, f"no bid of its own: {change.level} {change.external_id}")
    if change.name is not None:
        fields["name"] = change.name
    if change.status is None:
        return fields
    if change.status not in STATUSES:
        raise faults.invalid(PLATFORM, f"no such state: {change.status}")
    return {**fields, "entity_status": STATUSES[change.status]}


def _flight(account: Account, change: Change) -> dict[str, str]:
    begins, ends = flights.wanted(PLATFORM, LIMITS, account, change)
    return {name: written(at) for name, at in (("start_time", begins), ("end_time", ends)) if at is not None}


def written(moment: datetime) -> str:
    """A moment as X is told it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
