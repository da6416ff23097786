"""Changing one entity: a status belongs to every level, money to LinkedIn's campaigns, which are our ad sets."""

from typing import Any

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account, Change
from engine.connectors.linkedin.calls import update
from engine.connectors.linkedin.entities import path_to
from engine.connectors.linkedin.platform import PLATFORM, STATUSES
from engine.core.money import major


def apply_change(account: Account, change: Change) -> None:
    """Change one group, campaign or creative in one call; Refused when LinkedIn keeps no such thing there."""
    values = _values(account, change)
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


def decimal_text(amount_micros: int) -> str:
    """Micros as major units with two decimals at least, exact to the micro."""
    whole, _, part = f"{major(amount_micros):f}".partition(".")
    return f"{whole}.{part.rstrip('0'):0<2}"
