"""Whether each consequence of an event takes effect exactly once, and how soon.

    python -m bench.events [--events 10000] [--kills 50] [--calm 200]

First two idle workers hear one event after the other. Then events of all ten kinds are stated while workers are
killed with SIGKILL at random moments and started again; a witness beside every listener writes one row in the
listener's own transaction, so that an effect that is missing or doubled shows.
"""

import argparse
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


def measure(home: Path, events: int, kills: int, calm: int) -> Found:
    """Run the sides against fresh services below `home`."""
    postgres, redis = Postgres(home / "data"), Redis(home / "data")
    postgres.prepare()
    redis.prepare()
    env = environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="", TZ="UTC")
    with running(postgres.process, home / "postgres.log"), running(redis.process, home / "redis.log"):
        postgres.bootstrap()
        load = getloadavg()[0]
        side = [sys.executable, "-m", "bench.events_sides", str(events), str(kills), str(calm)]
        done = subprocess.run(side, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found | {"load": load}


def section(found: Found) -> str:
    """The figures as Markdown."""
    calm, storm = found["calm"], found["storm"]
    pace = storm["deliveries"] / storm["s"]
    times = " | ".join(f"{calm[name]:.0f} ms" for name in ("p50", "p95", "max"))
    return f"""`python -m bench.events`, load of the machine at the start {found["load"]:.1f}.

| committed → last listener done, two idle workers (asked for: p95 under 1 s) | events | median | p95 | longest |
|---|---|---|---|---|
| one after the other, all ten kinds | {calm["n"]:,} | {times} |

{storm["events"]:,} events stated at once, {storm["kills"]} times a worker killed with SIGKILL:
{storm["deliveries"]:,} consequences in {storm["s"]:.0f} s ({pace:,.0f}/s) → **{storm["effects"]:,} effects**,
{storm["doubled"]} doubled, {storm["lost"]} lost, {storm["dead"]} dead;
{storm["interrupted"]} had been begun by a worker that was killed."""


def main() -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--calm", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        body = section(measure(Path(home), given.events, given.kills, given.calm))
    print(body)
    keep("Events", body)


if __name__ == "__main__":
    main()
