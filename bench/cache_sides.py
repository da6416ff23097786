"""What is measured of the cache: kept replies beside a bare route, then half an hour of use.

Run by `bench.cache` in a process whose settings point at the benchmark's own Postgres and Redis; the figures leave
as one line of JSON.
"""

import asyncio
import json
import time
from datetime import timedelta
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from bench.cache_bare import KEY
from bench.cache_replay import replay
from db import migrate
from db.kinds import Role
from engine import sessions
from engine.core.clock import now
from engine.core.store import redis
from engine.core.work import work
from engine.limits import SETTING
from engine.members import add_member
from engine.orgs import save_setting
from settings import settings
from tests.factories import OrgFacts, make_ad_campaign, make_day, make_integration, make_org, make_user
from tests.site import UVICORN, serving

CONNECTIONS, SECONDS, TURNS = 32, 8.0, 3
LIMIT = 1200  # the most an organisation may choose: each connection is somebody of their own, others in each turn


def furnished() -> OrgFacts:
    """An organisation with ten campaigns of ninety days."""
    org = make_org()
    for platform in ("meta", "google"):
        account = make_integration(org.id, platform)
        for _ in range(5):
            campaign = make_ad_campaign(org.id, account, platform=platform, lifetime_budget_micros=10**10)
            for back in range(90):
                make_day(org.id, account, campaign, (now() - timedelta(days=back)).date(), platform=platform)
    with work(org.id) as unit:
        save_setting(unit, SETTING, {"api": LIMIT})
    return org


def _colleague(org: OrgFacts) -> UUID:
    """One more owner: each person has a limit of their own."""
    user_id, _ = make_user("Owner")
    with work(org.id) as unit:
        add_member(unit, user_id, Role.OWNER)
    return user_id


async def drive(url: str, cookies: list[str]) -> tuple[list[float], float]:
    """Everybody asks as fast as they are answered: times in seconds, and the whole."""
    place = urlsplit(url)
    times: list[float] = []
    until = time.perf_counter() + SECONDS

    async def client(cookie: str) -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            head = f"GET {place.path}?{place.query} HTTP/1.1\r\nHost: {place.netloc}\r\n"
            writer.write(f"{head}Cookie: {cookie}\r\n\r\n".encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            times.append(time.perf_counter() - begun)
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client(cookie) for cookie in cookies))
    return times, time.perf_counter() - begun


def spread(turns: list[tuple[list[float], float]]) -> dict[str, float]:
    """All turns together: requests a second, and the times in milliseconds."""
    times = [took * 1000 for each, _ in turns for took in each]
    whole = sum(took for _, took in turns)
    return {"rate": len(times) / whole, "p50": median(times), "p99": quantiles(times, n=100)[-1], "n": len(times)}


def side_by_side(org: OrgFacts) -> dict[str, Any]:
    """Kept replies and the bare route, by turns; each alone on the machine while it is asked."""
    cookies = [
        f"{settings().session_cookie}={sessions.begin(_colleague(org), org.id)}"
        for _ in range(CONNECTIONS * TURNS)
    ]
    home_log = settings().data_dir / "web.log"
    turns: dict[str, list[tuple[list[float], float]]] = {"kept": [], "bare": []}
    with (
        serving(home_log, (*UVICORN, "--no-access-log")) as ours,
        serving(settings().data_dir / "bare.log", BARE) as bare,
    ):
        path = f"{ours}/api/orgs/{org.id}/dashboard?days=90"
        with httpx.Client(trust_env=False, timeout=30) as client:
            for cookie in cookies:
                for _ in range(2):
                    body = client.get(path, headers={"Cookie": cookie})
                    assert body.status_code == 200, body.text
        redis().set(KEY, body.content)
        for turn in range(TURNS):
            here = cookies[turn::TURNS]
            turns["kept"].append(asyncio.run(drive(path, here)))
            turns["bare"].append(asyncio.run(drive(f"{bare}/reply", here)))
    return {name: spread(each) for name, each in turns.items()} | {"bytes": len(body.content)}


BARE = ("-m", "uvicorn", "bench.cache_bare:app", "--port", "{port}", "--no-server-header", "--no-access-log")


def main() -> None:
    """Measure, print."""
    migrate.upgrade()
    found = side_by_side(furnished())
    found["replay"] = replay()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
