"""Accounts that are connected and have never been synced."""

from collections.abc import Iterator

import pytest
from redis import Redis

from settings import settings
from tests.accounts import KSA, SEARCH, Connected, connect_account
from tests.control import Control


@pytest.fixture
def usual_reach(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A first sync brings ninety days, as it does unless somebody says otherwise."""
    monkeypatch.delenv("CMIS_BACKFILL_DAYS")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def account(database: object, redis: Redis, sandbox: Control) -> Connected:
    """A Meta account with campaigns."""
    return connect_account(sandbox)


@pytest.fixture(params=[("meta", KSA), ("google", SEARCH)], ids=["meta", "google"])
def any_account(request: pytest.FixtureRequest, database: object, redis: Redis, sandbox: Control) -> Connected:
    """An account with campaigns on each platform."""
    platform, external_id = request.param
    return connect_account(sandbox, external_id, platform)
