"""What will have been spent by a day to come, if things go on as they went.

The idea: a day is the level of the last two weeks times what its weekday usually does (the mean of that weekday
over the last four weeks against the mean of all, drawn half-way towards one while few were seen). The range holds
eight of ten outcomes: days wander around that product independently, and the level itself is known from fourteen
days only, so its error counts for every day to come (the prediction interval of a mean: Hyndman and
Athanasopoulos, "Forecasting: Principles and Practice", 5.5). Assumptions: nobody changes anything, and no feast
falls in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WEEK = 7
ENOUGH = 7  # full days of spending below which nothing is said
LEVEL_DAYS = 14
REMEMBERED = 28
WITHIN = 0.8  # the share of outcomes that the range is to hold
WIDTH = 1.55  # deviations that leave a tenth on either side: 1.35 by Student, and what fitting weekdays hides


@dataclass(frozen=True, slots=True)
class Projection:
    """A sum to come, and the range that holds it eight times of ten: `low <= middle <= high`."""

    low: float
    middle: float
    high: float


def project(history: Sequence[float], days: int) -> Projection | None:
    """The sum over the next `days` days; `history`: one value a full day, oldest first. None when too short.

    Zeros before the first day that spent are no history; later ones are, since a campaign may rest on some days.
    """
    values = np.trim_zeros(np.asarray(history, dtype=np.float64)[-REMEMBERED:], "f")
    if values.size < ENOUGH or days < 0:
        return None
    # Places are counted from the first day to come: history is before it, so its place is negative.
    places = np.arange(-values.size, 0) % WEEK
    factors = _weekday_factors(values, places)
    recent = values[-LEVEL_DAYS:] / factors[places[-LEVEL_DAYS:]]
    level = float(recent.mean())
    off = float(np.std(recent, ddof=1))
    to_come = factors[np.arange(days) % WEEK]
    middle = level * float(to_come.sum())
    wander = off * float(np.sqrt((to_come**2).sum() + to_come.sum() ** 2 / recent.size))
    return Projection(max(0.0, middle - WIDTH * wander), middle, middle + WIDTH * wander)


def _weekday_factors(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """What each weekday does against the mean of all, by its place; one where nothing is known."""
    whole = values.mean()
    if not whole:
        return np.ones(WEEK)
    found = np.ones(WEEK)
    for place in range(WEEK):
        seen = values[places == place]
        if seen.size:
            found[place] = 1 + (seen.mean() / whole - 1) * seen.size / (seen.size + 1)
    return np.maximum(found, 0.05)
