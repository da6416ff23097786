"""How long a campaign runs on after the figure that uses its budget up has arrived.

    python -m bench.budgets

Three campaigns on each of the six platforms get a budget just above what they have spent; an hour later the
sandbox charges more, a sync brings it, two workers do the rest. Timed from the moment the figure can be read here
to the moment the platform itself says that the campaign stands still.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from os import getloadavg
from pathlib import Path
from typing import Any

import httpx

from bench.results import keep
from db.embedded import Postgres, Process, Redis, running
from settings import HERE, environment
from tests.ports import free_port

Found = dict[str, Any]


def measure(home: Path) -> Found:
    """Run the side against fresh services below `home`."""
    postgres, redis, port = Postgres(home / "data"), Redis(home / "data"), free_port()
    postgres.prepare()
    redis.prepare()
    sandbox = Process(
        name="sandbox",
        argv=(sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(port), "--no-access-log"),
        is_ready=lambda: _answers(f"http://127.0.0.1:{port}/_control/health"),
        env=environment(),
    )
    env = environment(CMIS_DATA_DIR=str(home / "data"), CMIS_ENV_FILE="", CMIS_SANDBOX_PORT=str(port))
    with ExitStack() as stack:
        for process in (postgres.process, redis.process, sandbox):
            stack.enter_context(running(process, home / f"{process.name}.log"))
        postgres.bootstrap()
        load = getloadavg()[0]
        side = [sys.executable, "-m", "bench.budgets_sides"]
        done = subprocess.run(side, env=env, cwd=HERE, check=True, stdout=subprocess.PIPE)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found | {"load": load}


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


def section(found: Found) -> str:
    """The figures as Markdown."""
    took = found["s"]
    return f"""`python -m bench.budgets`: {found["asked"]} campaigns on six platforms use up their budgets with
the same hour's figures; two workers, which sync the six accounts at the same time.
Paused on their platforms, asked again at the end: **{found["paused"]} of {found["asked"]}**.
The machine's load at the start was {found["load"]:.1f}.

| from the figure's arrival to the platform's own word (asked for: 60 s) | seconds |
|---|---|
| median | {took[len(took) // 2]:.1f} |
| longest | {took[-1]:.1f} |"""


def main() -> None:
    """Measure and keep the figures."""
    with tempfile.TemporaryDirectory(prefix="cmis-bench-") as home:
        Path(home).chmod(0o711)  # the account that Postgres runs as has to pass
        body = section(measure(Path(home)))
    print(body)
    keep("Budgets", body)


if __name__ == "__main__":
    main()
