"""A fresh org's desk for every test."""

import pytest

from tests.engine.imports.desk import Desk, new_desk


@pytest.fixture
def desk(database: object, redis: object) -> Desk:
    return new_desk()
