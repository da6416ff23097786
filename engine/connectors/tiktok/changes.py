"""Changing one entity: budgets, bids and schedules at one address, the switch at another."""

from datetime import UTC, datetime
from typing import Any

from db.kinds import EntityStatus, Level
from engine.connectors import faults, flights
from engine.connectors.base import Account, Change
from engine.connectors.tiktok.calls import post
from engine.connectors.tiktok.entities import WORDS
from engine.connectors.tiktok.limits import LIMITS
from engine.connectors.tiktok.platform import DAILY, LIFETIME, PLATFORM, STATUSES, amount


def apply_change(account: Account, change: Change) -> None:
    """Change one campaign, ad group or ad; Refused when TikTok keeps no such thing at that level.

    `change.extra` is the entity's own `extra`: its kind of budget, and which of its two bids is in use.
    """
    fields = _fields(change) | _schedule(account, change)
    # Money first: whoever raises a budget and starts a campaign does not want the old budget spent.
    if fields:
        _set_fields(account, change, fields)
    if change.status is not None:
        _set_status(account, change, change.status)


def _fields(change: Change) -> dict[str, Any]:
    """What is written beside the status; everything that cannot be is refused before anything is sent."""
    if change.status is not None and change.status not in STATUSES:
        raise faults.invalid(PLATFORM, f"no such state: {change.status}")
    amounts = [((LIFETIME,), change.lifetime_budget_micros), (DAILY, change.daily_budget_micros)]
    budgets = [(modes, micros) for modes, micros in amounts if micros is not None]
    # Both kinds are one field there: a daily amount must not become the budget of a lifetime.
    if len(budgets) > 1 or any(change.extra.get("budget_mode") not in modes for modes, _ in budgets):
        raise faults.invalid(PLATFORM, f"no such budget: {change.level} {change.external_id}")
    if change.bid_micros is not None and change.level is not Level.AD_SET:
        raise faults.invalid(PLATFORM, f"no bid of its own: {change.level} {change.external_id}")
    if change.name is not None and change.level is Level.AD:
        raise faults.invalid(PLATFORM, f"an ad is renamed with all of it: {change.external_id}")
    fields: dict[str, Any] = {"budget": amount(budgets[0][1])} if budgets else {}
    if change.name is not None:
        fields[f"{WORDS[change.level]}_name"] = change.name
    if change.bid_micros is not None:
        fields[change.extra.get("bid", "bid_price")] = amount(change.bid_micros)
    return fields


def _schedule(account: Account, change: Change) -> dict[str, str]:
    begins, ends = flights.wanted(PLATFORM, LIMITS, account, change)
    moments = {"schedule_start_time": begins, "schedule_end_time": ends}
    return {name: stamp(moment) for name, moment in moments.items() if moment is not None}


def stamp(moment: datetime) -> str:
    """A moment as TikTok is told it: UTC without saying so."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _set_fields(account: Account, change: Change, fields: dict[str, Any]) -> None:
    name = f"{WORDS[change.level]}_id"
    answer = _post(account, f"{WORDS[change.level]}/update", {name: change.external_id, **fields})
    if answer.get(name) != change.external_id:
        raise faults.unconfirmed(PLATFORM, str(answer))


def _set_status(account: Account, change: Change, status: EntityStatus) -> None:
    name = f"{WORDS[change.level]}_ids"
    body = {name: [change.external_id], "operation_status": STATUSES[status]}
    answer = _post(account, f"{WORDS[change.level]}/status/update", body)
    changed = answer.get(name)
    if not isinstance(changed, list) or change.external_id not in changed:
        raise faults.unconfirmed(PLATFORM, str(answer))


def _post(account: Account, path: str, fields: dict[str, Any]) -> dict[str, Any]:
    body = {"advertiser_id": account.external_id, **fields}
    return post(account.token, path, body, account=account.external_id)
