"""From money to numbers: what each ad's spend bought on each day, and how much of it is known by now.

Spend buys impressions at a price that rises with demand; impressions tire; clicks convert along a saturating
curve of spend after adstock. Conversions are reported late, growing for 28 days after the day they belong to.
"""

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sandbox.world.chance import generator
from sandbox.world.changes import Journal, Restatement
from sandbox.world.delivery import Days, FloatArray, allowance, midnight
from sandbox.world.model import Account, Campaign, Objective, Platform
from sandbox.world.seasons import demand
from sandbox.world.truths import Truth

IntArray = NDArray[np.int64]

METRICS = (
    "spend_micros", "impressions", "clicks", "link_clicks", "video_plays", "video_views", "conversions_e2",
    "value_micros",
)  # fmt: skip
FINAL_AFTER_DAYS = 28
MEMORY_DAYS = 28


def _luck(seed: int, campaign: Campaign, days: int) -> tuple[FloatArray, FloatArray]:
    """Standard normal and uniform draws, kinds × ads × days; drawn day by day, so the past never changes."""
    shape = (days, 5, len(campaign.ads))
    normal = generator(seed, "normal", campaign.account.platform, campaign.id).standard_normal(shape)
    uniform = generator(seed, "uniform", campaign.account.platform, campaign.id).random(shape)
    return normal.transpose(1, 2, 0), uniform.transpose(1, 2, 0)


def settled(
    seed: int, campaign: Campaign, truth: Truth, journal: Journal, days: Days, now: datetime
) -> dict[str, FloatArray | IntArray]:
    """What truly happened up to `now`, by metric: arrays of ads × days, nothing late and nothing restated.

    `order_micros` is the mean value of a conversion rather than a sum.
    """
    normal, uniform = _luck(seed, campaign, days.count)
    step = campaign.account.money_step_micros
    ceiling = 1.0 if campaign.lifetime else 1.15
    pace = np.clip(0.95 * np.exp(0.07 * normal[0, 0] + 0.05 * normal[1]), 0.5, ceiling)
    spend = np.floor(allowance(campaign, journal, days, now) * pace / step) * step
    wish = demand(days.first, days.count, campaign.account.zone, truth.weekday_swing, truth.season_swing)
    price = truth.cpm_micros * np.sqrt(wish) * np.exp(0.05 * normal[2])
    impressions = np.floor(spend / price * 1000 + uniform[0] * (spend > 0))
    fresh = _freshness(truth, impressions)
    fraud = _fraud(truth, days)
    rate = np.clip(truth.click_rate * fresh * np.exp(0.08 * normal[3]) * fraud, 0, 0.9)
    clicks = np.minimum(impressions, np.floor(impressions * rate + uniform[1] * (impressions > 0)))
    buyers = _effectiveness(truth, spend.sum(axis=0)) * spend * wish * _trend(truth, days) * fresh
    conversions = buyers * np.exp(truth.noise * normal[4]) * _quality(campaign, seed)
    watched = 0.55 if campaign.video else 0.0
    return {
        "spend_micros": spend.astype(np.int64),
        "impressions": impressions.astype(np.int64),
        "clicks": clicks.astype(np.int64),
        "link_clicks": np.floor(clicks * 0.78).astype(np.int64),
        "video_plays": np.floor(impressions * watched).astype(np.int64),
        "video_views": np.floor(impressions * watched * 0.31).astype(np.int64),
        "conversions_e2": _counted(campaign.account, conversions, uniform[2], clicks),
        "order_micros": truth.order_micros * np.exp(0.12 * normal[1]),
    }


def reported(
    truth: Truth, campaign: Campaign, facts: dict[str, FloatArray | IntArray], days: Days, now: datetime,
    restated: list[Restatement],
) -> IntArray:  # fmt: skip
    """What the platform shows at `now`: metrics × ads × days, whole numbers."""
    known = _known(truth, days, now)
    unit = _unit(campaign.account)
    step = campaign.account.money_step_micros
    conversions = np.floor(facts["conversions_e2"] * known / unit).astype(np.int64) * unit
    value = np.floor(conversions / 100 * facts["order_micros"] / step).astype(np.int64) * step
    if campaign.objective is Objective.LEADS:
        value = np.zeros_like(value)
    plain = [facts[metric].astype(np.int64) for metric in METRICS[:-2]]
    cube = np.stack([*plain, conversions, value])
    for entry in restated:
        day = (entry.day - days.first).days
        if 0 <= day < days.count:
            for row, grain in enumerate((step, 1, 1, 1, 1, 1, unit, step)):
                cube[row, :, day] = np.floor(cube[row, :, day] * entry.factor / grain).astype(np.int64) * grain
    return cube


def _unit(account: Account) -> int:
    """Google credits fractions of a conversion, everybody else counts whole ones (in hundredths)."""
    return 1 if account.platform is Platform.GOOGLE else 100


def _counted(account: Account, expected: FloatArray, luck: FloatArray, clicks: FloatArray) -> IntArray:
    """Hundredths of conversions, never more than half of the clicks."""
    unit = _unit(account)
    count = np.floor(np.minimum(expected, clicks * 0.5) * 100 / unit + luck * (clicks > 0)) * unit
    return np.minimum(count, clicks * 100).astype(np.int64)


def _known(truth: Truth, days: Days, now: datetime) -> FloatArray:
    """The share of each day's conversions that has been reported by now."""
    start = midnight(days.first, days.zone)
    age = (now - start) / timedelta(days=1) - np.arange(days.count)
    grown = -np.expm1(-np.clip(age, 0, FINAL_AFTER_DAYS) / truth.lag_days)
    return truth.reported_at_once + (1 - truth.reported_at_once) * grown / -np.expm1(
        -FINAL_AFTER_DAYS / truth.lag_days
    )


def _freshness(truth: Truth, impressions: FloatArray) -> FloatArray:
    """How much of its first click rate an ad keeps after what it has already been shown."""
    seen = np.cumsum(impressions, axis=1) - impressions
    ads = max(1, impressions.shape[0])
    return truth.fatigue_floor + (1 - truth.fatigue_floor) * np.exp(-seen * ads / truth.fatigue_impressions)


def _effectiveness(truth: Truth, spend: FloatArray) -> FloatArray:
    """Conversions per micro spent: the saturating response to spend after adstock."""
    kernel = (1 - truth.adstock) * truth.adstock ** np.arange(MEMORY_DAYS)
    felt = np.convolve(spend, kernel)[: spend.size]
    return truth.most_conversions / (felt + truth.half_spend_micros)


def _trend(truth: Truth, days: Days) -> FloatArray:
    broken = np.arange(days.count) >= (truth.break_on - days.first).days
    return np.where(broken, truth.break_factor, 1.0)


def _fraud(truth: Truth, days: Days) -> FloatArray:
    """Click multiplier: three days on which somebody's robots clicked."""
    if truth.fraud_from is None:
        return np.ones(days.count)
    since = np.arange(days.count) - (truth.fraud_from - days.first).days
    return np.where((since >= 0) & (since < 3), truth.fraud_clicks, 1.0)


def _quality(campaign: Campaign, seed: int) -> FloatArray:
    """How well each ad converts, compared with its sisters."""
    chance = generator(seed, "quality", campaign.account.platform, campaign.id)
    return np.exp(0.3 * chance.standard_normal((len(campaign.ads), 1)))


def reach(impressions: int, audience: int) -> int:
    """Different people among the impressions: never additive, never more than the audience."""
    return min(impressions, round(-np.expm1(-impressions / audience) * audience)) if impressions else 0
