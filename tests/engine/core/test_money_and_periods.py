"""Micros and days: exact, half-open, and refused when they make no sense."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.errors import Invalid
from engine.core.money import convert, major, micros, ratio
from engine.core.periods import Days, last_days, parse_days

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)
dates = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1))
TODAY = date(2026, 11, 22)


@given(amounts)
def test_micros_lose_nothing(amount):
    assert major(micros(amount)) == amount


@pytest.mark.parametrize(
    ("text", "expected"), [("12.34", 12_340_000), ("0.0000005", 0), ("0.0000015", 2), ("-1", -1_000_000)]
)
def test_half_a_micro_goes_to_the_even_neighbour(text, expected):
    assert micros(text) == expected


@given(st.integers(0, 10**15))
def test_a_rate_of_one_changes_nothing(amount):
    assert convert(amount, Decimal(1)) == amount


def test_a_ratio_of_nothing_is_not_zero():
    assert ratio(5, 0) is None
    assert ratio(1, 4) == 0.25


@given(dates, st.integers(1, 400), st.integers(1, 60))
def test_windows_cover_every_day_once(since, length, size):
    days = Days(since, date.fromordinal(since.toordinal() + length))
    covered = [day for window in days.windows(size) for day in window]
    assert covered == list(days)
    assert all(len(window) <= size for window in days.windows(size))


@given(dates, st.integers(2, 400))
def test_halves_meet_in_the_middle(since, length):
    first, second = Days(since, date.fromordinal(since.toordinal() + length)).halves()
    assert first.until == second.since
    assert len(first) + len(second) == length


@given(dates, st.integers(1, 400))
def test_the_previous_period_is_as_long_and_just_before(since, length):
    days = Days(since, date.fromordinal(since.toordinal() + length))
    assert len(days.previous()) == length
    assert days.previous().until == days.since


def test_a_year_before_falls_on_the_same_weekdays():
    days = last_days(7, TODAY)
    assert days.a_year_before().since.weekday() == days.since.weekday()


def test_thirty_days_end_today():
    assert last_days(30, TODAY) == Days(date(2026, 10, 24), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("since", "last", "words"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), "Swap"),
        (date(2026, 11, 1), date(2026, 11, 23), "future"),
        (date(2020, 1, 1), date(2026, 1, 1), "shorter"),
    ],
)
def test_a_senseless_range_is_refused_with_the_next_step(since, last, words):
    with pytest.raises(Invalid, match=words):
        parse_days(since, last, TODAY)
