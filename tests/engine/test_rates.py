"""Exchange rates: the day's, else the latest within a week, else none."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from db.session import session
from engine.core.errors import Invalid
from engine.core.periods import Days
from engine.rates import Rates, load_rates, read_ecb, store_rates
from tests.conftest import Database

FRIDAY = date(2026, 11, 13)
QUOTES = {"USD": [(FRIDAY, Decimal("1.1"))], "SAR": [(FRIDAY, Decimal("4.125"))]}
AMOUNTS = some.decimals(Decimal("0.0001"), Decimal(100_000), places=4)


@pytest.mark.parametrize(("days_after", "known"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_rate_stands_for_a_week(days_after: int, known: bool) -> None:
    found = Rates("SAR", QUOTES).factor("USD", FRIDAY + timedelta(days=days_after))

    assert found == (Decimal("3.75") if known else None)


def test_the_euro_needs_only_the_other_rate() -> None:
    assert Rates("SAR", QUOTES).factor("EUR", FRIDAY) == Decimal("4.125")
    assert Rates("EUR", QUOTES).factor("SAR", FRIDAY) == 1 / Decimal("4.125")


def test_the_reporting_currency_needs_none() -> None:
    assert Rates("SAR").factor("SAR", FRIDAY) == 1


@given(first=AMOUNTS, second=AMOUNTS)
def test_there_and_back_is_where_one_was(first: Decimal, second: Decimal) -> None:
    quotes = {"AAA": [(FRIDAY, first)], "BBB": [(FRIDAY, second)]}
    there, back = Rates("AAA", quotes).factor("BBB", FRIDAY), Rates("BBB", quotes).factor("AAA", FRIDAY)

    assert there is not None
    assert back is not None
    assert float(there * back) == pytest.approx(1)


def test_the_file_of_the_ecb_is_read_and_kept(database: Database) -> None:
    lines = ["Date, USD, JPY, \n", "2026-11-13, 1.1, N/A, \n", "2026-11-12, 1.2, 170.5, \n"]

    assert store_rates(read_ecb(lines)) == 3
    assert store_rates([(FRIDAY, "USD", Decimal("1.15"))]) == 1  # a corrected rate replaces the old one

    with session() as reader:
        found = load_rates(reader, "EUR", ["USD", "EUR"], Days(FRIDAY, FRIDAY + timedelta(days=1)))
    assert found.quotes["USD"][-1] == (FRIDAY, Decimal("1.15"))
    assert found.dated("USD", FRIDAY + timedelta(days=2)) == FRIDAY


@pytest.mark.parametrize("line", ["yesterday, 1.1", "2026-11-13, one"])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="Line 2"):
        list(read_ecb(["Date, USD", line]))
