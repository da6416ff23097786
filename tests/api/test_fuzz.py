"""Whatever is sent to whichever operation is answered as the documents say, and never by a failure of ours.

`make fuzz` sends 200 examples to each operation; here it is a few, the same ones each time.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from api.documents.openapi import document, operations
from db.kinds import Role
from engine import keys
from engine.core.work import Actor, work
from tests.factories import OrgFacts

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "2")
HERE = Path(__file__).resolve().parent.parent.parent
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


def test_nothing_that_is_sent_breaks_the_api(web: str, org: OrgFacts, tmp_path: Path) -> None:
    described = json.loads(json.dumps(document()))
    for _, _, operation in operations(described):
        for parameter in operation["parameters"]:
            if parameter["name"] == "org":  # else all would stop at the door
                parameter |= {"schema": {"type": "string", "enum": [str(org.id)]}, "example": str(org.id)}
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(described))
    with work(org.id, Actor("test")) as unit:
        known = [keys.create_key(unit, f"fuzz {n}", Role.OWNER, maker=Role.OWNER) for n in range(40)]

    program = [str(Path(sys.executable).with_name("schemathesis")), "run", str(spec), "--url", f"{web}/api"]
    options = ["--phases", "fuzzing", "--seed", "1", "--warnings", "off", "--continue-on-failure", "--no-color"]
    options += ["--exclude-operation-id", "health_ready"]  # there is no worker here, so it says 503, rightly
    done = subprocess.run(
        [*program, *options, "--max-examples", EXAMPLES, "--checks", ",".join(CHECKS)],
        cwd=tmp_path,
        env=os.environ
        | {"SCHEMATHESIS_HOOKS": "tests.fuzzing", "PYTHONPATH": str(HERE), "CMIS_FUZZ_KEYS": ",".join(known)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert f"Tested: {len(list(operations(described))) - 1}" in done.stdout
    assert done.returncode == 0, done.stdout
