"""`python -m bench`: every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys

from settings import HERE

BENCHMARKS = ("ingest", "dashboard", "syncs", "webhooks", "budgets", "posts", "alerts", "events", "cache")

for name in BENCHMARKS:
    subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE, check=True)
