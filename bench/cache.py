"""How fast a kept reply leaves, beside a bare route with the same bytes; how often nobody waits in half an hour.

    python -m bench.cache

Postgres and Redis of its own, the real web process, 32 connections, by turns.
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

Found = dict[str, Any]


def measure(home: Path) -> Found:
    """Run the sides against fresh services below `home`."""
    postgres, redis = Postgres(home / "data"), Redis(home / "data")
    postgres.prepare()
    redis.prepare()
    env = environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="")
    with running(postgres.process, home / "postgres.log"), running(redis.process, home / "redis.log"):
        postgres.bootstrap()
        load = getloadavg()[0]
        side = [sys.executable, "-m", "bench.cache_sides"]
        done = subprocess.run(side, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
        found: Found = json.loads(done.stdout.splitlines()[-1])
        return found | {"load": load}


def section(found: Found) -> str:
    """The figures as Markdown."""
    kept, bare, used = found["kept"], found["bare"], found["replay"]
    lines = [
        f"| {name} | {one['rate']:,.0f}/s | {one['p50']:.1f} ms | {one['p99']:.1f} ms | {one['n']:,} |"
        for name, one in (("the dashboard, kept", kept), ("a bare route", bare))
    ]
    areas = " · ".join(f"{name} {share:.1%}" for name, share in used["areas"].items())
    return f"""`python -m bench.cache`: {found["bytes"]:,} bytes of a dashboard, 32 connections, one web process,
by turns with a bare Starlette route that gives the same bytes out of the same Redis. Session, role, limit, tags
and headers are looked after. Clients run on the same machine; its load at the start was {found["load"]:.1f}.

| | pace | median | p99 | requests |
|---|---|---|---|---|
{chr(10).join(lines)}

Beside the bare route: **{kept["rate"] / bare["rate"]:.2f}** (asked for: 0.5); p99 **{kept["p99"]:.1f} ms** (25).

Half an hour of mixed use, replayed {used["faster"]} times as fast with every time of the cache divided by as much:
{used["people"]} people in {used["orgs"]} organisations, {used["reads"]:,} reads over HTTP drawn once from a fixed
seed (who opens what, again after how long), {used["writes"]} changes in between (syncs, alerts, posts, campaigns).
**{used["at_once"]:.1%}** of the replies that may be kept were (asked for: 90 %). Of all questions to the cache,
the reads behind a missing reply included, **{used["hit_rate"]:.1%}** were answered from it: {areas}.
After each change the next read was compared with Postgres: {used["stale"]} out of date."""


def main() -> None:
    """Measure and keep the figures."""
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        body = section(measure(Path(home)))
    print(body)
    keep("Cache", body)


if __name__ == "__main__":
    main()
