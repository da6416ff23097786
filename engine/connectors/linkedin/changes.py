"""Changing one entity: a status belongs to every level, money to LinkedIn's campaigns, which are our ad sets."""

from datetime import datetime
from typing import Any

from db.kinds import Level
from engine.connectors import faults, flights
from engine.connectors.base import Account, Change
from engine.connectors.linkedin.calls import update
from engine.connectors.linkedin.entities import path_to
from engine.connectors.linkedin.limits import LIMITS
from engine.connectors.linkedin.platform import PLATFORM, STATUSES
from engine.core.money import major


def apply_change(account: Account, change: Change) -> None:
    """Change one group, campaign or creative in one call; Refused when LinkedIn keeps no such thing there."""
    values = _values(account, change) | _schedule(account, change)
    if values:
        update(
            account.token, path_to(account, change.level, change.external_id), values, account=account.external_id
        )


def _values(account: Account, change: Change) -> dict[str, Any]:
    if change.status is not None and change.status not in STATUSES:
        raise faults.invalid(PLATFORM, f"no such state: {change.status}")
    amounts = {
        "dailyBudget": change.daily_budget_micros,
        "totalBudget": change.lifetime_budget_micros,
        "unitCost": change.bid_micros,
    }
    values: dict[str, Any] = {
        name: {"amount": decimal_text(amount), "currencyCode": account.currency}
        for name, amount in amounts.items()
        if amount is not None
    }
    if values and change.level is not Level.AD_SET:
        raise faults.invalid(PLATFORM, f"no money of its own: {change.level} {change.external_id}")
    if change.name is not None:
        values["name"] = change.name
    if change.status is not None:
        values["intendedStatus" if change.level is Level.AD else "status"] = STATUSES[change.status]
    return values


def _schedule(account: Account, change: Change) -> dict[str, Any]:
    """A schedule is written whole: what does not change of it is said again, as `change.extra` has it."""
    begins, ends = flights.wanted(PLATFORM, LIMITS, account, change)
    if not (begins or ends):
        return {}
    moments = {"start": begins and millis(begins), "end": ends and millis(ends) - 1000}
    kept = change.extra.get("run_schedule", {})
    return {"runSchedule": kept | {name: value for name, value in moments.items() if value is not None}}


def millis(moment: datetime) -> int:
    """A moment as LinkedIn writes it."""
    return int(moment.timestamp() * 1000)


def decimal_text(amount_micros: int) -> str:
    """Micros as major units with two decimals at least, exact to the micro."""
    whole, _, part = f"{major(amount_micros):f}".partition(".")
    return f"{whole}.{part.rstrip('0'):0<2}"
