"""Sums of the series: one row per entity and stretch of days, as every platform's report needs them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sandbox.world.model import Account, Ad, AdSet, Campaign, Level
from sandbox.world.response import reach
from sandbox.world.series import METRICS, IntArray
from sandbox.world.world import World

Metric = dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers of one entity over `since` to `until`, both inclusive; money in micros, conversions × 100."""

    account: Account
    campaign: Campaign | None
    ad_set: AdSet | None
    ad: Ad | None
    since: date
    until: date
    numbers: Metric
    reach: int

    @property
    def delivered(self) -> bool:
        """Whether anything happened at all."""
        return any(self.numbers.values())


Span = tuple[date, date]


def spans_of_days(since: date, until: date, step: int) -> list[Span]:
    """Cut a range, both ends inclusive, into stretches of `step` days."""
    count = (until - since).days + 1
    return [
        (since + timedelta(days=n), min(until, since + timedelta(days=n + step - 1)))
        for n in range(0, count, step)
    ]


def spans_of_months(since: date, until: date) -> list[Span]:
    """Cut a range, both ends inclusive, at the ends of calendar months."""
    spans, begin = [], since
    while begin <= until:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        spans.append((begin, min(until, following - timedelta(days=1))))
        begin = following
    return spans


def lines(
    world: World, account: Account, campaigns: Sequence[Campaign], level: Level, spans: Sequence[Span]
) -> Iterator[Line]:
    """One line per entity of the level and span, lines without any delivery included."""
    if level is Level.ACCOUNT:
        total = sum((_summed(world, c, spans).sum(axis=1) for c in campaigns), _nothing(spans))
        audience = sum(_audience(c, None) for c in campaigns) or 1
        yield from _cut(account, (None, None, None), total, spans, audience)
        return
    for campaign in campaigns:
        cube = _summed(world, campaign, spans)
        if level is Level.CAMPAIGN:
            yield from _cut(account, (campaign, None, None), cube.sum(axis=1), spans, _audience(campaign, None))
            continue
        row = 0
        for ad_set in campaign.ad_sets:
            rows = slice(row, row := row + len(ad_set.ads))
            if level is Level.AD_SET:
                total = cube[:, rows].sum(axis=1)
                yield from _cut(account, (campaign, ad_set, None), total, spans, _audience(campaign, ad_set))
                continue
            for ad, numbers in zip(ad_set.ads, cube[:, rows].swapaxes(0, 1), strict=True):
                yield from _cut(account, (campaign, ad_set, ad), numbers, spans, _audience(campaign, ad_set))


def _nothing(spans: Sequence[Span]) -> IntArray:
    return np.zeros((len(METRICS), len(spans)), dtype=np.int64)


def _summed(world: World, campaign: Campaign, spans: Sequence[Span]) -> IntArray:
    """Metrics × ads × spans."""
    cube, first = world.cube(campaign), world.genesis
    begin = np.clip([(since - first).days for since, _ in spans], 0, cube.shape[2])
    end = np.clip([(until - first).days + 1 for _, until in spans], 0, cube.shape[2])
    early = begin.min(initial=cube.shape[2])
    asked = cube[:, :, early : end.max(initial=0)]
    running = np.concatenate([np.zeros((*cube.shape[:2], 1), dtype=np.int64), asked.cumsum(axis=2)], axis=2)
    summed: IntArray = running[:, :, end - early] - running[:, :, begin - early]
    return summed


def _audience(campaign: Campaign, ad_set: AdSet | None) -> int:
    return ad_set.audience if ad_set else sum(each.audience for each in campaign.ad_sets)


def _cut(
    account: Account,
    entity: tuple[Campaign | None, AdSet | None, Ad | None],
    numbers: IntArray,
    spans: Sequence[Span],
    audience: int,
) -> Iterator[Line]:
    for (since, until), values in zip(spans, numbers.T.tolist(), strict=True):
        found = dict(zip(METRICS, values, strict=True))
        yield Line(account, *entity, since, until, found, reach(found["impressions"], audience))
