"""Somebody who may publish on every platform."""

import pytest

from tests.speakers import Speakers, speakers


@pytest.fixture
def everywhere(database, redis, sandbox) -> Speakers:
    return speakers(sandbox)


@pytest.fixture
def page(database, redis, sandbox) -> Speakers:
    return speakers(sandbox, ["facebook_page"])
