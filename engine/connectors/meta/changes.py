"""Changing one entity: exactly the fields given, budgets and bids in minor units."""

from engine.connectors import faults
from engine.connectors.base import Account, Change
from engine.connectors.meta.calls import post
from engine.connectors.meta.platform import PLATFORM, STATUSES, minor_units


def apply_change(account: Account, change: Change) -> None:
    """Change one campaign, ad set or ad; Refused when Meta has no such state."""
    fields = _fields(account.currency, change)
    answer = post(account.token, change.external_id, fields, account=account.external_id)
    if answer.get("success") is not True:
        raise faults.unconfirmed(PLATFORM, str(answer))


def _fields(currency: str, change: Change) -> dict[str, str]:
    fields = {} if change.name is None else {"name": change.name}
    if change.status is not None:
        if change.status not in STATUSES:
            raise faults.invalid(PLATFORM, f"no such state: {change.status}")
        fields["status"] = STATUSES[change.status]
    amounts = {
        "daily_budget": change.daily_budget_micros,
        "lifetime_budget": change.lifetime_budget_micros,
        "bid_amount": change.bid_micros,
    }
    money = {name: amount for name, amount in amounts.items() if amount is not None}
    return fields | {name: str(minor_units(amount, currency)) for name, amount in money.items()}
