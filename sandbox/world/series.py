"""From money to numbers: what each ad's spend bought on each day, and how much of it is known by now.

Spend buys impressions at a price that rises with demand; impressions tire; clicks convert along a saturating
curve of spend after adstock. Conversions are reported late, growing for 28 days after the day they belong to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sandbox.world.chance import generator
from sandbox.world.changes import Journal, Restatement
from sandbox.world.delivery import Days, FloatArray, allowance
from sandbox.world.model import Account, Campaign, Objective, Platform
from sandbox.world.response import effectiveness, fraud, freshness, known, trend
from sandbox.world.seasons import demand
from sandbox.world.truths import Truth

IntArray = NDArray[np.int64]

COUNTS = (
    "impressions", "clicks", "link_clicks", "page_views", "view_through",
    "video_plays", "video_2s", "video_6s", "video_views", "video_p25", "video_p50", "video_p75", "video_p100",
)  # fmt: skip
METRICS = ("spend_micros", *COUNTS, "conversions_e2", "value_micros")
LINK_SHARE = 0.78  # of all clicks
PAGE_SHARE = 0.62  # of all clicks: the page had loaded before they left
VIEW_THROUGH_SHARE = 0.08  # of conversions
# Of a video's impressions: how many play it, watch it as an ad, and how far.
VIDEO_SHARES = {
    "video_plays": 0.55, "video_2s": 0.46, "video_6s": 0.28, "video_views": 0.17,
    "video_p25": 0.34, "video_p50": 0.22, "video_p75": 0.16, "video_p100": 0.11,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """One campaign of a seeded world, over the days up to a moment."""

    seed: int
    campaign: Campaign
    truth: Truth
    days: Days
    now: datetime

    def luck(self, kind: str) -> FloatArray:
        """Draws, kinds × ads × days (normal or uniform); drawn day by day, so the past never changes."""
        drawn = np.empty((5, len(self.campaign.ads), self.days.count))
        for places, keys in self._streams():
            chance = generator(self.seed, kind, self.campaign.account.platform, self.campaign.id, *keys)
            shape = (self.days.count, 5, len(places))
            values = chance.standard_normal(shape) if kind == "normal" else chance.random(shape)
            drawn[:, places] = values.transpose(1, 2, 0)
        return drawn

    def _streams(self) -> list[tuple[list[int], tuple[str, ...]]]:
        """Which ads are drawn together: those the campaign was born with, and each later one apart."""
        late = [([n], (ad.id,)) for n, ad in enumerate(self.campaign.ads) if ad.late]
        return [([n for n, ad in enumerate(self.campaign.ads) if not ad.late], ()), *late]

    def demand(self) -> FloatArray:
        """How willing people are to buy, by day."""
        swings = self.truth.weekday_swing, self.truth.season_swing
        return demand(self.days.first, self.days.count, self.days.zone, *swings)

    def quality(self) -> FloatArray:
        """How well each ad converts, compared with its sisters."""
        drawn = np.empty((len(self.campaign.ads), 1))
        for places, keys in self._streams():
            chance = generator(self.seed, "quality", self.campaign.account.platform, self.campaign.id, *keys)
            drawn[places] = chance.standard_normal((len(places), 1))
        return np.exp(0.3 * drawn)

    def born_with(self) -> int:
        """How many ads the campaign was born with."""
        return sum(not ad.late for ad in self.campaign.ads)


def settled(scene: Scene, journal: Journal) -> dict[str, FloatArray]:
    """What truly happened, by metric: whole numbers, ads × days, nothing late and nothing restated.

    `order_micros` is the mean value of a conversion rather than a sum.
    """
    truth, normal, uniform = scene.truth, scene.luck("normal"), scene.luck("uniform")
    spend, wish = _spend(scene, journal, normal), scene.demand()
    price = truth.cpm_micros * np.sqrt(wish) * np.exp(0.05 * normal[2])
    impressions = np.floor(spend / price * 1000 + uniform[0] * (spend > 0))
    fresh = freshness(truth, impressions, scene.born_with())
    rate = np.clip(truth.click_rate * fresh * np.exp(0.08 * normal[3]) * fraud(truth, scene.days), 0, 0.9)
    clicks = np.minimum(impressions, np.floor(impressions * rate + uniform[1] * (impressions > 0)))
    buyers = spend * effectiveness(truth, spend.sum(axis=0)) * wish * trend(truth, scene.days) * fresh
    wanted = buyers * scene.quality() * np.exp(truth.noise * normal[4])
    video = 1.0 if scene.campaign.video else 0.0
    return {
        "spend_micros": spend,
        "impressions": impressions,
        "clicks": clicks,
        "link_clicks": np.floor(clicks * LINK_SHARE),
        "page_views": np.floor(clicks * PAGE_SHARE),
        "view_through": np.floor(wanted * VIEW_THROUGH_SHARE + uniform[3] * (clicks > 0)),
        **{name: np.floor(impressions * video * share) for name, share in VIDEO_SHARES.items()},
        "conversions_e2": _counted(scene.campaign.account, wanted, uniform[2], clicks),
        "order_micros": truth.order_micros * np.exp(0.12 * normal[1]),
    }


def reported(scene: Scene, facts: dict[str, FloatArray], restated: Iterable[Restatement]) -> IntArray:
    """What the platform shows at the scene's moment: metrics × ads × days, whole numbers."""
    account, days = scene.campaign.account, scene.days
    unit, step = _unit(account), account.money_step_micros
    conversions = np.floor(facts["conversions_e2"] * known(scene.truth, days, scene.now) / unit) * unit
    value = np.floor(conversions / 100 * facts["order_micros"] / step) * step
    if scene.campaign.objective is Objective.LEADS:
        value = np.zeros_like(value)
    cube = np.stack([facts["spend_micros"], *(facts[name] for name in COUNTS), conversions, value])
    grains = np.array([step, *(1 for _ in COUNTS), unit, step])[:, None]
    for entry in restated:
        day = (entry.day - days.first).days
        if 0 <= day < days.count:
            cube[:, :, day] = np.floor(cube[:, :, day] * entry.factor / grains) * grains
    return cube.astype(np.int64)


def _spend(scene: Scene, journal: Journal, normal: FloatArray) -> FloatArray:
    """What is charged: a little less or more than allowed, never more than a lifetime budget's even pace."""
    campaign = scene.campaign
    pace = 0.95 * np.exp(0.07 * normal[0, 0] + 0.05 * normal[1])
    money = allowance(campaign, journal, scene.days, scene.now)
    step = campaign.account.money_step_micros
    spent: FloatArray = np.floor(money * np.clip(pace, 0.5, 1.0 if campaign.lifetime else 1.15) / step)
    return spent * step


def _unit(account: Account) -> int:
    """Google credits fractions of a conversion, everybody else counts whole ones (in hundredths)."""
    return 1 if account.platform is Platform.GOOGLE else 100


def _counted(account: Account, expected: FloatArray, luck: FloatArray, clicks: FloatArray) -> FloatArray:
    """Hundredths of conversions, one for every two clicks at most."""
    unit = _unit(account)
    count = np.floor(np.minimum(expected, clicks * 0.5) * 100 / unit + luck * (clicks > 0)) * unit
    found: FloatArray = np.minimum(count, clicks * 100)
    return found
