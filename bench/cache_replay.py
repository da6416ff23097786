"""Half an hour of people using the product, drawn once from a fixed seed, replayed against the real API.

Time runs `FASTER` times as fast: pauses are divided by it, and so are the times for which areas stay fresh, so
that an answer grows old between the same two reads as it would in half an hour.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
from httpx import ASGITransport

from api.app import app
from db.kinds import Severity
from db.models import Campaign
from engine import cache, sessions
from engine.alerts import raise_alert
from engine.core.cache import counts
from engine.core.cache.areas import AREAS
from engine.core.clock import now
from engine.core.work import work
from engine.limits import SETTING
from engine.orgs import save_setting
from settings import settings
from tests.factories import OrgFacts, insert, make_ad_campaign, make_day, make_integration, make_org

FASTER, MINUTES, PEOPLE, ORGS, PAUSE_S = 30, 30, 12, 3, 12.0
# What people open, out of a hundred times.
OPENED = {
    "dashboard": 30, "dashboard?days=7": 12, "dashboard?days=90": 4, "performance": 12, "anomalies": 6,
    "unified-campaigns": 12, "unified-campaigns?status=active": 4, "sync/status": 6, "sync/statistics": 4,
    "sync/history": 3, "posts": 4, "posts/best-times": 1, "integrations": 2,
}  # fmt: skip


def replay() -> dict[str, Any]:
    """Everybody at once; then what the cache counted."""
    for name, area in AREAS.items():
        AREAS[name] = replace(area, fresh_s=area.fresh_s // FASTER)
    random = Random(6)
    orgs = [_org() for _ in range(ORGS)]
    told: Counter[str] = Counter()
    asyncio.run(_half_an_hour(random, orgs, told))
    counts.send()
    sums: Counter[str] = Counter()
    areas: dict[str, Counter[str]] = {name: Counter() for name in AREAS}
    for org in orgs:
        for row in cache.usage(org.id, 1):
            for name in ("hits", "misses", "stale"):
                sums[name] += row[name]
                areas[row["area"]][name] += row[name]
    at_once = told["HIT"] / (told["HIT"] + told["MISS"])
    return {
        "faster": FASTER, "people": PEOPLE, "orgs": ORGS, "reads": told["reads"], "writes": told["writes"],
        "stale": told["stale"], "at_once": at_once, "hit_rate": cache.rate(sums),
        "areas": {name: cache.rate(met) for name, met in areas.items() if met},
    }  # fmt: skip


def _org() -> OrgFacts:
    org = make_org()
    account = make_integration(org.id)
    for _ in range(4):
        make_day(org.id, account, make_ad_campaign(org.id, account), (now() - timedelta(days=1)).date())
    with work(org.id) as unit:
        save_setting(unit, SETTING, {"api": 1200})
    return org


async def _half_an_hour(random: Random, orgs: list[OrgFacts], told: Counter[str]) -> None:
    clients = [
        httpx.AsyncClient(
            transport=ASGITransport(app), base_url="http://here", timeout=60,
            cookies={settings().session_cookie: sessions.begin(org.user_id, org.id)},
        )
        for org in orgs
    ]  # fmt: skip
    over = asyncio.get_running_loop().time() + MINUTES * 60 / FASTER
    people = [
        _person(Random(random.random()), orgs[n % ORGS], clients[n % ORGS], over, told) for n in range(PEOPLE)
    ]
    writers = [
        _world(Random(random.random()), org, client, over, told) for org, client in zip(orgs, clients, strict=True)
    ]
    await asyncio.gather(*people, *writers)


async def _person(
    random: Random, org: OrgFacts, client: httpx.AsyncClient, over: float, told: Counter[str]
) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() < over:
        await asyncio.sleep(random.expovariate(1 / PAUSE_S) / FASTER)
        [path] = random.choices(list(OPENED), list(OPENED.values()))
        answer = await client.get(f"/api/orgs/{org.id}/{path}")
        assert answer.status_code == 200, answer.text
        told.update(["reads", answer.headers["x-cache"]])


async def _world(
    random: Random, org: OrgFacts, client: httpx.AsyncClient, over: float, told: Counter[str]
) -> None:
    """A change every six minutes or so, and whether the very next read knows of it."""
    loop, account = asyncio.get_running_loop(), make_integration(org.id)
    while loop.time() < over:
        await asyncio.sleep(random.uniform(240, 480) / FASTER)
        path, change, seen = CHANGES[random.choice(list(CHANGES))]
        before = seen((await client.get(f"/api/orgs/{org.id}/{path}")).json())
        await asyncio.to_thread(change, org, account)
        after = seen((await client.get(f"/api/orgs/{org.id}/{path}")).json())
        told.update(writes=1, reads=2, stale=int(after == before))


def _figures(org: OrgFacts, account: UUID) -> None:
    make_day(org.id, account, make_ad_campaign(org.id, account), (now() - timedelta(days=2)).date())


def _alert(org: OrgFacts, _account: UUID) -> None:
    with work(org.id) as unit:
        raise_alert(unit, "sync_failed", str(uuid4()), Severity.ERROR, "You are not signed in.")


def _campaign(org: OrgFacts, _account: UUID) -> None:
    today = now().date()
    row = Campaign(org_id=org.id, name="Another", total_budget_micros=10**9, currency="SAR", start_date=today)
    row.end_date = today + timedelta(days=9)
    insert(org.id, row)


CHANGES: dict[str, tuple[str, Callable[[OrgFacts, UUID], None], Callable[[Any], Any]]] = {
    "figures": ("dashboard", _figures, lambda said: said["overview"]["advertising"]["total_spend"]),
    "alert": ("dashboard", _alert, lambda said: len(said["alerts"])),
    "campaign": ("unified-campaigns", _campaign, lambda said: said["total"]),
}
