"""When posts did best, from an org's own history: the mean success of a slot of the week, pulled towards average.

A post's success is its engagement as a multiple of what is usual for its profile (the median), so that large and
small profiles can be averaged. A slot is a weekday and three hours of it. With n posts its estimate is
(sum + K) / (n + K): as if K posts of average success had been published there, too, so that a single lucky post
does not win (shrinkage; Efron and Morris 1977). Assumes that what was posted when is unrelated to how good it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean, median

HOURS = 3
PRIOR = 3.0
LEAST_PER_SLOT = 2
ENOUGH = 20  # posts below which no time is proposed
BEST = 5
SETTLED = timedelta(days=2)  # so long people answer a post


@dataclass(frozen=True, slots=True)
class Seen:
    """A post of some profile at its local time, and how people answered: any figure, alike within a profile."""

    profile: str
    at: datetime
    engagement: float


@dataclass(frozen=True, slots=True)
class Slot:
    """Three hours of a weekday (0 is Monday): `lift` 1.4 means 40 % above what is usual, seen in `posts` posts."""

    weekday: int
    hour: int
    lift: float
    posts: int


def rank(history: Iterable[Seen]) -> list[Slot]:
    """Every slot with enough posts, the best first; profiles without any engagement say nothing."""
    seen = list(history)
    usual = _usual(seen)
    slots: dict[tuple[int, int], list[float]] = defaultdict(list)
    for post in seen:
        if usual[post.profile] > 0:
            slots[post.at.weekday(), post.at.hour // HOURS * HOURS].append(post.engagement / usual[post.profile])
    found = [
        Slot(weekday, hour, (sum(lifts) + PRIOR) / (len(lifts) + PRIOR), len(lifts))
        for (weekday, hour), lifts in slots.items()
        if len(lifts) >= LEAST_PER_SLOT
    ]
    return sorted(found, key=lambda slot: (-slot.lift, slot.weekday, slot.hour))


def propose(history: Sequence[Seen]) -> list[Slot]:
    """The few slots that did better than usual, the best first; none while too few posts are known."""
    if len(history) < ENOUGH:
        return []
    return [slot for slot in rank(history)[:BEST] if slot.lift > 1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Posts against what was usual for their profile before them: how many, those above it, their mean share."""

    posts: int
    better: int
    lift: float | None


def backtest(history: Sequence[Seen], since: date) -> tuple[Comparison, Comparison]:
    """How posts from that day on did that were published at a time proposed before them, and how all others did.

    Each day's proposals are made from what was settled when it began (a rolling origin: Tashman, International
    Journal of Forecasting 16, 2000), so that no post is its own evidence. Days without a proposal are no case.
    """
    followed: list[float] = []
    others: list[float] = []
    for day in sorted({post.at.date() for post in history if post.at.date() >= since}):
        past = [post for post in history if post.at < datetime.combine(day, time(), post.at.tzinfo) - SETTLED]
        slots = {(slot.weekday, slot.hour) for slot in propose(past)}
        if not slots:
            continue
        usual = _usual(past)
        for post in history:
            if post.at.date() == day and usual.get(post.profile, 0) > 0:
                place = (post.at.weekday(), post.at.hour // HOURS * HOURS)
                (followed if place in slots else others).append(post.engagement / usual[post.profile])
    return _compared(followed), _compared(others)


def _usual(history: Iterable[Seen]) -> dict[str, float]:
    """The median of each profile."""
    by_profile: dict[str, list[float]] = defaultdict(list)
    for post in history:
        by_profile[post.profile].append(post.engagement)
    return {profile: median(figures) for profile, figures in by_profile.items()}


def _compared(lifts: Sequence[float]) -> Comparison:
    return Comparison(len(lifts), sum(lift > 1 for lift in lifts), fmean(lifts) if lifts else None)
