"""Changing one entity: exactly the fields given, budgets and bids in minor units."""

from db.kinds import Level
from engine.connectors import faults, flights
from engine.connectors.base import Account, Change
from engine.connectors.meta.calls import post
from engine.connectors.meta.plans import LIMITS
from engine.connectors.meta.platform import PLATFORM, STATUSES, minor_units

ENDS = {Level.CAMPAIGN: "stop_time", Level.AD_SET: "end_time"}  # two words for one thing


def apply_change(account: Account, change: Change) -> None:
    """Change one campaign, ad set or ad; Refused when Meta has no such state."""
    fields = _fields(account, change)
    answer = post(account.token, change.external_id, fields, account=account.external_id)
    if answer.get("success") is not True:
        raise faults.unconfirmed(PLATFORM, str(answer))


def _fields(account: Account, change: Change) -> dict[str, str]:
    fields = _dates(account, change) | ({} if change.name is None else {"name": change.name})
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
    return fields | {name: str(minor_units(amount, account.currency)) for name, amount in money.items()}


def _dates(account: Account, change: Change) -> dict[str, str]:
    begins, ends = flights.wanted(PLATFORM, LIMITS, account, change)
    moments = {"start_time": begins, ENDS.get(change.level, ""): ends}
    return {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
