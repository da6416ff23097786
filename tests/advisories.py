"""Whether a known weakness is in what the product runs on: pip-audit over requirements.txt.

`python -m tests.advisories`, part of `make check`. It fails when something is found; where no source of advisories
can be reached it says so and fails nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE_S = 20
REQUIREMENTS = Path(__file__).parent.parent / "requirements.txt"
UNREACHED = "No source of advisories can be reached from here: dependencies were not audited."


def judge(report: dict[str, Any]) -> tuple[str, bool]:
    """The sentence for a report of pip-audit, and whether the build may go on."""
    asked = [one for one in report["dependencies"] if "skip_reason" not in one]
    weak = [f"{one['name']} {one['version']}: {_known(one)}" for one in asked if one["vulns"]]
    if weak:
        return "\n".join(
            [*weak, "Raise these in requirements.txt within the time that docs/THREATS.md gives."]
        ), False
    if not asked:
        return UNREACHED, True
    left = len(report["dependencies"]) - len(asked)
    return f"{len(asked)} dependencies audited, nothing known against them; {left} could not be asked about.", True


def audit() -> tuple[str, bool]:
    """Ask, for twenty seconds at most."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(REQUIREMENTS), "--no-deps", "--disable-pip"]
    quiet = ["--progress-spinner", "off", "--format", "json", "--timeout", "5"]
    try:
        done = subprocess.run([*command, *quiet], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return judge(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return UNREACHED, True


def _known(one: dict[str, Any]) -> str:
    return ", ".join(f"{weakness['id']} (mended in {_mended(weakness)})" for weakness in one["vulns"])


def _mended(weakness: dict[str, Any]) -> str:
    return ", ".join(weakness["fix_versions"]) or "no version yet"


if __name__ == "__main__":
    sentence, may_go_on = audit()
    print(sentence)  # noqa: T201 - its answer
    sys.exit(not may_go_on)
