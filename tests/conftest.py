"""The real services the tests run against: Postgres, Redis and the sandbox, one of each per test process.

Each pytest process (each xdist worker) has a data directory of its own, so nothing is shared and nothing
needs a lock. All of it is set in the environment before the product's settings are read for the first
time; whatever the developer's own environment or `.env` says does not count here.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import hypothesis
import pytest
from redis import Redis as RedisClient

from tests.control import Control
from tests.ports import free_port

HOME = Path(tempfile.mkdtemp(prefix="cmis-test-"))
HOME.chmod(0o711)  # the account that Postgres runs as has to pass
SANDBOX_PORT = free_port()

for variable in [name for name in os.environ if name.startswith(("CMIS_", "DATABASE_", "REDIS_", "SANDBOX_"))]:
    if variable != "CMIS_CHROMIUM":
        del os.environ[variable]
os.environ |= {
    "CMIS_ENV_FILE": "",
    "CMIS_BACKFILL_DAYS": "35",  # what a first sync brings; the usual ninety take long and show nothing more
    "CMIS_DATA_DIR": str(HOME / "data"),
    "CMIS_PORT": str(free_port()),
    "CMIS_REDIS_PATIENCE": "10",  # the machine may be busy; tests of a Redis that hangs take it back
    "CMIS_SANDBOX_PORT": str(SANDBOX_PORT),
    "TZ": "UTC",
}

from db import migrate  # noqa: E402 - only now may the settings be read
from db.embedded import Postgres, Process, Redis, running  # noqa: E402
from engine.core.cache.tags import outage  # noqa: E402
from settings import HERE, environment, settings  # noqa: E402

hypothesis.settings.register_profile("house", deadline=None)  # the machine may be busy; a law is not a race
hypothesis.settings.load_profile("house")

FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True)
class Database:
    """A migrated database: the SQLAlchemy URLs of its owner and of the application."""

    owner_dsn: str
    app_dsn: str


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    postgres = Postgres(settings().data_dir, tuning=FORGETFUL)
    postgres.prepare()
    with running(postgres.process, HOME / "postgres.log"):
        postgres.bootstrap()
        migrate.upgrade()
        yield Database(settings().owner_dsn, settings().app_dsn)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    server = Redis(settings().data_dir)
    server.prepare()
    with running(server.process, HOME / "redis.log"):
        yield settings().redis_dsn


@pytest.fixture
def redis(redis_server: str) -> Iterator[RedisClient]:
    with RedisClient.from_url(redis_server) as client:
        client.flushall()
        outage.avoided_until = 0.0  # whatever an earlier test made of it
        yield client


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[str]:
    url = settings().sandbox_url
    process = Process(
        name="sandbox",
        argv=(sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(SANDBOX_PORT)),
        is_ready=lambda: _answers(f"{url}/_control/health"),
        # tests let half minutes pass in no time, which TikTok's limit by the second does not see
        env=environment(
            PYTHONPATH=str(HERE), SANDBOX_TIKTOK_CALLS_PER_S="1000", SANDBOX_TIKTOK_CALLS_PER_MINUTE="60000"
        ),
        stop_signal=signal.SIGTERM,
    )
    with running(process, HOME / "sandbox.log"):
        yield url


@pytest.fixture
def sandbox(sandbox_server: str) -> Control:
    control = Control(sandbox_server)
    control.reset()
    return control


@pytest.fixture(scope="session")
def data_dirs() -> Callable[[], Path]:
    """Makes paths for data directories that do not exist yet."""

    def new() -> Path:
        home = Path(tempfile.mkdtemp(dir=HOME))
        home.chmod(0o711)
        return home / "data"

    return new


@pytest.fixture
def data_dir(data_dirs: Callable[[], Path]) -> Path:
    return data_dirs()


def pytest_unconfigure() -> None:
    """Leave no directory behind."""
    shutil.rmtree(HOME, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False
