"""Whether syncing is polite, fast and unkillable.

    python -m bench.syncs [backfill|chaos]

backfill  six accounts of forty campaigns, ninety days at campaign and ad level, two workers, the sandbox at its
          default limits; beside the same questions with the answers thrown away
chaos     300 kill -9 of workers at random moments while six accounts sync; then compared with an undisturbed org
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import getloadavg
from pathlib import Path
from typing import Any

import httpx

from bench.results import keep
from db.embedded import Postgres, Process, Redis, running
from settings import HERE, environment
from tests.ports import free_port

Found = dict[str, Any]
CAMPAIGNS = 40


def side(name: str, home: Path, busiest: int) -> Found:
    """Run one side against services of its own below `home`."""
    postgres, redis, port = Postgres(home / "data"), Redis(home / "data"), free_port()
    postgres.prepare()
    redis.prepare()
    sandbox = Process(
        name="sandbox",
        argv=(sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(port), "--no-access-log"),
        is_ready=lambda: _answers(f"http://127.0.0.1:{port}/_control/health"),
        env=environment(SANDBOX_BUSIEST=str(busiest)),
    )
    env = environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="", CMIS_SANDBOX_PORT=str(port))
    with ExitStack() as stack:
        for process in (postgres.process, redis.process, sandbox):
            stack.enter_context(running(process, home / f"{process.name}.log"))
        postgres.bootstrap()
        argv = [sys.executable, "-m", "bench.syncs_sides", name]
        done = subprocess.run(argv, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


def backfill() -> None:
    """Measure, and keep the figures."""
    load = getloadavg()[0]
    with fresh() as home:
        ours = side("backfill", home, CAMPAIGNS)
    with fresh() as home:
        bare = side("reading", home, CAMPAIGNS)
    rows = "\n".join(
        f"| {platform} | {count:,} | {seconds:.0f} s |"
        for platform, (count, seconds) in sorted(ours["by_platform"].items())
    )
    keep(
        "Backfill",
        f"""`python -m bench.syncs backfill`: six accounts of {CAMPAIGNS} campaigns each, 90 days at campaign
and ad level, two workers, the sandbox at its default limits. The machine's load at the start was {load:.1f}.

| | time | rows read | rows/s |
|---|---|---|---|
| into the database, two workers | {ours["s"]:.0f} s | {ours["rows"]:,} | **{pace(ours):,.0f}** |
| the same questions, answers thrown away | {bare["s"]:.0f} s | {bare["rows"]:,} | {pace(bare):,.0f} |

{ours["succeeded"]} of 6 runs succeeded in {ours["attempts"]} attempts; **{ours["throttled"]}** of
{ours["calls"]:,} calls were throttled; {ours["stored"]:,} rows are stored. Ours comes to
{pace(ours) / pace(bare):.0%} of the ceiling.

| platform | rows | its run took |
|---|---|---|
{rows}""",
    )


def pace(found: Found) -> float:
    """Rows a second."""
    return float(found["rows"] / found["s"])


def chaos() -> None:
    """Kill, compare, and keep the figures."""
    with fresh() as home:
        found = side("chaos", home, 0)
    equal = "equal to" if found["equal"] else "**different from**"
    keep(
        "Killed workers",
        f"""`python -m bench.syncs chaos`: {found["kills"]} kill -9 of one of two workers, 1 to 4 seconds apart,
while six accounts sync over and over; {found["while_syncing"]} of them met a running sync. {found["runs"]} runs
ended as {", ".join(found["statuses"])}, after {found["most_attempts"]} attempts at most;
**{found["settled_s"]:.0f} s** after the last kill nothing was live any more (asked for: 120 s). All
{found["rows"]:,} rows of figures and every campaign are {equal} those of an org that was never disturbed.""",
    )


@contextmanager
def fresh() -> Iterator[Path]:
    """A directory that the account Postgres runs as can pass."""
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)
        yield Path(home)


if __name__ == "__main__":
    for name in sys.argv[1:] or ("backfill", "chaos"):
        {"backfill": backfill, "chaos": chaos}[name]()
