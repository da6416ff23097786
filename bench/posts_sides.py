"""The storm of `bench.posts`: an org with profiles on five platforms, real workers, kills and lost answers."""

import json
import random
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
from sqlalchemy import func, select

from db import migrate
from db.embedded import Process, running
from db.kinds import PostStatus
from db.models import SocialPost
from db.session import session
from engine import posts
from engine.connectors import connector
from engine.core.errors import PlatformBusy
from engine.core.work import work
from settings import HERE, environment, settings
from tests.control import Control
from tests.speakers import KINDS, MEDIA, Speakers, speakers

T = TypeVar("T")
SETTLING_S = 900
ORDINARY = ("facebook_page", "instagram", "linkedin_organization", "x_user", "tiktok_account", "snapchat_profile")
# What a platform takes from one profile, less a few for the unlucky, in so many seconds: X 100 in a quarter of an
# hour, Instagram 100 a day; Snapchat four calls a second, and a post is four.
TAKES = {"x_user": (90, 900), "instagram": (90, 86_400), "snapchat_profile": (30, 60)}
STEADY = ("facebook_page", "linkedin_organization", "tiktok_account", "snapchat_profile")  # all the time
BURST_S = 60  # so long all kinds publish, at the least
LAST_STEP = {
    "facebook_page": "/feed", "instagram": "/media_publish", "linkedin_organization": "/posts",
    "x_user": "/tweets", "tiktok_account": "/publish", "snapchat_profile": "/saved_stories",
}  # fmt: skip


def main() -> None:
    """Write the posts, let them fall due, kill, lose, wait, and compare."""
    wanted, home = json.loads(sys.argv[1]), Path(sys.argv[2])
    migrate.upgrade()
    with running(sandbox(), home / "sandbox.log"), ExitStack() as house:
        control = Control(settings().sandbox_url)
        who = speakers(control)
        fleet = Fleet(house, home, wanted["workers"])
        begun = datetime.now(UTC) + timedelta(seconds=15)
        writer = house.enter_context(ThreadPoolExecutor(1))
        written = writer.submit(_write, who, wanted["posts"], begun, wanted["over"])
        kills, lost = _storm(who, control, fleet, wanted, begun)
        ids = written.result()
        stuck = _wait(who, begun + timedelta(seconds=wanted["over"] + SETTLING_S))
        print(json.dumps(_compared(who, ids) | {"kills": kills, "lost": lost, "stuck": stuck}))


class Fleet:
    """Workers that are replaced when they are killed."""

    def __init__(self, house: ExitStack, home: Path, size: int) -> None:
        self.house, self.home, self.made = house, home, 0
        self.workers = [self._start() for _ in range(size)]

    def kill_one(self) -> None:
        """SIGKILL to one of them, job and all, and another takes its place."""
        place = random.randrange(len(self.workers))
        self.workers[place].kill()
        self.workers[place] = self._start()

    def _start(self) -> Any:
        self.made += 1
        log = self.home / f"worker-{self.made}.log"
        process = Process(
            name=f"worker-{self.made}", argv=(sys.executable, "-m", "jobs.worker"),
            is_ready=lambda: log.exists() and b"worker.started" in log.read_bytes(),
            env=environment(PYTHONPATH=str(HERE)), stop_signal=signal.SIGKILL,
        )  # fmt: skip
        return self.house.enter_context(running(process, log))


def sandbox() -> Process:
    """The platforms, played."""
    url = settings().sandbox_url
    return Process(
        name="sandbox",
        argv=(sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(settings().sandbox_port)),
        is_ready=lambda: _answers(f"{url}/_control/health"),
        env=environment(PYTHONPATH=str(HERE)),
        stop_signal=signal.SIGKILL,
    )


def patiently(ask: Callable[[], T]) -> T:
    """What a platform answers, however often it says to come back later."""
    while True:
        try:
            return ask()
        except PlatformBusy as busy:
            time.sleep(busy.retry_after or 1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _write(who: Speakers, count: int, begun: datetime, over_s: int) -> list[UUID]:
    ids: list[UUID] = []
    kinds, taken = cycle(ORDINARY), Counter[tuple[str, int]]()
    for number in range(count):
        due_s = over_s * number / count
        kind = next(one for one in kinds if _takes(one, due_s, taken))
        at = begun + timedelta(seconds=due_s)
        media = (MEDIA[kind],) if kind in MEDIA else ()
        content = posts.Content(f"Post {number}", media, profiles=(who.profiles[kind],), scheduled_for=at)
        with work(who.org.id, who.actor) as unit:
            ids += [post.id for post in posts.create_posts(unit, content)]
    return ids


def _takes(kind: str, due_s: float, taken: Counter[tuple[str, int]]) -> bool:
    most, span_s = TAKES.get(kind, (sys.maxsize, 1))
    window = (kind, int(due_s // span_s))
    if taken[window] == most:
        return False
    taken[window] += 1
    return True


def _storm(
    who: Speakers, control: Control, fleet: Fleet, wanted: dict[str, int], begun: datetime
) -> tuple[int, int]:
    """Tick as the scheduler does, kill and lose at even steps while posts fall due."""
    ends = begun + timedelta(seconds=wanted["over"])
    steps = max(wanted["over"], 1)
    kills = lost = 0
    for second in range(steps):
        while datetime.now(UTC) < begun + timedelta(seconds=second):
            time.sleep(0.1)
        if second % 60 == 0:
            posts.plan_due(who.org.id)
        for _ in range((second + 1) * wanted["faults"] // steps - lost):
            # One after the other, and only where posts go out: five in a row would be an outage.
            kind = (kinds := ORDINARY if second < BURST_S else STEADY)[lost % len(kinds)]
            control.fault(KINDS[kind], "500_after_effect", path=LAST_STEP[kind])
            lost += 1
        for _ in range((second + 1) * wanted["kills"] // steps - kills):
            fleet.kill_one()
            kills += 1
    assert datetime.now(UTC) >= ends - timedelta(seconds=2)
    return kills, lost


def _wait(who: Speakers, until: datetime) -> int:
    """How many are not settled when patience ends; a tick each minute goes on."""
    while True:
        posts.plan_due(who.org.id)
        for _ in range(30):
            left = _unsettled(who)
            if not left or datetime.now(UTC) > until:
                return left
            time.sleep(2)


def _unsettled(who: Speakers) -> int:
    settled = SocialPost.status.in_([PostStatus.PUBLISHED, PostStatus.FAILED])
    ours = (SocialPost.org_id == who.org.id, SocialPost.group_id.is_not(None))
    with session(who.org.id) as reader:
        return reader.scalar(select(func.count()).where(*ours, ~settled)) or 0


def _rows(who: Speakers) -> list[SocialPost]:
    with session(who.org.id) as reader:
        return list(
            reader.scalars(
                select(SocialPost).where(SocialPost.org_id == who.org.id, SocialPost.group_id.is_not(None))
            )
        )


def _compared(who: Speakers, ids: list[UUID]) -> dict[str, Any]:
    """What the platforms show against what was written, and how late each was."""
    there: Counter[str] = Counter()
    since = datetime.now(UTC) - timedelta(days=1)
    for kind in ORDINARY:
        found = patiently(partial(connector(KINDS[kind]).list_posts, who.speaker(kind), since))
        there.update(row.text for row in found if row.text.startswith("Post "))
    rows = _rows(who)
    late = [
        ((post.published_at - post.scheduled_for).total_seconds(), post.attempts)
        for post in rows
        if post.published_at and post.scheduled_for
    ]
    return {
        "posts": len(ids), "patience": SETTLING_S,
        "duplicates": sum(count - 1 for count in there.values()), "missing": len(ids) - len(there),
        "clean": _spread([seconds for seconds, attempts in late if attempts == 1]),
        "all": _spread([seconds for seconds, _ in late]),
    }  # fmt: skip


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return {"n": len(seconds), "p50": statistics.median(seconds), "p95": cuts[-1], "max": max(seconds)}


if __name__ == "__main__":
    main()
