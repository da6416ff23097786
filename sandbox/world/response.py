"""How people respond, as curves over days and ads: tiring, saturating, trending, being imitated by robots."""

from datetime import datetime, timedelta

import numpy as np

from sandbox.world.delivery import Days, FloatArray, midnight
from sandbox.world.truths import Truth

FINAL_AFTER_DAYS = 28
MEMORY_DAYS = 28
FRAUD_DAYS = 3


def freshness(truth: Truth, impressions: FloatArray, sisters: int) -> FloatArray:
    """How much of its first click rate an ad keeps after what it has already been shown (ads × days)."""
    seen = np.cumsum(impressions, axis=1) - impressions
    worn: FloatArray = np.exp(-seen * max(1, sisters) / truth.fatigue_impressions)
    return truth.fatigue_floor + (1 - truth.fatigue_floor) * worn


def effectiveness(truth: Truth, spend: FloatArray) -> FloatArray:
    """Conversions per micro spent, by day: the saturating response to spend after adstock."""
    kernel = (1 - truth.adstock) * truth.adstock ** np.arange(MEMORY_DAYS)
    felt = np.convolve(spend, kernel)[: spend.size]
    return truth.most_conversions / (felt + truth.half_spend_micros)


def trend(truth: Truth, days: Days) -> FloatArray:
    """One until the trend breaks, the break's factor after."""
    broken = np.arange(days.count) >= (truth.break_on - days.first).days
    return np.where(broken, truth.break_factor, 1.0)


def fraud(truth: Truth, days: Days) -> FloatArray:
    """Click multiplier: some days on which somebody's robots clicked."""
    if truth.fraud_from is None:
        return np.ones(days.count)
    since = np.arange(days.count) - (truth.fraud_from - days.first).days
    return np.where((since >= 0) & (since < FRAUD_DAYS), truth.fraud_clicks, 1.0)


def known(truth: Truth, days: Days, now: datetime) -> FloatArray:
    """The share of each day's conversions that has been reported by now; all of it after 28 days."""
    age = (now - midnight(days.first, days.zone)) / timedelta(days=1) - np.arange(days.count)
    grown: FloatArray = -np.expm1(-np.clip(age, 0, FINAL_AFTER_DAYS) / truth.lag_days)
    whole = -np.expm1(-FINAL_AFTER_DAYS / truth.lag_days)
    late: FloatArray = (1 - truth.reported_at_once) * grown / whole
    return truth.reported_at_once + late


def reach(impressions: int, audience: int) -> int:
    """Different people among the impressions: never additive, never more than the audience."""
    return min(impressions, round(-np.expm1(-impressions / audience) * audience)) if impressions else 0
