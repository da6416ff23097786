"""How often nobody waits: half an hour of recorded use, played again in real time on the whole product.

    python -m bench.replay [--minutes 30]

Postgres, Redis, sandbox, web and workers of its own in a fresh folder; what is played stands in
`recording.jsonl.gz`, which `python -m bench.record` has written.
"""

import argparse
import json
from os import getloadavg
from typing import Any

from bench.record import run_in_a_folder
from bench.results import keep
from bench.use.counted import together
from bench.use.tape import Tape
from engine import cache

Found = dict[str, Any]


def section(tape: Tape, found: Found) -> str:
    """The figures as Markdown."""
    recorded, replies = tape.about, found["replies"]
    rows = [
        f"| {name} | {_share(recorded['areas'][name])} | {_share(sums)} | {_given(sums):,} | {sums['misses']:,} |"
        for name, sums in found["areas"].items()
    ]
    whole = together(found["areas"])
    at_once = replies["HIT"] / (replies["HIT"] + replies["MISS"])
    at_once_then = recorded["replies"]["HIT"] / (recorded["replies"]["HIT"] + recorded["replies"]["MISS"])
    stumbles = sum(len(one["stumbles"]) for one in recorded["who"].values())
    scenes = sum(one["scenes"] for one in recorded["who"].values())
    refused = "".join(f"\n- {said}" for said in found["refused"])
    return f"""`python -m bench.replay`: {found["minutes"]:.0f} minutes of use of the demo, recorded on
{recorded["recorded_at"][:10]} from a marketer, an analyst and an admin in a real browser ({scenes} scenes,
{stumbles} of them broken off) and a program with a key; played again in real time on a product of its own:
{found["asked"]:,} questions to API and cache, {found["deeds"]} deeds, {found["syncs"]} syncs ({recorded["syncs"]}
when recorded). Lines were at most {found["late_ms"]:.0f} ms late (p99); the machine's load at the start was
{found["load"]:.1f}.

**{at_once:.1%}** of the {replies["HIT"] + replies["MISS"]:,} replies that may be kept were (asked for: 90 %;
{at_once_then:.1%} when it was recorded). Of all questions to the cache, those of screens and of workers included,
as the Cache screen counts them, **{_share(whole)}** were answered from it:

| area | recorded | replayed | answered at once | computed |
|---|---|---|---|---|
{chr(10).join(rows)}
| all | {_share(together(recorded["areas"]))} | {_share(whole)} | {_given(whole):,} | {whole["misses"]:,} |

At the end {found["compared"]} kept replies were compared with Postgres: {len(found["out_of_date"])} out of date.
Requests answered otherwise than when recorded: {len(found["refused"])}.{refused}"""


def _share(sums: dict[str, int]) -> str:
    share = cache.rate(sums)
    return "–" if share is None else f"{share:.1%}"


def _given(sums: dict[str, int]) -> int:
    return sums["hits"] + sums["stale"]


def main() -> None:
    """Play and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    wanted = parser.parse_args()
    load = getloadavg()[0]
    printed = run_in_a_folder("bench.use.playing", str(wanted.minutes))
    body = section(Tape.load(), json.loads(printed.splitlines()[-1]) | {"load": load})
    print(body)
    keep("Half an hour of use", body)


if __name__ == "__main__":
    main()
