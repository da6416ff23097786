"""The API as it is served, and organisations that call it."""

import pytest

from tests.factories import OrgFacts, make_org
from tests.site import web, web_server

__all__ = ["web", "web_server"]


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()


@pytest.fixture
def stranger(database: object, redis: object) -> OrgFacts:
    return make_org("Elsewhere")
