"""What became of each campaign before anybody connected: most run, some paused, ended, archived or deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sandbox.world.chance import generator
from sandbox.world.changes import Change, Field, Value
from sandbox.world.model import MICROS, Campaign, Objective, Status
from sandbox.world.seasons import white_friday


@dataclass(frozen=True, slots=True)
class Fate:
    """How a campaign's life goes. `begins` is a fraction of the history; the ends count back from birth."""

    begins: float = 0.0
    status: Status = Status.ACTIVE
    status_days_ago: int = 0
    ends_days_ago: int | None = None
    lifetime: bool = False
    just_created: bool = False


# By position in the account. The first campaigns are the old, living ones every account has.
FATES = (
    Fate(), Fate(begins=0.1), Fate(begins=0.3), Fate(begins=0.5, status=Status.PAUSED, status_days_ago=24),
    Fate(begins=0.4), Fate(begins=0.5, ends_days_ago=60, lifetime=True), Fate(begins=0.75, lifetime=True),
    Fate(begins=0.2, status=Status.ARCHIVED, status_days_ago=110, ends_days_ago=112),
    Fate(begins=0.6, status=Status.DELETED, status_days_ago=40), Fate(begins=0.0), Fate(begins=0.8),
    Fate(begins=0.9, status=Status.PAUSED, status_days_ago=3), Fate(begins=0.85),
)  # fmt: skip


def fate_of(n: int, count: int) -> Fate:
    """The fate of an account's n-th campaign; the last of a large account was created today."""
    return Fate(just_created=True) if n == count - 1 and count >= 8 else FATES[n % len(FATES)]


def past_of(seed: int, campaign: Campaign, fate: Fate, born: date) -> Iterator[Change]:
    """Every change that is already history when the world is born."""
    if fate.status is not Status.ACTIVE:
        yield _change(campaign, campaign.id, born - timedelta(days=fate.status_days_ago), "status", fate.status)
    if fate.just_created:
        return
    chance = generator(seed, "past", campaign.account.platform, campaign.id)
    if campaign.budget_micros is not None and not campaign.lifetime:
        yield from _budget_history(campaign, float(chance.uniform(1.1, 1.6)), born)
    for ad_set in campaign.ad_sets:
        for ad in ad_set.ads[1:]:
            if chance.random() < 0.2:
                day = born - timedelta(days=int(chance.integers(5, 200)))
                yield _change(campaign, ad.id, day, "status", Status.PAUSED)


def _budget_history(campaign: Campaign, factor: float, born: date) -> Iterator[Change]:
    """Raised for good half-way through, and for the White Friday weeks of a campaign that sells."""
    usual = campaign.budget_micros or 0
    half_way = campaign.starts_on + (born - campaign.starts_on) / 2
    grown = _whole(usual * factor)
    yield _change(campaign, campaign.id, half_way, "budget_micros", grown)
    if campaign.objective is not Objective.SALES:
        return
    for year in range(campaign.starts_on.year, born.year + 1):
        friday = white_friday(year)
        begin, end = friday - timedelta(days=10), friday + timedelta(days=3)
        if campaign.starts_on < begin and end < born:
            before = grown if begin >= half_way else usual
            after = grown if end >= half_way else usual
            yield _change(campaign, campaign.id, begin, "budget_micros", _whole(before * 1.8))
            yield _change(campaign, campaign.id, end, "budget_micros", after)


def _whole(micros: float) -> int:
    """Budgets are set in whole units of money."""
    return int(micros) // MICROS * MICROS


def _change(campaign: Campaign, entity: str, day: date, field: Field, value: Value) -> Change:
    at = datetime.combine(day, time(8, 15), UTC)
    return Change(at, campaign.account.platform, entity, field, value)
