"""Whether what platforms tell takes effect exactly once, and how soon they have their answer.

    python -m bench.webhooks [--deliveries 1000] [--copies 100]

Every delivery is sent a hundred times, side by side, while two workers apply what comes. Then the time to the
answer is taken with the workers stopped, and with a Redis that hangs; what came in then is applied afterwards.
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


def measure(home: Path, deliveries: int, copies: int) -> Found:
    """Run the sides against fresh services below `home`."""
    postgres, redis = Postgres(home / "data"), Redis(home / "data")
    postgres.prepare()
    redis.prepare()
    env = environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="")
    with running(postgres.process, home / "postgres.log"), running(redis.process, home / "redis.log") as cache:
        postgres.bootstrap()
        load = getloadavg()[0]
        side = [sys.executable, "-m", "bench.webhooks_sides", str(deliveries), str(copies), str(cache.pid)]
        done = subprocess.run(side, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found | {"load": load}


def section(found: Found) -> str:
    """The figures as Markdown."""
    storm = found["storm"]
    times = {
        "workers stopped": found["stopped"],
        "Redis hangs": found["hanging"],
        f"the storm itself, {storm['copies']} senders at once": storm["ack"],
    }
    lines = [
        f"| {name} | {one['n']:,} | {one['p50']:.1f} ms | {one['p99']:.1f} ms | {one['max']:.1f} ms |"
        for name, one in times.items()
    ]
    pace = f"{storm['sent']:,} requests in {storm['s']:.0f} s ({storm['sent'] / storm['s']:,.0f}/s)"
    return f"""`python -m bench.webhooks`: {storm["deliveries"]:,} deliveries × {storm["copies"]} copies of each,
side by side, one web process, two workers: {pace},
all answered 200 → **{storm["effects"]:,} effects**, {storm["rows"]:,} rows kept, {storm["jobs"]:,} jobs,
{storm["swept"]} of them left to the sweeper because Redis took longer than a tenth of a second.
The senders run on the same machine; its load at the start was {found["load"]:.1f}.

| time to the answer (asked for: p99 under 200 ms) | requests | median | p99 | longest |
|---|---|---|---|---|
{chr(10).join(lines)}

The first two with {found["senders"]} senders. What came in while Redis hung was swept up and applied afterwards:
{found["applied"]:,} of {found["expected"]:,} effects."""


def main() -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--copies", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        body = section(measure(Path(home), given.deliveries, given.copies))
    print(body)
    keep("Webhooks", body)


if __name__ == "__main__":
    main()
