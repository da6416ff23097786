"""Whether campaigns are made on six platforms exactly once, or not at all, while everything goes wrong.

    python -m bench.campaigns [--campaigns 40] [--over 90] [--kills 8] [--faults 60] [--workers 2]
    python -m bench.campaigns --campaigns 10000 --over 14400 --kills 200 --faults 20000 --workers 6

Campaigns are asked for over HTTP, evenly over so many seconds, half of them to be switched on. Platforms fail
before, during and after the effect of calls at every step; one campaign in ten is refused by a platform for good;
workers are killed (SIGKILL) again and again. Then what every platform has is compared with what we say.
"""

import argparse
import tempfile
from pathlib import Path

from bench.posts import Found, measure
from bench.results import keep

USUAL = (("campaigns", 40), ("over", 90), ("kills", 8), ("faults", 60), ("workers", 2))


def section(wanted: argparse.Namespace, found: Found) -> str:
    """The figures as Markdown."""
    given = " ".join(f"--{name} {value}" for name, value in vars(wanted).items())
    lines = [
        ("made twice on a platform (asked for: 0)", found["duplicates"]),
        ("left on a platform and not on the list (0)", found["strays"]),
        ("on the list, for a person to decide", found["orphans"]),
        ("campaigns whose state is not true (0)", found["untrue"]),
        ("campaigns still unsettled at the end (0)", found["unsettled"]),
        ("in place · taken back", f"{found['done']} · {found['undone']}"),
        ("found by looking, after an answer was lost", found["found"]),
        (
            f"creation request over HTTP, p95 of {found['asked']:,} (300 ms)",
            f"{found['p95_ms']:.0f} ms; median {found['p50_ms']:.0f} ms",
        ),
    ]
    rows = "\n".join(f"| {name} | {seen} |" for name, seen in lines)
    return f"""`python -m bench.campaigns {given}`: {found["campaigns"]:,} campaigns on six
platforms, {found["faults"]} faults before, during and after the effect, {found["kills"]} workers killed; settled
{found["settled_s"]:.0f} s after the last one was asked for; the machine's load at the start was
{found["load"]:.1f}.

| | seen |
|---|---|
{rows}
"""


def main() -> None:
    """Measure and keep the section."""
    parser = argparse.ArgumentParser()
    for name, usual in USUAL:
        parser.add_argument(f"--{name}", type=int, default=usual)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)
        found = measure(Path(home), wanted, "bench.campaigns_sides")
    text = section(wanted, found)
    print(text)
    keep("Campaigns", text)


if __name__ == "__main__":
    main()
