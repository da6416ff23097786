"""When posts did best, from an org's own history: the mean success of a slot of the week, pulled towards average.

A post's success is its engagement as a multiple of what is usual for its profile (the median), so that large and
small profiles can be averaged. A slot is a weekday and three hours of it. With n posts its estimate is
(sum + K) / (n + K): as if K posts of average success had been published there, too, so that a single lucky post
does not win (shrinkage; Efron and Morris 1977). Assumes that what was posted when is unrelated to how good it was.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

HOURS = 3
PRIOR = 3.0
LEAST_PER_SLOT = 2


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
    by_profile: dict[str, list[float]] = defaultdict(list)
    for post in seen:
        by_profile[post.profile].append(post.engagement)
    usual = {profile: median(figures) for profile, figures in by_profile.items()}
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
