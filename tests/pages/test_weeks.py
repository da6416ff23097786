"""Weeks begin where the organisation is, whatever language its people read."""

from datetime import date

import pytest

from pages.posting.words import first_day, week_of


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Riyadh", 6), ("Africa/Cairo", 5), ("Europe/Berlin", 0), ("America/New_York", 6), ("UTC", 0)],
)
def test_a_week_begins_as_the_region_has_it(zone, day):
    assert first_day(zone) == day


def test_a_day_is_in_the_week_that_began_last():
    assert week_of(date(2026, 11, 28), "Africa/Cairo") == date(2026, 11, 28)  # a Saturday
    assert week_of(date(2026, 11, 27), "Africa/Cairo") == date(2026, 11, 21)
    assert week_of(date(2026, 11, 27), "Europe/Berlin") == date(2026, 11, 23)
