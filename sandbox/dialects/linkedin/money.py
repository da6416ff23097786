"""Money as clients send it: `{"amount": "75.00", "currencyCode": "USD"}` in the account's own currency."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.dialects.linkedin.errors import invalid
from sandbox.dialects.linkedin.resources import budget_name, decimal
from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.model import MICROS, Account, Campaign

LEAST_DOLLARS = 10  # a day, and in all


def budget_in(campaign: Campaign, body: dict[str, Any]) -> tuple[int, bool]:
    """The one budget in a body, in micros, and whether it is for the whole time.

    Raises 400 when it is of the other kind than the group's campaigns have, missing or too small. Not confirmed
    by the documents: that a budget for the whole time needs an end.
    """
    name, account = budget_name(campaign), campaign.account
    if not campaign.ad_sets and "totalBudget" in body:
        name = "totalBudget"
        if "end" not in body.get("runSchedule", {}):
            raise invalid("runSchedule/end", "field is required but not found and has no default value")
    for other in {"dailyBudget", "totalBudget"} & set(body):
        if other != name:
            raise invalid(other, f"this campaign has a {name}")
    if name not in body:
        raise invalid(name, "field is required but not found and has no default value")
    micros, least = (
        money_in(account, name, body[name]),
        round(LEAST_DOLLARS * PER_DOLLAR[account.currency]) * MICROS,
    )
    if micros < least:
        raise invalid(name, f"the budget must be at least {decimal(least)}")
    return micros, name == "totalBudget"


def money_in(account: Account, name: str, value: Any) -> int:
    """An amount in micros; raises 400 unless it is a positive decimal string of whole coins."""
    if not isinstance(value, dict) or set(value) != {"amount", "currencyCode"}:
        raise invalid(name, "amount and currencyCode are expected")
    if value["currencyCode"] != account.currency:
        raise invalid(f"{name}/currencyCode", f"the account's currency is {account.currency}")
    text = value["amount"]
    try:
        micros = Decimal(text) * MICROS if isinstance(text, str) else Decimal("NaN")
    except InvalidOperation:
        micros = Decimal("NaN")
    if not micros.is_finite() or micros <= 0 or micros % account.money_step_micros:
        raise invalid(f"{name}/amount", "a positive decimal string of whole coins is expected")
    return int(micros)
