"""Somebody who plans campaigns."""

import pytest
from redis import Redis

from engine.core import clock
from tests.conftest import Database
from tests.control import Control
from tests.factories import make_rate
from tests.studio import Studio, open_studio


@pytest.fixture(scope="module")
def pegged(database: Database) -> None:
    """What a riyal is worth."""
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)


@pytest.fixture
def studio(pegged: None, redis: Redis, sandbox: Control) -> Studio:
    """Connected on all six platforms; the first syncs are somebody else's story."""
    opened = open_studio(sandbox)
    redis.flushall()
    return opened


@pytest.fixture(scope="module")
def desk(pegged: None, redis_server: str, sandbox_server: str) -> Studio:
    """The same for plans that are never carried out."""
    return open_studio(Control(sandbox_server))


@pytest.fixture
def alone(request: pytest.FixtureRequest, pegged: None, redis: Redis, sandbox: Control) -> Studio:
    """Connected on the platforms that the test names, on Meta where it names none."""
    named = getattr(request, "param", "meta")
    opened = open_studio(sandbox, *named.split())
    redis.flushall()
    return opened
