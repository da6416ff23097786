"""The parts of the sync benchmarks that run as the product: in its environment, against its services.

python -m bench.syncs_sides backfill|reading|chaos
"""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from db import migrate
from db.kinds import DataType, Level, Trigger
from db.session import session
from engine import members, syncs
from engine.connections import redirect_address
from engine.connectors import PLATFORMS, connector
from engine.connectors.base import Account, AccountRow, Tokens
from engine.core import clock
from engine.core.periods import Days
from engine.core.work import work
from engine.integrations import connect
from engine.syncs import windows
from settings import environment, settings

KILLS = 300
WORKERS = 2
DAYS = 90
_FIGURES = text("""
    SELECT m.platform, m.entity_level, coalesce(c.external_id, s.external_id, a.external_id), m.date, m.reach,
           m.impressions, m.clicks, m.spend_micros, m.conversions, m.conversion_value_micros, m.video_views
    FROM ad_metrics m
    LEFT JOIN ad_campaigns c ON (c.org_id, c.id) = (m.org_id, m.entity_id)
    LEFT JOIN ad_sets s ON (s.org_id, s.id) = (m.org_id, m.entity_id)
    LEFT JOIN ads a ON (a.org_id, a.id) = (m.org_id, m.entity_id)
    WHERE m.org_id = :org_id ORDER BY 1, 2, 3, 4
""")
_ENTITIES = text("""
    SELECT platform, external_id, name, status, daily_budget_micros, lifetime_budget_micros
    FROM ad_campaigns WHERE org_id = :org_id ORDER BY 1, 2
""")


def control(path: str, **body: Any) -> Any:
    """Tell the sandbox something."""
    url = f"{settings().sandbox_url}/_control{path}"
    return httpx.post(url, json=body, timeout=60, trust_env=False).raise_for_status().json()


def consents() -> dict[str, tuple[Tokens, AccountRow]]:
    """An access to every platform, and its busiest account."""
    found = {}
    for platform in PLATFORMS:
        speaker, redirect = connector(platform), redirect_address(platform)
        code = control("/grants", platform=platform, redirect_uri=redirect)["code"]
        tokens = speaker.exchange_code(code, redirect, "")
        rows = speaker.fetch_accounts(tokens.access)
        found[platform] = tokens, next(row for row in rows if row.active and row.currency == "SAR")
    return found


def connected(name: str) -> tuple[UUID, list[UUID]]:
    """A new org that has connected the busiest account of every platform; its first syncs are queued."""
    org_id = members.create_org(name, currency="SAR", timezone="Asia/Riyadh")
    ids = []
    for platform, (tokens, row) in consents().items():
        with work(org_id) as unit:
            ids.append(connect(unit, platform, tokens, row).id)
    return org_id, ids


def until(done: Callable[[], bool], timeout_s: float) -> float:
    """Seconds until it is done."""
    started = time.monotonic()
    while not done():
        if time.monotonic() - started > timeout_s:
            raise TimeoutError(f"not done after {timeout_s} s")
        time.sleep(0.1)
    return time.monotonic() - started


def idle(org_id: UUID, runs: int) -> bool:
    """Whether that many runs have been, and none is live."""
    return not syncs.live(org_id) and syncs.history(org_id, per_page=1)["total"] >= runs


def worker() -> subprocess.Popen[bytes]:
    """One more worker."""
    with _log().open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "jobs.worker"], env=environment(CMIS_LOG_JSON="1"), stderr=log
        )


def outcomes() -> Counter[str]:
    """How the workers' calls to platforms came out, from their log: a throttle can hide in a 200."""
    lines = (line for line in _log().read_bytes().splitlines() if b'"platform_call"' in line)
    return Counter(json.loads(line)["outcome"] for line in lines)


def _log() -> Path:
    return settings().data_dir / "workers.log"


def backfill() -> dict[str, Any]:
    """Six accounts, ninety days, through two workers into the database."""
    workers = [worker() for _ in range(WORKERS)]
    try:
        org_id, _ = connected("Backfill")
        seconds = until(lambda: idle(org_id, len(PLATFORMS)), 1800)
    finally:
        for one in workers:
            one.terminate()
    runs = syncs.history(org_id, per_page=50)["runs"]
    return {
        "s": seconds,
        "rows": sum(run["rows_read"] for run in runs),
        "stored": len(figures(org_id)[0]),
        "succeeded": sum(run["status"] == "succeeded" for run in runs),
        "attempts": sum(run["attempt"] for run in runs),
        "calls": outcomes().total(),
        "throttled": outcomes()["throttled"],
        "by_platform": {run["platform"]: [run["rows_read"], run["duration_s"]] for run in runs},
    }


def reading() -> dict[str, Any]:
    """The same questions, two processes, the answers thrown away: what the sandbox can give, asked politely."""
    asked = [
        Account(platform, row.external_id, row.currency, row.timezone, tokens.access, row.login_id)
        for platform, (tokens, row) in consents().items()
    ]
    started = time.monotonic()
    with Pool(WORKERS) as pool:
        rows = pool.map(_read, asked, chunksize=1)
    return {"s": time.monotonic() - started, "rows": sum(rows)}


def _read(account: Account) -> int:
    speaker = connector(account.platform)
    today = clock.today(account.timezone)
    days = Days(today - timedelta(days=DAYS - 1), today + timedelta(days=1))
    rows = sum(1 for _ in speaker.fetch_entities(account))
    for level in (Level.CAMPAIGN, Level.AD):
        for piece in windows.cut(days, speaker.PLATFORM.window_days):
            rows += sum(1 for _ in speaker.fetch_metrics(account, piece, level))
    return rows


def chaos() -> dict[str, Any]:
    """Kill workers at random moments while accounts sync; then everything must be as if nothing had happened."""
    chance = random.Random(300)
    workers = [worker() for _ in range(WORKERS)]
    clockwork = subprocess.Popen(
        [sys.executable, "-m", "jobs.scheduler"], env=environment(TZ="UTC"), stderr=subprocess.DEVNULL
    )
    try:
        calm, _ = connected("Undisturbed")
        until(lambda: idle(calm, len(PLATFORMS)), 900)
        org_id, ids = connected("Disturbed")
        in_sync = 0
        for _ in range(KILLS):
            time.sleep(chance.uniform(1.0, 4.0))
            in_sync += _kill_one(chance, workers, org_id)
            _keep_busy(chance, org_id, ids)
        settled = until(lambda: not syncs.live(org_id), 600)
    finally:
        for one in (*workers, clockwork):
            one.send_signal(signal.SIGTERM)
    runs = syncs.history(org_id, per_page=200)["runs"]
    return {
        "kills": KILLS,
        "while_syncing": in_sync,
        "runs": len(runs),
        "statuses": sorted({run["status"] for run in runs}),
        "most_attempts": max(run["attempt"] for run in runs),
        "settled_s": settled,
        "equal": figures(org_id) == figures(calm),
        "rows": len(figures(calm)[0]),
    }


def _kill_one(chance: random.Random, workers: list[subprocess.Popen[bytes]], org_id: UUID) -> bool:
    """Kill -9 one worker, and start another; whether a sync was running then."""
    busy = any(run["status"] == "running" for run in syncs.live(org_id))
    victim = workers.pop(chance.randrange(len(workers)))
    victim.kill()
    victim.wait()
    workers.append(worker())
    return busy


def _keep_busy(chance: random.Random, org_id: UUID, ids: list[UUID]) -> None:
    if len(syncs.live(org_id)) < WORKERS:
        with work(org_id) as unit:
            syncs.request(unit, chance.choice(ids), DataType.ALL, Trigger.MANUAL)


def figures(org_id: UUID) -> tuple[list[Any], list[Any]]:
    """Everything that was stored, by the platforms' own ids."""
    with session(org_id) as reader:
        return tuple(  # type: ignore[return-value] # two lists
            [tuple(row) for row in reader.execute(query, {"org_id": org_id})] for query in (_FIGURES, _ENTITIES)
        )


if __name__ == "__main__":
    migrate.upgrade()
    control("/clock", now=datetime.now(UTC).isoformat())
    sides = {"backfill": backfill, "reading": reading, "chaos": chaos}
    print(json.dumps(sides[sys.argv[1]](), default=str))
