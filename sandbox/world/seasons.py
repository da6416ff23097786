"""The calendar people buy by: weekdays, Ramadan, White Friday, and the slow swell of the year."""

from datetime import date, timedelta
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# First and last day of Ramadan by the Umm al-Qura calendar.
RAMADAN = (
    (date(2024, 3, 11), date(2024, 4, 9)),
    (date(2025, 3, 1), date(2025, 3, 29)),
    (date(2026, 2, 18), date(2026, 3, 19)),
    (date(2027, 2, 8), date(2027, 3, 8)),
    (date(2028, 1, 28), date(2028, 2, 25)),
    (date(2029, 1, 16), date(2029, 2, 13)),
    (date(2030, 1, 5), date(2030, 2, 3)),
)
GULF = frozenset({"Asia/Riyadh", "Asia/Dubai"})
FRIDAY = 4


def white_friday(year: int) -> date:
    """The last Friday of November."""
    last = date(year, 11, 30)
    return last - timedelta(days=(last.weekday() - FRIDAY) % 7)


def demand(first: date, days: int, zone: str, weekday_swing: float, season_swing: float) -> FloatArray:
    """How willing people are to buy, day by day; 1.0 is an ordinary day.

    Swings are amplitudes: 0.1 moves a weekday by up to 10 %, and scales what Ramadan and White Friday add.
    """
    weekday, day_of_year, lift = _calendar(first, days, zone)
    peak = FRIDAY if zone in GULF else FRIDAY + 1.5  # the middle of the weekend
    week = 1 + weekday_swing * np.cos(2 * np.pi * (weekday - peak) / 7)
    year = 1 + 0.06 * np.sin(2 * np.pi * day_of_year / 365.25)
    willing: FloatArray = week * year * (1 + season_swing * lift)
    return willing


@lru_cache(maxsize=16)
def _calendar(first: date, days: int, zone: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Each day's weekday, its number in the year, and what the feasts add; the same for all campaigns."""
    dates = [first + timedelta(days=n) for n in range(days)]
    return (
        np.array([day.weekday() for day in dates], dtype=float),
        np.array([day.timetuple().tm_yday for day in dates], dtype=float),
        np.array([_lift(day, zone) for day in dates]),
    )


@cache
def _lift(day: date, zone: str) -> float:
    """What the feasts add on a day, 0 to 1."""
    to_friday = (white_friday(day.year) - day).days
    lift = 1.0 if -3 <= to_friday <= 2 else 0.35 if 2 < to_friday <= 9 else 0.0
    if zone in GULF:
        for begin, end in RAMADAN:
            if begin - timedelta(days=7) <= day <= end + timedelta(days=3):
                lift = max(lift, 0.8 if day >= begin else 0.4)
    return lift
