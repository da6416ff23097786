"""Posts and how people answer them: engagement grows along a curve that is the same for the same post."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import exp
from typing import Any
from urllib.parse import urlsplit

from sandbox.world.chance import generator
from sandbox.world.identity import content_id
from sandbox.world.leads import PEOPLE, morning
from sandbox.world.model import Platform
from sandbox.world.names import BRANDS
from sandbox.world.profiles import Profile

SEEDED, EVERY_DAYS = 8, 7
SETTLES_DAYS = 1.5  # after so many days 63 % of those who will see a post have seen it
MOST_COMMENTS = 6
REPLIES = ("رائع!", "متى يتوفر في جدة؟", "Love it", "Is delivery free?", "كم السعر؟", "Sehr schön", "最高です")
MOVIES = (".mp4", ".mov")


@dataclass(frozen=True, slots=True)
class Post:
    """What a profile published at a moment (UTC); `media` are addresses, `details` what its dialect was told."""

    at: datetime
    platform: Platform
    profile_id: str
    id: str
    text: str
    media: tuple[str, ...] = ()
    link: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def video(self) -> bool:
        """Whether it is a film."""
        return any(address.partition("?")[0].lower().endswith(MOVIES) for address in self.media)


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said beneath a post."""

    at: datetime
    platform: Platform
    post_id: str
    id: str
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """How people had answered a post by a moment; none of it ever falls."""

    impressions: int
    reach: int
    likes: int
    comments: int
    shares: int
    clicks: int
    video_views: int


def fetchable(address: str) -> bool:
    """Whether a platform can fetch media from there; hosts under `.invalid` never answer."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and bool(host) and not host.endswith(".invalid")


def posts_of(seed: int, profile: Profile, born: date) -> list[Post]:
    """What the profile had published before the world was born: about one a week, the earliest first."""
    chance, copy = generator(seed, "posts", profile.platform, profile.id), BRANDS[profile.brand].copy
    found = []
    for n in reversed(range(SEEDED)):
        age = timedelta(days=n * EVERY_DAYS + 1, minutes=int(chance.integers(0, 5 * 24 * 60)))
        made = content_id(profile.platform, seed, "post", profile.id, n)
        headline, body = copy[n % len(copy)]
        media = (f"https://media.example/{profile.handle}/{n}.{'mp4' if n % 3 == 2 else 'jpg'}",) if n % 4 else ()
        at = morning(born) - age
        found.append(Post(at, profile.platform, profile.id, made, f"{headline}\n{body}", media))
    return found


def comments_of(seed: int, post: Post) -> Iterator[Comment]:
    """What people will have said beneath a post in the end, each at a moment of its own."""
    chance = generator(seed, "comments", post.platform, post.id)
    for n in range(int(chance.integers(0, MOST_COMMENTS + 1))):
        at = post.at + timedelta(seconds=int(chance.exponential(SETTLES_DAYS) * 86_400) + 60)
        words = REPLIES[int(chance.integers(len(REPLIES)))], PEOPLE[int(chance.integers(len(PEOPLE)))]
        made = content_id(post.platform, seed, "comment", post.id, n)
        yield Comment(at, post.platform, post.id, made, words[1], words[0])


def engagement_of(seed: int, post: Post, followers: int, comments: int, now: datetime) -> Engagement:
    """How people had answered by now, `comments` of them in words."""
    chance = generator(seed, "engagement", post.platform, post.id)
    seen = 1 - exp(-max(0.0, (now - post.at) / timedelta(days=SETTLES_DAYS)))
    people = followers * chance.uniform(0.12, 0.45)
    liked = people * chance.uniform(0.01, 0.05)
    return Engagement(
        impressions=int(people * chance.uniform(1.1, 1.6) * seen),
        reach=int(people * seen),
        likes=int(liked * seen),
        comments=comments,
        shares=int(liked * chance.uniform(0.05, 0.2) * seen),
        clicks=int(people * chance.uniform(0.002, 0.02) * seen),
        video_views=int(people * chance.uniform(0.2, 0.6) * seen) if post.video else 0,
    )
