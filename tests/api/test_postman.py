"""The Postman collection, run by Postman's own runner: every read that needs no id, and what its variables say."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.limits import Tier
from db.kinds import Role
from engine import keys
from engine.core.work import Actor, work
from tests import npm
from tests.factories import OrgFacts

RUNNER = """
const newman = require("newman");
const [collection, key, org, baseUrl] = process.argv.slice(1);
const envVar = Object.entries({ baseUrl, org, key }).map(([name, value]) => ({ key: name, value }));
newman.run({ collection: require(collection), envVar }, (error, summary) => {
  if (error) throw error;
  const code = (one) => (one.response ? one.response.code : String(one.requestError));
  console.log(JSON.stringify(summary.run.executions.map((one) => [one.item.name, code(one)])));
});
"""


def is_simple(item: dict[str, Any]) -> bool:
    request = item["request"]
    return (
        request["method"] == "GET"
        and not request["url"]["variable"]
        and f"Rate tier: `{Tier.API}`" in request["description"]
    )


def test_the_collection_runs(web: str, org: OrgFacts, tmp_path: Path) -> None:
    if not (home := npm.install("newman")):
        pytest.skip("Postman's runner is an npm package: it needs Node, npm and a registry.")
    with work(org.id, Actor("test")) as unit:
        key = keys.create_key(unit, "postman", Role.OWNER, rate_limit=1200, maker=Role.OWNER)
    collection = httpx.get(f"{web}/docs.postman", trust_env=False).json()
    for folder in collection["item"]:
        folder["item"] = [item for item in folder["item"] if is_simple(item)]
    file = tmp_path / "reads.json"
    file.write_text(json.dumps(collection))

    command = ["node", "-e", RUNNER, str(file), key, str(org.id), f"{web}/api"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)

    told = dict(json.loads(done.stdout))
    assert len(told) > 40
    # a key is nobody, so it has no messages or sessions of its own; this test has no worker, so not all is ready
    mine = {name for name, status in told.items() if status != 200}
    assert mine == {name for name in told if name.startswith(("Notifications", "Sessions"))} | {"Health: ready"}
