"""A whole house for tests that take parts of it away: Postgres and Redis, and what the supervisor keeps alive.

`python -m tests.api.house furnish` makes what it takes to live in one, by the settings in its environment: the
tables, a person, a key, two accounts on the sandbox. `… serve` runs web, workers and clock. `… there WORD` lists
the campaigns of that name as the platform has them.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from redis import Redis as RedisClient
from sqlalchemy import select

from db import migrate
from db.embedded import Postgres, Process, Redis, running, start, stop, wait_until_ready
from db.kinds import Level, Role
from db.models import AdAccount
from db.session import session
from engine import keys, orgs
from engine.connectors import connector
from engine.core.work import work
from engine.integrations import account
from engine.limits import Tier
from jobs import processes
from jobs.scheduler import Scheduler
from jobs.supervisor import Supervisor
from settings import HERE, environment, settings
from tests.control import Control
from tests.ports import free_port
from tests.studio import open_studio

METRICS_TOKEN = "watching"
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


class Service:
    """Postgres or Redis, which can be stopped, started again, and made to hang."""

    def __init__(self, process: Process, log: Path) -> None:
        self.process, self.log = process, log
        self.start()

    def start(self) -> None:
        """Serve, as before."""
        self.child = start(self.process, self.log)
        wait_until_ready(self.process, self.child, self.log, timeout_s=30)

    def stop(self) -> None:
        """End it in order: Postgres with its fast shutdown, which cuts everybody off."""
        stop(self.process, self.child, timeout_s=30)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it take connections and answer nothing."""
        os.kill(self.child.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.child.pid, signal.SIGCONT)


class House:
    """What a test takes parts away from, behind a trusted proxy: who calls says from where."""

    usual_s = 0.0  # how long an answer takes here at most, when nothing is amiss

    def __init__(self, data_dir: Path, open_until: ExitStack) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.env = environment(
            PYTHONPATH=str(HERE),
            CMIS_DATA_DIR=str(data_dir),
            CMIS_PORT=str(port),
            CMIS_WORKERS="1",
            CMIS_BACKFILL_DAYS="7",
            CMIS_REDIS_PATIENCE="1",
            CMIS_TRUSTED_PROXIES="127.0.0.1",
            CMIS_METRICS_TOKEN=METRICS_TOKEN,
        )
        self.database, server = Postgres(data_dir, tuning=FORGETFUL), Redis(data_dir)
        for each in (self.database, server):
            each.prepare()
        self.logs, self.kept = data_dir / "logs", data_dir / "redis"
        self.postgres = Service(self.database.process, data_dir.parent / "postgres.log")
        open_until.callback(self.postgres.stop)
        self.database.bootstrap()
        self.redis = Service(server.process, data_dir.parent / "redis.log")
        open_until.callback(self.redis.stop)
        self.store = RedisClient(unix_socket_path=str(server.socket))
        self.facts: dict[str, Any] = json.loads(self.run("furnish"))
        self.said, self.places = data_dir.parent / "serve.log", count()
        open_until.enter_context(running(self._served(), self.said, timeout_s=180))

    def rows(self, query: str, *values: object) -> list[Any]:
        """What a query finds, of all organisations."""
        with self.database.connect("cmis") as connection:
            return connection.execute(query, values).fetchall()

    def is_ready(self) -> bool:
        """Whether every part says that it is there; whoever asks this often asks from many places."""
        place = {"X-Forwarded-For": f"198.19.0.{next(self.places) % 250}"}
        return httpx.get(f"{self.url}/api/ready", headers=place, timeout=30, trust_env=False).status_code == 200

    def empty_redis(self) -> None:
        """Start Redis again with nothing in it."""
        self.redis.stop()
        for each in self.kept.iterdir():
            shutil.rmtree(each)
        self.redis.start()

    def strike(self, tick: str) -> None:
        """Let the clock ask for that now, and not only at the next full minute."""
        self.store.zadd(Scheduler.scheduled_jobs_key, {tick: time.time()})

    def bugs(self) -> list[str]:
        """What the web process has written of errors that nobody expected."""
        lines = (self.logs / "web.log").read_text().splitlines()
        return [line for line in lines if "api.bug" in line or "web.bug" in line]

    def run(self, *words: str) -> str:
        """Have one of the deeds below done in this house; the last line it says."""
        command = self._command(*words)
        done = subprocess.run(command, env=self.env, cwd=HERE, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    def _command(self, *words: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "tests.api.house", *words)

    def _served(self) -> Process:
        return Process(
            name="house",
            argv=self._command("serve"),
            is_ready=lambda: b"everything serves" in self.said.read_bytes(),
            env=self.env,
            stop_signal=signal.SIGINT,
        )


def furnish() -> str:
    """Make what a house needs to be lived in."""
    migrate.upgrade()
    studio = open_studio(Control(settings().sandbox_url), "meta", "tiktok")
    with work(studio.org.id) as unit:
        orgs.choose_limits(unit, {Tier.API: 1200, Tier.HEAVY: 120})
        key = keys.create_key(unit, "a program", Role.OWNER, maker=Role.OWNER)
    with session(studio.org.id) as reader:
        of_tiktok = AdAccount.integration_id == studio.accounts["tiktok"]
        tiktok = reader.scalars(select(AdAccount.external_id).where(of_tiktok)).one()
    return json.dumps(
        {
            "org": str(studio.org.id),
            "email": studio.org.email,
            "key": key,
            "meta": str(studio.accounts["meta"]),
            "tiktok": tiktok,
            "order": studio.order("meta"),
        }
    )


def serve() -> None:
    """Run everything but Postgres and Redis, and start again what ends, until interrupted."""

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    signal.signal(signal.SIGINT, signal.default_int_handler)
    supervisor = Supervisor(settings().data_dir / "logs", say)
    try:
        supervisor.start(processes.web(), *processes.workers(), processes.scheduler(), timeout_s=150)
        say("everything serves")
        supervisor.keep()
    except KeyboardInterrupt:
        supervisor.stop()


def there(org_id: str, integration_id: str, word: str) -> str:
    """The names of the campaigns with that word in them, as Meta lists them."""
    called = account(UUID(org_id), UUID(integration_id))
    found = connector("meta").fetch_entities(called)
    return json.dumps([row.name for row in found if row.level is Level.CAMPAIGN and word in row.name])


if __name__ == "__main__":
    deed, *arguments = sys.argv[1:]
    if answered := {"furnish": furnish, "serve": serve, "there": there}[deed](*arguments):  # type: ignore[operator]
        sys.stdout.write(answered + "\n")
