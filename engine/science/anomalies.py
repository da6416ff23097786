"""Is a day out of the ordinary? The range that a figure was expected in, from the days before it.

The idea is the robust control chart: medians in the place of means and the median absolute deviation in the
place of the standard deviation (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993; Rousseeuw and
Croux, JASA 88, 1993), so that an odd day in the past neither hides nor makes an odd day now. It works on the
logarithm, since advertising grows and shrinks by shares, and takes weekdays out first, each by the median of its
distances from the seven days around it (the seasonal part of Cleveland's STL, with medians).

Assumptions: the last two weeks are the level of today; days of the same weekday are alike; a count of n wanders
by the square root of n besides. Days on which nothing ran are no history.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WEEK = 7
ENOUGH = 21  # days of history below which nobody is told anything
LEVEL_DAYS = 14
REMEMBERED = 8 * WEEK
WIDTH = 4.5  # scales on either side: what an undisturbed world leaves about once in some thousand days
LEAST_SCALE = 0.075  # a campaign steadier than that is luck: a third more or less is always ordinary
WITHIN = 0.9995  # the share of figures of an undisturbed world that its ranges hold, as measured in one
MAD_TO_SIGMA = 1.4826  # so that the scale is the standard deviation where the noise is normal

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """A range and its middle, in the figure's own unit: `low <= middle <= high`, none below zero."""

    low: float
    middle: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value is ordinary."""
        return self.low <= value <= self.high


def expect(history: Sequence[float], counts: float | None = None) -> Expected | None:
    """The range of the day after `history` (oldest first, one value a day, zero or less: nothing ran).

    `counts`: how many single things the middle rests on, where the figure counts or divides such (clicks behind a
    click rate); fewer make a wider range. None while fewer than `ENOUGH` days ran, or none of the last fourteen.
    """
    logs = _logs(history)
    if np.isfinite(logs).sum() < ENOUGH or not np.isfinite(logs[-LEVEL_DAYS:]).any():
        return None
    weekdays = _weekday_effects(logs)
    # Counted back from the day asked for: the last entry is one day before it, so of weekday -1.
    plain = logs - weekdays[-np.arange(logs.size, 0, -1) % WEEK]
    level = _median(plain[-LEVEL_DAYS:])
    middle = level + weekdays[0]
    noise = 1 / max(counts, 1.0) if counts is not None else 0.0
    width = WIDTH * float(np.sqrt(_scale(plain) ** 2 + noise))
    low, high = np.exp(middle - width), np.exp(middle + width)
    return Expected(float(low), float(np.exp(middle)), float(high))


def _logs(history: Sequence[float]) -> FloatArray:
    """Logarithms of the remembered days; NaN where nothing ran."""
    values = np.asarray(history, dtype=np.float64)[-REMEMBERED:]
    return np.log(np.where(values > 0, values, np.nan))


def _weekday_effects(logs: FloatArray) -> FloatArray:
    """What each weekday adds, by how many days before the day asked for it lies, modulo seven."""
    around = logs - _moving_median(logs)
    place = -np.arange(logs.size, 0, -1) % WEEK
    effects = np.array([_median(around[place == day]) for day in range(WEEK)])
    seen = np.array([np.isfinite(around[place == day]).sum() for day in range(WEEK)])
    shrunk: FloatArray = effects * seen / (seen + 2)  # little seen, little believed
    return shrunk - np.median(shrunk)


def _scale(plain: FloatArray) -> float:
    """How far days lie from the days around them."""
    off = plain - _moving_median(plain)
    return max(MAD_TO_SIGMA * _median(np.abs(off)) * 1.15, LEAST_SCALE)  # a day is part of its own median


def _moving_median(values: FloatArray) -> FloatArray:
    """The median of the seven days around each, fewer at the ends; NaN where none of them ran."""
    padded = np.pad(values, WEEK // 2, constant_values=np.nan)
    # Sorting puts NaN last, so the middle of what is known is found by counting: far faster than nanmedian.
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, WEEK), axis=1)
    known = np.isfinite(windows).sum(axis=1)
    rows = np.arange(values.size)
    lower, upper = np.maximum(known - 1, 0) // 2, known // 2
    middles: FloatArray = (windows[rows, lower] + windows[rows, np.minimum(upper, WEEK - 1)]) / 2
    return middles


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0
