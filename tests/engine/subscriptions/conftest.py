"""Orgs whose systems listen on this machine, which has to be allowed first."""

from collections.abc import Iterator

import pytest

from settings import settings
from tests.engine.connectors.server import Server, serving
from tests.factories import OrgFacts, make_org
from tests.ports import free_port


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()


@pytest.fixture
def stranger(database: object, redis: object) -> OrgFacts:
    return make_org("Elsewhere")


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Addresses of our own network may be called."""
    monkeypatch.setenv("CMIS_ALLOW_PRIVATE_TARGETS", "true")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def receiver(allowed: None) -> Iterator[Server]:
    """A customer's system that takes everything until the test says otherwise."""
    with serving(free_port()) as server:
        yield server
