"""How fast the dashboard answers over a million metric rows of twenty organisations, and what isolation costs.

    python -m bench.dashboard

Postgres and Redis of its own, the real web process, a real Chromium.
"""

import json
import subprocess
import sys
import tempfile
from os import getloadavg
from pathlib import Path
from typing import Any

from bench.results import keep
from db.embedded import Postgres, Redis, running
from settings import HERE, environment
from tests.ports import free_port

Found = dict[str, Any]


def measure(home: Path) -> Found:
    """Run the sides against fresh services below `home`."""
    postgres, redis = Postgres(home / "data"), Redis(home / "data")
    postgres.prepare()
    redis.prepare()
    env = environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="", CMIS_PORT=str(free_port()))
    with running(postgres.process, home / "postgres.log"), running(redis.process, home / "redis.log"):
        postgres.bootstrap()
        load = getloadavg()[0]
        side = [sys.executable, "-m", "bench.dashboard_sides"]
        done = subprocess.run(side, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
        found: Found = json.loads(done.stdout.splitlines()[-1])
        return found | {"load": load}


def speed(found: Found) -> str:
    """The section on speed, as Markdown."""
    engine, http, raw = found["engine"], found["http"], found["raw"]
    rows = [
        ("API over HTTP, cold", http["cold"], "p95 ≤ 150 ms"),
        ("API over HTTP, kept", http["kept"], ""),
        ("engine, cold", engine["cold"], ""),
        ("engine, kept", engine["kept"], "p95 ≤ 5 ms"),
        *((f"screen: {name}, click → painted", times, "p95 ≤ 500 ms") for name, times in found["screen"].items()),
    ]
    lines = [
        f"| {name} | {times['p50']:.1f} ms | **{times['p95']:.1f} ms** | {want} |" for name, times, want in rows
    ]
    return f"""`python -m bench.dashboard`: {found["rows"]:,} metric rows, 20 organisations, three currencies;
the last 30 days beside the 30 before. The cache is warm for the screen. The machine's load at the start was
{found["load"]:.1f}; above the number of its cores, times are longer than they need be.

| | median | p95 | asked for |
|---|---|---|---|
{chr(10).join(lines)}
| statements of a cold dashboard | {engine["statements"]} | | ≤ 12 |

Of the raw rows, the question behind the totals takes {raw["raw"]["p50"]:.1f} ms, of the rollups
{raw["rolled"]["p50"]:.1f} ms: **{_times(raw["raw"], raw["rolled"])}**. A kept answer is faster than a cold one by
**{_times(engine["cold"], engine["kept"])}**."""


def isolation(found: Found) -> str:
    """The section on row-level security, as Markdown."""
    told = found["isolation"]
    lines = []
    for name, title in (("dashboard", "the dashboard"), ("drill_down", "a campaign's ads")):
        held, free = told[name]["held"], told[name]["free"]
        cost = f"{held - free:+.2f} ms, {held / free - 1:+.1%}"
        lines.append(f"| {title} | {held:.2f} ms | {free:.2f} ms | **{cost}** | ≤ 10 % or 0.3 ms |")
    return f"""`python -m bench.dashboard`: the dashboard's own statements, as the application under the policies
and as a superuser whom none holds, by turns in one run; sums of the medians of each statement.

| | under policies | without | cost | asked for |
|---|---|---|---|---|
{chr(10).join(lines)}

EXPLAIN: the drill-down reads {told["partitions_read"]} of the partitions of `ad_metrics`,
{_by(told["raw_by_index"])}; the totals read `metric_rollups` {_by(told["rollups_by_index"])}."""


def _times(slow: Found, fast: Found) -> str:
    return f"{slow['p50'] / fast['p50']:.1f} ×"


def _by(index: bool) -> str:
    return "by index" if index else "by scanning"


def main() -> None:
    """Measure and keep the figures."""
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        found = measure(Path(home))
    for section, body in (("Dashboard", speed(found)), ("Row-level security", isolation(found))):
        print(body)
        keep(section, body)


if __name__ == "__main__":
    main()
