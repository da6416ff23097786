"""How soon an alert is on a screen that is open, and its message on the bell.

    python -m bench.alerts [--alerts 20]

Postgres, Redis, web process and worker of its own, a real Chromium; alerts come at any moment between two looks.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from bench.posts import Found, measure
from bench.results import keep


def section(wanted: argparse.Namespace, found: Found) -> str:
    """The figures as Markdown."""
    rows = "\n".join(
        f"| {name} | {median(times):.1f} s | **{max(times):.1f} s** | 5 s |" for name, times in found["s"].items()
    )
    return f"""`python -m bench.alerts`: {wanted.alerts} alerts a screen; the machine's load at the start was
{found["load"]:.1f}. From the commit of the alert until it stands on the open page.

| | median | longest | asked for |
|---|---|---|---|
{rows}
"""


def main() -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--alerts", type=int, default=20)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        body = section(wanted, measure(Path(home), wanted, "bench.alerts_sides"))
    print(body)
    keep("Alerts on screen", body)


if __name__ == "__main__":
    main()
