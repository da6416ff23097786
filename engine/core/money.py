"""Money is an integer number of micros (millionths of the major unit) and an ISO 4217 code. Never a float."""

from decimal import ROUND_HALF_EVEN, Decimal

MICROS = 1_000_000


def micros(amount: str | int | Decimal) -> int:
    """Major units, as a decimal string, to micros; half a micro goes to the even neighbour."""
    return int((Decimal(amount) * MICROS).to_integral_value(ROUND_HALF_EVEN))


def major(amount_micros: int) -> Decimal:
    """Micros to exact major units."""
    return Decimal(amount_micros) / MICROS


def convert(amount_micros: int, rate: Decimal) -> int:
    """Micros of one currency to micros of another; `rate` is units of the second per unit of the first."""
    return int((amount_micros * rate).to_integral_value(ROUND_HALF_EVEN))


def ratio(part: float | Decimal, whole: float | Decimal) -> float | None:
    """A ratio of sums; None where there is nothing to divide by."""
    return float(part) / float(whole) if whole else None
