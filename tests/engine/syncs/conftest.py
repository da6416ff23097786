"""Accounts that are connected and have never been synced."""

import pytest
from redis import Redis

from tests.accounts import KSA, SEARCH, Connected, connect_account
from tests.control import Control


@pytest.fixture
def account(database: object, redis: Redis, sandbox: Control) -> Connected:
    """A Meta account with campaigns."""
    return connect_account(sandbox)


@pytest.fixture(params=[("meta", KSA), ("google", SEARCH)], ids=["meta", "google"])
def any_account(request: pytest.FixtureRequest, database: object, redis: Redis, sandbox: Control) -> Connected:
    """An account with campaigns on each platform."""
    platform, external_id = request.param
    return connect_account(sandbox, external_id, platform)
