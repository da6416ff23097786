"""Building the whole world from a seed and the date it was born on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from sandbox.world.accounts import ACCOUNTS, PER_DOLLAR
from sandbox.world.chance import generator
from sandbox.world.changes import Change
from sandbox.world.identity import entity_id
from sandbox.world.model import MICROS, Account, Ad, AdSet, Campaign, Objective
from sandbox.world.names import BRANDS
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


def build(seed: int, born: date) -> Blueprint:
    """The world of a seed: its history begins on the first of the month, 18 months before `born`."""
    months = born.year * 12 + born.month - 1 - MONTHS_OF_HISTORY
    genesis = date(months // 12, months % 12 + 1, 1)
    campaigns: list[Campaign] = []
    truths: dict[tuple[str, str], Truth] = {}
    past: list[Change] = []
    for account in ACCOUNTS:
        for n in range(account.campaign_count):
            fate = fate_of(n, account.campaign_count)
            campaign = _campaign(seed, account, n, fate, genesis, born)
            last = campaign.ends_on or born
            span = (campaign.starts_on, max(1, (last - campaign.starts_on).days))
            usual = usual_budget_micros(campaign, span[1])
            campaigns.append(campaign)
            truths[account.platform, campaign.id] = draw(
                seed, account, campaign.id, campaign.objective, usual, span
            )
            past.extend(past_of(seed, campaign, fate, born))
    return Blueprint(genesis, tuple(campaigns), truths, tuple(past))


def usual_budget_micros(campaign: Campaign, days: int) -> float:
    """What the campaign may spend on a day as it was created, in micros."""
    if campaign.budget_micros is None:
        return float(sum(ad_set.budget_micros or 0 for ad_set in campaign.ad_sets))
    return campaign.budget_micros / days if campaign.lifetime else float(campaign.budget_micros)


def _campaign(seed: int, account: Account, n: int, fate: Fate, genesis: date, born: date) -> Campaign:
    chance = generator(seed, "campaign", account.platform, account.id, n)
    brand = BRANDS[account.brand]
    name, objective = brand.campaigns[n % len(brand.campaigns)]
    starts_on, ends_on = _dates(chance, fate, genesis, born)
    created = _morning(starts_on - timedelta(days=1), account.zone)
    campaign_id = entity_id(account.platform, seed, account.id, "campaign", n)
    daily = _tidy(chance.uniform(40, 420) * PER_DOLLAR[account.currency])
    # Google keeps budgets on campaigns; elsewhere every third daily campaign leaves them to its ad sets.
    on_ad_sets = account.platform != "google" and not fate.lifetime and n % 3 == 1
    days = (ends_on - starts_on).days + 1 if ends_on else 1
    ad_sets = tuple(
        _ad_set(seed, account, (campaign_id, n, k), created, daily if on_ad_sets else None, fate)
        for k in range(int(chance.integers(1, 4)))
    )
    return Campaign(
        account=account, id=campaign_id, budget_id=entity_id(account.platform, seed, account.id, "budget", n),
        name=name, objective=objective, created_at=created, starts_on=starts_on, ends_on=ends_on,
        lifetime=fate.lifetime, budget_micros=None if on_ad_sets else daily * (days if fate.lifetime else 1),
        video=objective is Objective.VIDEO_VIEWS or n % VIDEO_EVERY == 0, ad_sets=ad_sets,
    )  # fmt: skip


def _ad_set(
    seed: int, account: Account, place: tuple[str, int, int], created: datetime, daily: int | None, fate: Fate
) -> AdSet:
    campaign_id, n, k = place
    chance = generator(seed, "ad_set", account.platform, account.id, n, k)
    brand = BRANDS[account.brand]
    ad_set_id = entity_id(account.platform, seed, account.id, "ad_set", n, k)
    share = float(chance.uniform(0.5, 1.5))
    ads = tuple(
        _ad(seed, account, (campaign_id, ad_set_id, n, k, i), created, fate)
        for i in range(int(chance.integers(1, 5)))
    )
    return AdSet(
        id=ad_set_id, campaign_id=campaign_id, name=brand.audiences[(n + k) % len(brand.audiences)],
        created_at=created, audience=int(chance.uniform(0.05, 0.9) * MICROS), share=share,
        bid_micros=_tidy(chance.uniform(0.4, 2.5) * PER_DOLLAR[account.currency] * 10) // 10,
        budget_micros=None if daily is None else _tidy(daily / MICROS * share * 0.6), ads=ads,
    )  # fmt: skip


def _ad(seed: int, account: Account, place: tuple[str, str, int, int, int], created: datetime, fate: Fate) -> Ad:
    campaign_id, ad_set_id, n, k, i = place
    copy = BRANDS[account.brand].copy
    headline, body = copy[(n + k + i) % len(copy)]
    share = float(generator(seed, "ad", account.platform, account.id, n, k, i).uniform(0.3, 1.7))
    return Ad(
        id=entity_id(account.platform, seed, account.id, "ad", n, k, i), campaign_id=campaign_id,
        ad_set_id=ad_set_id, creative_id=entity_id(account.platform, seed, account.id, "creative", n, k, i),
        name=f"{headline} – {'ABCD'[i]}", headline=headline, body=body, created_at=created, share=share,
        in_review=fate.just_created,
    )  # fmt: skip


def _dates(chance: np.random.Generator, fate: Fate, genesis: date, born: date) -> tuple[date, date | None]:
    """First and last day; what is still running has no last day unless its budget is for a lifetime."""
    history = (born - genesis).days
    if fate.just_created:
        return born, None
    starts_on = genesis + timedelta(days=int(history * fate.begins * chance.uniform(0.6, 1.0)))
    if fate.ends_days_ago is not None:
        return starts_on, born - timedelta(days=fate.ends_days_ago)
    return starts_on, born + timedelta(days=45) if fate.lifetime else None


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(9, 30), ZoneInfo(zone)).astimezone(UTC)


def _tidy(amount: float) -> int:
    """A round sum of money as people set budgets, from units to micros."""
    step = 5 if amount < 200 else 25 if amount < 2_000 else 500
    return max(step, round(amount / step) * step) * MICROS
