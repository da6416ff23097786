"""Meta's two ways with money: decimals of major units in reports, whole minor units in budgets and bids."""

from decimal import Decimal

from sandbox.world.model import MICROS, WHOLE_UNIT_CURRENCIES


def offset(currency: str) -> int:
    """Minor units in one major unit: 1 for yen and its like, else 100."""
    return 1 if currency in WHOLE_UNIT_CURRENCIES else 100


def minor(micros: int, currency: str) -> str:
    """Micros as budgets are read: "5000" is USD 50.00 or JPY 5,000."""
    return str(micros * offset(currency) // MICROS)


def micros_of_minor(amount: int, currency: str) -> int:
    """What a budget in minor units is worth in micros."""
    return amount * MICROS // offset(currency)


def decimal(micros: int) -> str:
    """Micros as reports say them: "12.34", "12.3", "12"."""
    amount = Decimal(micros) / MICROS
    return f"{amount.normalize():f}" if amount else "0"
