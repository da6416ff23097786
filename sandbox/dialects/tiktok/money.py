"""Money as TikTok writes it: decimals in major units, strings in reports, numbers in objects."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.dialects.tiktok.errors import ApiError, invalid
from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.model import MICROS, Account

# Not confirmed: TikTok publishes its minimums in dollars and says that other currencies have their own.
LEAST_DOLLARS = {"campaign": 50, "ad_group": 20}


def decimal(micros: int) -> str:
    """A report's figure: `12.34`."""
    return f"{Decimal(micros) / MICROS:.2f}"


def number(micros: int | None) -> float:
    """An object's budget or bid; 0 where it has none."""
    return (micros or 0) / MICROS


def micros_of(name: str, value: Any, account: Account) -> int:
    """A budget or bid as sent; raises 40002 unless it is a positive number of whole coins."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise invalid(f"{name}: Not a valid number.")
    try:
        amount = Decimal(str(value)) * MICROS
    except InvalidOperation as error:
        raise invalid(f"{name}: Not a valid number.") from error
    if not amount.is_finite() or amount <= 0 or amount % account.money_step_micros:
        raise invalid(f"{name}: Must be a positive amount with at most the currency's decimals.")
    return int(amount)


def check_least(name: str, kind: str, micros: int, account: Account) -> None:
    """Raise 40002 for a budget below the minimum."""
    least = int(LEAST_DOLLARS[kind] * PER_DOLLAR[account.currency])
    if micros < least * MICROS:
        raise ApiError(40002, f"{name}: The budget must be at least {least} {account.currency}.")
