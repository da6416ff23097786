"""A tenant with an outbox."""

import pytest

from tests.factories import OrgFacts, make_org


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()
