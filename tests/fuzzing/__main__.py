"""What `make fuzz` has come to so far: `python -m tests.fuzzing`."""

import json
import sys
from collections import Counter
from pathlib import Path

REPORTS = Path(__file__).resolve().parent.parent.parent / ".fuzz"


def main() -> None:
    """A line for each group: seconds, operations, requests, how they were answered; failures are in its .txt."""
    totals: Counter[str] = Counter()
    for path in sorted(REPORTS.glob("*.json")):
        found = json.loads(path.read_text())
        line = Counter(
            {"seconds": found["seconds"], "operations": len(found["operations"]), "sent": found["sent"]}
        )
        line.update(found["classes"])
        line["failed"] = int(bool(found["failed"]))
        totals += line
        sys.stdout.write(f"{path.stem:14}" + _told(line))
    sys.stdout.write(f"{'all':14}" + _told(totals))


def _told(line: Counter[str]) -> str:
    names = ("seconds", "operations", "sent", "2xx", "3xx", "4xx", "5xx", "failed")
    return "  ".join(f"{name} {line[name]:>6}" for name in names) + "\n"


if __name__ == "__main__":
    main()
