"""Whether posts go out exactly once and in time while workers are killed and platforms lose their answers.

    python -m bench.posts [--posts 300] [--over 120] [--kills 6] [--faults 30] [--workers 2]
    python -m bench.posts --posts 10000 --over 1800 --kills 200 --faults 500 --workers 4

Posts of different words, for pages and profiles of five platforms, fall due evenly over so many seconds. Real
workers publish them on the sandbox; one is killed (SIGKILL) again and again, and platforms answer 500 after the
effect. Then what every platform shows is compared with what we believe.
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
from tests.ports import free_port

Found = dict[str, Any]


def measure(home: Path, wanted: argparse.Namespace, side: str = "bench.posts_sides") -> Found:
    """Run the side against fresh services below `home`."""
    postgres, redis = Postgres(home / "data"), Redis(home / "data")
    postgres.prepare()
    redis.prepare()
    env = environment(
        CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="", CMIS_SANDBOX_PORT=str(free_port()), TZ="UTC"
    )
    with running(postgres.process, home / "postgres.log"), running(redis.process, home / "redis.log"):
        postgres.bootstrap()
        load = getloadavg()[0]
        argv = [sys.executable, "-m", side, json.dumps(vars(wanted)), str(home)]
        done = subprocess.run(argv, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found | {"load": load}


def section(wanted: argparse.Namespace, found: Found) -> str:
    """The figures as Markdown."""
    given = " ".join(f"--{name} {value}" for name, value in vars(wanted).items())
    clean, whole = found["clean"], found["all"]
    lines = [
        ("duplicates on the platforms (asked for: 0)", found["duplicates"]),
        ("missing there (0)", found["missing"]),
        (f"unsettled {found['patience']} s after the last was due (0)", found["stuck"]),
        (
            f"due → published, p95 of the {clean['n']:,} that no kill or lost answer touched (60 s)",
            f"{clean['p95']:.1f} s; median {clean['p50']:.1f} s, longest {clean['max']:.1f} s",
        ),
        ("due → published, all of them", f"p95 {whole['p95']:.1f} s, longest {whole['max']:.1f} s"),
    ]
    rows = "\n".join(f"| {name} | {seen} |" for name, seen in lines)
    return f"""`python -m bench.posts {given}`: {found["posts"]:,} posts,
{found["kills"]} workers killed, {found["lost"]} answers lost after the effect; the machine's load at the start was
{found["load"]:.1f}.

| | seen |
|---|---|
{rows}
"""


def main() -> None:
    """Measure and keep the section."""
    parser = argparse.ArgumentParser()
    for name, usual in (("posts", 300), ("over", 120), ("kills", 6), ("faults", 30), ("workers", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)
        found = measure(Path(home), wanted)
    text = section(wanted, found)
    print(text)
    keep("Posts", text)


if __name__ == "__main__":
    main()
