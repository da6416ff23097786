"""How much money each ad may spend on each day: budgets, statuses and dates, as they changed through time.

A day's money comes in along a curve (little at night, most in the afternoon), so a change at noon moves half
a day, and today holds just what has come in so far.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sandbox.world.changes import Change, Journal
from sandbox.world.flights import Flights
from sandbox.world.model import AdSet, Campaign, Status

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
    state, changes = State(campaign), deque(journal.of_campaign(campaign, now))
    for begin, end in pairwise(_cuts(campaign, changes, now)):
        while changes and changes[0].at <= begin:
            state.apply(changes.popleft())
        rates = state.rates(begin)
        if not rates.any():
            continue
        start, stop = days.position(begin), days.position(end)
        share = np.clip(stop - index, 0, 1) - np.clip(start - index, 0, 1)
        money += rates[:, None] * share
        state.spend(rates * (stop - start))
    return money


def _cuts(campaign: Campaign, changes: Iterable[Change], now: datetime) -> list[datetime]:
    """The moments up to `now` at which something may begin, end or become otherwise."""
    firsts, lasts = {campaign.starts_on}, {campaign.ends_on} - {None}
    for change in changes:
        if change.field == "starts_on":
            firsts.add(date.fromisoformat(str(change.value)))
        elif change.field == "ends_on":
            lasts.add(date.fromisoformat(str(change.value)))
    midnights = {midnight(day, campaign.account.zone) for day in firsts | {_after(day) for day in lasts if day}}
    return sorted(moment for moment in {now, *midnights, *(change.at for change in changes)} if moment <= now)


def _after(day: date) -> date:
    return day + timedelta(days=1)


class State:
    """Statuses, budgets and dates of a campaign's entities while its changes are replayed."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign, self._flights = campaign, Flights(campaign)
        lasts = (campaign.ends_on - campaign.starts_on).days + 1 if campaign.ends_on else 1
        self._days = lasts if campaign.lifetime else 1  # that a budget is for
        self._running: dict[str, bool] = {}
        self._budgets: dict[str, int] = {}
        self._spent = np.zeros(len(campaign.ads))
        self._redated: datetime | None = None  # when the dates last changed
        self._before = self._spent  # what had been spent by then

    def apply(self, change: Change) -> None:
        """Take over one change."""
        if change.field == "status":
            self._running[change.entity_id] = change.value == Status.ACTIVE
        elif change.field == "budget_micros":
            self._budgets[change.entity_id] = int(change.value)
        elif change.field in {"starts_on", "ends_on"}:
            self._flights.apply(change)
            self._redated, self._before = change.at, self._spent

    def spend(self, micros: FloatArray) -> None:
        """So much was there for each ad since the last change."""
        self._spent = self._spent + micros

    def rates(self, moment: datetime) -> FloatArray:
        """Micros a day of each ad from then on; what a paused ad does not spend, its sisters do."""
        campaign = self._campaign
        if not self._running.get(campaign.id, True) or not self._flies(campaign, moment):
            return np.zeros(len(campaign.ads))
        weights = [
            [self._weight(ad.id, ad.share) * self._weight(ad_set.id, 1.0) * self._flies(ad_set, moment)
             for ad in ad_set.ads]
            for ad_set in campaign.ad_sets
        ]  # fmt: skip
        if campaign.budget_micros is None:
            budgets = [self._a_day(each, each.budget_micros or 0) for each in campaign.ad_sets]
            return np.concatenate([_split(b, w) for b, w in zip(budgets, weights, strict=True)])
        budget = self._a_day(campaign, campaign.budget_micros)
        flat = [w * ad_set.share for ad_set, row in zip(campaign.ad_sets, weights, strict=True) for w in row]
        return _split(budget, flat)

    def _a_day(self, owner: Campaign | AdSet, usual: int) -> float:
        """A budget's part for one day; after new dates, what is left of it over the days that are left."""
        budget = self._budgets.get(owner.id, usual)
        starts_on, ends_on = self._flights.lasting(owner)
        if self._redated is None or ends_on is None or not self._campaign.lifetime:
            return budget / self._days
        zone = self._campaign.account.zone
        begin = max(self._redated, midnight(starts_on, zone))
        left = (midnight(_after(ends_on), zone) - begin) / timedelta(days=1)
        gone = sum(
            spent
            for ad, spent in zip(self._campaign.ads, self._before, strict=True)
            if owner.id in {ad.campaign_id, ad.ad_set_id}
        )
        return float(max(0.0, budget - gone) / left) if left > 0 else 0.0

    def _flies(self, entity: Campaign | AdSet, moment: datetime) -> bool:
        """Whether its dates let it run."""
        (starts_on, ends_on), zone = self._flights.lasting(entity), self._campaign.account.zone
        return midnight(starts_on, zone) <= moment and (
            ends_on is None or moment < midnight(_after(ends_on), zone)
        )

    def _weight(self, entity_id: str, weight: float) -> float:
        return weight if self._running.get(entity_id, True) else 0.0


def _split(amount: float, weights: list[float]) -> FloatArray:
    shares = np.array(weights)
    total = shares.sum()
    return shares * (amount / total) if total else np.zeros(len(weights))
