"""How much money each ad may spend on each day: budgets and statuses, as they changed through time.

A day's money comes in along a curve (little at night, most in the afternoon), so a change at noon moves half
a day, and today holds just what has come in so far.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sandbox.world.changes import Change, Journal
from sandbox.world.model import Campaign, Status

FloatArray = NDArray[np.float64]
NIGHT_DIP = 0.08  # amplitude of the intraday curve; below 1/2π money never flows backwards


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive calendar days of a time zone, `count` of them."""

    first: date
    count: int
    zone: str

    def position(self, moment: datetime) -> float:
        """Days' worth of money that came in between the first midnight and the moment."""
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        begin, end = midnight(day, self.zone), midnight(day + timedelta(days=1), self.zone)
        hours = (moment - begin) / (end - begin)
        return (day - self.first).days + hours - NIGHT_DIP * float(np.sin(2 * np.pi * hours))


def midnight(day: date, zone: str) -> datetime:
    """When a calendar day begins in a zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def allowance(campaign: Campaign, journal: Journal, days: Days, now: datetime) -> FloatArray:
    """Micros that each ad (row) may spend on each day (column) up to `now`."""
    money = np.zeros((len(campaign.ads), days.count))
    if campaign.in_review:
        return money
    index = np.arange(days.count)
    for begin, end, rates in _spans(campaign, journal, now):
        start, stop = days.position(begin), days.position(end)
        share = np.clip(stop - index, 0, 1) - np.clip(start - index, 0, 1)
        money += rates[:, None] * share
    return money


def _spans(campaign: Campaign, journal: Journal, now: datetime) -> Iterator[tuple[datetime, datetime, FloatArray]]:
    """The stretches of time over which nothing changed, with each ad's micros a day."""
    zone = campaign.account.zone
    begin = midnight(campaign.starts_on, zone)
    end = min(now, midnight(campaign.ends_on + timedelta(days=1), zone)) if campaign.ends_on else now
    state = State(campaign)
    for change in journal.of_campaign(campaign, now):
        if begin < change.at < end:
            yield begin, change.at, state.rates()
            begin = change.at
        if change.at < end:
            state.apply(change)
    if begin < end:
        yield begin, end, state.rates()


class State:
    """Statuses and budgets of a campaign's entities while its changes are replayed."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        lasts = (campaign.ends_on - campaign.starts_on).days + 1 if campaign.ends_on else 1
        self._days = lasts if campaign.lifetime else 1  # that a budget is for
        self._running: dict[str, bool] = {}
        self._budgets: dict[str, int] = {}

    def apply(self, change: Change) -> None:
        """Take over one change."""
        if change.field == "status":
            self._running[change.entity_id] = change.value == Status.ACTIVE
        elif change.field == "budget_micros":
            self._budgets[change.entity_id] = int(change.value)

    def rates(self) -> FloatArray:
        """Micros a day of each ad; what a paused ad does not spend, its sisters do."""
        campaign = self._campaign
        if not self._running.get(campaign.id, True):
            return np.zeros(len(campaign.ads))
        weights = [
            [self._weight(ad.id, ad.share) * self._weight(ad_set.id, 1.0) for ad in ad_set.ads]
            for ad_set in campaign.ad_sets
        ]
        if campaign.budget_micros is None:
            budgets = [self._budgets.get(ad_set.id, ad_set.budget_micros or 0) for ad_set in campaign.ad_sets]
            return np.concatenate([_split(b / self._days, w) for b, w in zip(budgets, weights, strict=True)])
        budget = self._budgets.get(campaign.id, campaign.budget_micros)
        flat = [w * ad_set.share for ad_set, row in zip(campaign.ad_sets, weights, strict=True) for w in row]
        return _split(budget / self._days, flat)

    def _weight(self, entity_id: str, weight: float) -> float:
        return weight if self._running.get(entity_id, True) else 0.0


def _split(amount: float, weights: list[float]) -> FloatArray:
    shares = np.array(weights)
    total = shares.sum()
    return shares * (amount / total) if total else np.zeros(len(weights))
