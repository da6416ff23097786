"""Nobody is ever given what was kept for somebody else: a hundred thousand questions, and whose answer each finds.

The keys are those of the product, the Redis is real, and each value says whom it was made for. Writing all of them
before reading any makes two questions with one key show at once: the second has overwritten the first.
"""

from datetime import date, timedelta
from random import Random
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from redis import Redis

from api.dashboard import show
from api.kept import Policy, powers
from db.kinds import Role
from engine.campaigns import list_campaigns
from engine.core.cache.entries import Slot
from engine.core.i18n import LOCALES, speaking
from engine.core.periods import Days
from engine.dashboard.drilldown import _children
from engine.permissions import granted

QUESTIONS, ORGS, CHUNK = 100_000, 300, 5_000
TRICKY = (
    "",
    "&",
    "=",
    "a&compare=none",
    "a",
    "A",
    "1",
    " 1",
    "ا",
    "أ",
    "null",
    "None",
    "[]",
    "days=7",
    "%26",
    "+",
)
DAY = date(2026, 11, 27)


def replies(random: Random, orgs: list[UUID]) -> tuple[str, str]:
    """A kept reply's key, and whom and what it is for."""
    policy: Policy = show.kept  # type: ignore[attr-defined]
    org, role, language = random.choice(orgs), random.choice(list(Role)), random.choice(LOCALES)
    names = random.sample(sorted(policy.names), random.randint(0, 4))
    asked = [(name, random.choice([*TRICKY, str(random.randint(1, 800))])) for name in names]
    today = DAY - timedelta(days=random.randint(0, 1))
    slot = policy.slot(org, f"/api/orgs/{org}/dashboard", urlencode(asked), powers(granted(role)), language, today)
    return slot.key, repr((org, sorted(granted(role)), language, sorted(asked), today))


def reads(random: Random, orgs: list[UUID]) -> tuple[str, str]:
    """The same of the engine's own reads, with and without words."""
    org, language, word = random.choice(orgs), random.choice(LOCALES), random.choice(TRICKY)
    since = DAY - timedelta(days=random.randint(1, 60))
    days = Days(since, since + timedelta(days=random.randint(1, 60)))
    with speaking(language):
        slot: Slot
        if random.random() < 0.5:
            kind, sought, page = word or None, random.choice(TRICKY), random.randint(1, 9)
            slot = list_campaigns.slot(org, kind=kind, q=sought, page=page)
            return slot.key, repr((org, language, kind, sought, page))
        slot = _children.slot(org, word, days, random.choice(("SAR", "USD")), random.randint(0, 3))
        return slot.key, repr((org, slot.label))


def test_a_hundred_thousand_questions_find_their_own_answers(redis: Redis) -> None:
    random = Random(20261127)
    orgs = [UUID(int=random.getrandbits(128)) for _ in range(ORGS)]
    asked = [(replies if n % 2 else reads)(random, orgs) for n in range(QUESTIONS)]
    for at in range(0, QUESTIONS, CHUNK):
        redis.mset(dict(asked[at : at + CHUNK]))

    random.shuffle(asked)
    strangers = 0
    for at in range(0, QUESTIONS, CHUNK):
        chunk = asked[at : at + CHUNK]
        found = cast("list[bytes]", redis.mget([key for key, _ in chunk]))
        strangers += sum(value.decode() != whom for value, (_, whom) in zip(found, chunk, strict=True))
    assert strangers == 0
    assert len({whom for _, whom in asked}) == len({key for key, _ in asked}) > QUESTIONS * 0.9


def test_the_same_question_said_otherwise_is_one() -> None:
    policy: Policy = show.kept  # type: ignore[attr-defined]
    org = UUID(int=1)
    slots = {
        policy.slot(org, path, query, powers(granted(Role.VIEWER)), "en", DAY).key
        for path in (f"/api/orgs/{org}/dashboard", f"/orgs/{org}/dashboard")
        for query in ("days=7&compare=none", "compare=none&days=7", "compare=none&days=7&lang=en")
    }
    assert len(slots) == 1
    assert list_campaigns.slot(org).key == list_campaigns.slot(org, status=None, page=1).key
