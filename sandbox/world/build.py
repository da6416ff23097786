"""Building the whole world from a seed and the date it was born on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.chance import generator
from sandbox.world.changes import Change
from sandbox.world.identity import entity_id
from sandbox.world.model import MICROS, Account, Ad, AdSet, Campaign, Objective, Platform
from sandbox.world.names import BRANDS, Brand
from sandbox.world.past import Fate, fate_of, past_of
from sandbox.world.truths import Truth, draw

MONTHS_OF_HISTORY = 18
VIDEO_EVERY = 3


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything that is fixed once the world is born."""

    genesis: date
    campaigns: tuple[Campaign, ...]
    truths: dict[tuple[str, str], Truth]
    past: tuple[Change, ...]


def build(seed: int, born: date, accounts: Iterable[Account]) -> Blueprint:
    """The world of a seed: its history begins on the first of the month, 18 months before `born`."""
    months = born.year * 12 + born.month - 1 - MONTHS_OF_HISTORY
    genesis = date(months // 12, months % 12 + 1, 1)
    campaigns: list[Campaign] = []
    truths: dict[tuple[str, str], Truth] = {}
    past: list[Change] = []
    for account in accounts:
        for n in range(account.campaign_count):
            plot = Plot(seed, account, n, fate_of(n, account.campaign_count))
            campaign = _campaign(plot, *_dates(plot, genesis, born))
            days = max(1, ((campaign.ends_on or born) - campaign.starts_on).days)
            campaigns.append(campaign)
            truths[account.platform, campaign.id] = draw(seed, campaign, usual_budget_micros(campaign, days), days)
            past.extend(past_of(seed, campaign, plot.fate, born))
    return Blueprint(genesis, tuple(campaigns), truths, tuple(past))


def usual_budget_micros(campaign: Campaign, days: int) -> float:
    """What the campaign may spend on a day as it was created, in micros."""
    budget = campaign.budget_micros
    if budget is None:
        budget = sum(ad_set.budget_micros or 0 for ad_set in campaign.ad_sets)
    return budget / days if campaign.lifetime else float(budget)


@dataclass(frozen=True, slots=True)
class Plot:
    """Where in the world something stands: the n-th campaign of an account, and how its life goes."""

    seed: int
    account: Account
    n: int
    fate: Fate

    def id(self, kind: str, *place: int) -> str:
        """The identifier of the campaign or of something in it."""
        return entity_id(self.account.platform, self.seed, self.account.id, kind, self.n, *place)

    def chance(self, kind: str, *place: int) -> np.random.Generator:
        """Randomness of its own for the campaign or something in it."""
        return generator(self.seed, kind, self.account.platform, self.account.id, self.n, *place)

    @property
    def brand(self) -> Brand:
        """Whose words are used."""
        return BRANDS[self.account.brand]

    @property
    def dollar(self) -> float:
        """What a dollar is in the account's currency."""
        return PER_DOLLAR[self.account.currency]


def _campaign(plot: Plot, starts_on: date, ends_on: date | None) -> Campaign:
    chance, lifetime = plot.chance("campaign"), plot.fate.lifetime
    name, objective = plot.brand.campaigns[plot.n % len(plot.brand.campaigns)]
    created = _morning(starts_on - timedelta(days=1), plot.account.zone)
    daily = _tidy(chance.uniform(40, 420) * plot.dollar)
    # Google keeps budgets on campaigns and LinkedIn below; elsewhere every third daily one leaves them to ad sets.
    mixed = plot.account.platform is not Platform.GOOGLE and not lifetime and plot.n % 3 == 1
    on_ad_sets = mixed or plot.account.platform is Platform.LINKEDIN
    days = (ends_on - starts_on).days + 1 if lifetime and ends_on else 1
    return Campaign(
        account=plot.account,
        id=plot.id("campaign"),
        budget_id=plot.id("budget"),
        name=name,
        objective=objective,
        created_at=created,
        starts_on=starts_on,
        ends_on=ends_on,
        lifetime=lifetime,
        budget_micros=None if on_ad_sets else daily * days,
        video=objective is Objective.VIDEO_VIEWS or plot.n % VIDEO_EVERY == 0,
        ad_sets=tuple(
            _ad_set(plot, k, created, daily if on_ad_sets else None, days)
            for k in range(int(chance.integers(1, 4)))
        ),
    )


def _ad_set(plot: Plot, k: int, created: datetime, daily: int | None, days: int) -> AdSet:
    chance, audiences = plot.chance("ad_set", k), plot.brand.audiences
    share = float(chance.uniform(0.5, 1.5))
    return AdSet(
        id=plot.id("ad_set", k),
        campaign_id=plot.id("campaign"),
        name=audiences[(plot.n + k) % len(audiences)],
        created_at=created,
        audience=int(chance.uniform(0.05, 0.9) * MICROS),
        share=share,
        bid_micros=_tidy(chance.uniform(4, 25) * plot.dollar) // 10,
        budget_micros=None if daily is None else _tidy(daily / MICROS * share * 0.6) * days,
        ads=tuple(_ad(plot, k, i, created) for i in range(int(chance.integers(1, 5)))),
    )


def _ad(plot: Plot, k: int, i: int, created: datetime) -> Ad:
    headline, body = plot.brand.copy[(plot.n + k + i) % len(plot.brand.copy)]
    return Ad(
        id=plot.id("ad", k, i),
        campaign_id=plot.id("campaign"),
        ad_set_id=plot.id("ad_set", k),
        creative_id=plot.id("creative", k, i),
        name=f"{headline} – {'ABCD'[i]}",
        headline=headline,
        body=body,
        created_at=created,
        share=float(plot.chance("ad", k, i).uniform(0.3, 1.7)),
        in_review=plot.fate.just_created,
    )


def _dates(plot: Plot, genesis: date, born: date) -> tuple[date, date | None]:
    """First and last day; what is still running has no last day unless its budget is for a lifetime."""
    fate, history = plot.fate, (born - genesis).days
    if fate.just_created:
        return born, None
    starts_on = genesis + timedelta(days=int(history * fate.begins * plot.chance("start").uniform(0.6, 1.0)))
    if fate.ends_days_ago is not None:
        return starts_on, born - timedelta(days=fate.ends_days_ago)
    return starts_on, born + timedelta(days=45) if fate.lifetime else None


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(9, 30), ZoneInfo(zone)).astimezone(UTC)


def _tidy(amount: float) -> int:
    """A round sum of money as people set budgets, from units to micros."""
    step = 5 if amount < 200 else 25 if amount < 2_000 else 500
    return max(step, round(amount / step) * step) * MICROS
