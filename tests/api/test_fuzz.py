"""Whatever is sent to whichever operation is answered as the documents say, and never by a failure of ours.

`make fuzz` sends 200 examples to each operation, beside those of the documents, of every bound and of what follows
from another, group after group. Stopped, it goes on with the groups that are not done; `rm -r .fuzz` begins anew,
and `make fuzz FUZZ_GROUPS="posts alerts"` does these. Here it is one example for whatever takes more than ids, the
same each time.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from api.documents.openapi import document, operations
from tests.control import Control
from tests.fuzzing.worlds import World, furnish
from tests.site import serving

HERE = Path(__file__).resolve().parent.parent.parent
REPORTS = HERE / ".fuzz"
PHASES = os.environ.get("FUZZ_PHASES", "examples,coverage,fuzzing,stateful")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations(document())}
GROUPS = dict.fromkeys(operation["tags"][0] for operation in OPERATIONS.values())
FENCED = (
    "-m", "tests.fuzzing.fences", "app:app", "--port", "{port}", "--no-server-header", "--loop", "asyncio",
    "--no-proxy-headers",
)  # fmt: skip
KEYS = 40
CHECKS = HERE / "tests" / "fuzzing" / "checks.toml"
ALWAYS = (
    "--checks", "all", "--seed", "1", "--warnings", "off", "--continue-on-failure", "--no-shrink", "--no-color",
)  # fmt: skip


@pytest.fixture(scope="module")
def fenced(database: object, redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web process that reaches nothing but this machine, and believes whoever says where they come from."""
    log = tmp_path_factory.mktemp("fenced") / "web.log"
    with serving(log, FENCED, CMIS_TRUSTED_PROXIES="127.0.0.1") as url:
        yield url


@pytest.mark.skipif(EXAMPLES > 0, reason="all of it is being sent")
def test_nothing_that_is_sent_breaks_the_api(fenced: str, redis: object, sandbox: Control, tmp_path: Path) -> None:
    telling = [name for name, operation in OPERATIONS.items() if takes_more_than_ids(operation)]
    chosen = [word for name in telling for word in ("--include-operation-id", name)]
    done = fuzz(fenced, furnish(sandbox, 2), tmp_path, "--phases", "fuzzing", "--max-examples", "1", *chosen)

    assert f"Tested: {len(telling)}" in done.stdout
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(EXAMPLES == 0, reason="make fuzz")
@pytest.mark.parametrize("group", GROUPS)
def test_the_api_stands_whatever_is_sent(
    fenced: str, redis: object, sandbox: Control, tmp_path: Path, group: str
) -> None:
    report = REPORTS / f"{group}.json"
    if chosen := os.environ.get("FUZZ_GROUPS"):
        if group not in chosen.split():
            pytest.skip("not asked for")
    elif report.exists():
        before = json.loads(report.read_text())
        if before["examples"] >= EXAMPLES and not before["failed"]:
            pytest.skip("done before")
    began = time.monotonic()
    done = fuzz(
        fenced, furnish(sandbox, 12), tmp_path,
        "--phases", PHASES, "--max-examples", str(EXAMPLES), "--include-tag", group,
    )  # fmt: skip
    facts = {"examples": EXAMPLES, "seconds": round(time.monotonic() - began), "failed": done.returncode}
    found = facts | summary(tmp_path / "log")
    REPORTS.mkdir(exist_ok=True)
    report.write_text(json.dumps(found, indent=1))
    report.with_suffix(".txt").write_text(done.stdout)

    assert done.returncode == 0, done.stdout


def takes_more_than_ids(operation: dict[str, Any]) -> bool:
    """Whether there is much to think up; the others are for the whole run only."""
    return "requestBody" in operation or any(one["in"] != "path" for one in operation["parameters"])


def fuzz(url: str, world: World, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Schemathesis, with every check that it has, on a description that knows this one organisation."""
    described, org = json.loads(json.dumps(document())), str(world.org_id)
    for _, _, operation in operations(described):
        for parameter in operation["parameters"]:
            if parameter["name"] == "org":  # else all would stop at the door
                parameter |= {"schema": {"type": "string", "enum": [org]}, "example": org}
    spec, facts = home / "openapi.json", home / "facts.json"
    spec.write_text(json.dumps(described))
    caller = world.callers(KEYS)
    known = {"world": asdict(world), "url": url, "log": str(home / "log"), **asdict(caller)}
    facts.write_text(json.dumps(known, default=str))
    schemathesis = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CHECKS)]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.fuzzing.hooks", "PYTHONPATH": str(HERE), "CMIS_FUZZ_FACTS": str(facts)}
    return subprocess.run(
        [*schemathesis, "run", str(spec), "--url", f"{url}/api", *ALWAYS, *options],
        cwd=home,
        env=os.environ | hooks,
        capture_output=True,
        text=True,
        check=False,
    )


def summary(log: Path) -> dict[str, Any]:
    """How many of what were answered how, by class and by operation."""
    lines = [line.split("\t") for line in log.read_text().splitlines()]
    by_operation: dict[str, dict[str, int]] = {}
    for name, phase, _mode, status in lines:
        counted = by_operation.setdefault(name, {})
        for word in (phase, status):
            counted[word] = counted.get(word, 0) + 1
    return {
        "sent": len(lines),
        "classes": Counter(f"{status[0]}xx" for *_, status in lines),
        "right": Counter(f"{status[0]}xx" for _, _, mode, status in lines if mode == "positive"),
        "operations": by_operation,
    }
