"""How fast figures come in, beside dlt's upsert of the same dicts into the same Postgres.

    python -m bench.ingest [--rows 1000000]

Both sides get an iterator of dicts: an ad's day each, and one in eleven a campaign's. Ours validates, resolves
the platform's ids, writes the monthly partitions under row-level security as the application's role, and keeps
the rollups. dlt merges into one plain table as the owner, without any of that. Each side runs in a process of
its own, whose peak memory is taken.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.ingest_sides import ROUNDS, total
from bench.results import keep
from db.embedded import Postgres, running
from settings import HERE, environment

Taken = dict[str, Any]


def compare(rows: int, home: Path) -> tuple[Taken, Taken]:
    """Run both sides, one after the other, against one fresh Postgres below `home`."""
    postgres = Postgres(home / "data")
    postgres.prepare()
    with running(postgres.process, home / "postgres.log"):
        postgres.bootstrap()
        return _side("ours", rows, home), _side("theirs", rows, home)


def _side(name: str, rows: int, home: Path) -> Taken:
    theirs = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.ingest_sides", name, str(rows)],
        env=environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="", **theirs),
        cwd=HERE,
        check=True,
        stdout=subprocess.PIPE,
    )
    taken: Taken = json.loads(done.stdout.splitlines()[-1])
    return taken


def table(rows: int, ours: Taken, theirs: Taken) -> str:
    """The figures as Markdown."""
    lines = [
        f"`python -m bench.ingest --rows {rows}`: {total(rows):,} rows.",
        "Ours: validated, ids resolved, monthly partitions, row-level security, rollups.",
        "dlt: `merge` by `upsert` of the same dicts, as CSV, into one plain table.",
        "",
        "| load | ours | rows written | dlt | ours is faster by |",
        "|---|---|---|---|---|",
    ]
    for name in ROUNDS:
        mine, other = ours[name], theirs[name]
        lines.append(
            f"| {name} | {_pace(rows, mine)} | {mine['written']:,} | {_pace(rows, other)} "
            f"| **{other['s'] / mine['s']:.1f} ×** |"
        )
    memory = f"Peak memory: ours {ours['peak_mb']:.0f} MB, dlt {theirs['peak_mb']:.0f} MB."
    return "\n".join([*lines, "", memory])


def _pace(rows: int, taken: Taken) -> str:
    return f"{taken['s']:.1f} s, {total(rows) / taken['s']:,.0f} rows/s"


def main() -> None:
    """Compare and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        body = table(rows, *compare(rows, Path(home)))
    print(body)
    keep("Ingest", body)


if __name__ == "__main__":
    main()
