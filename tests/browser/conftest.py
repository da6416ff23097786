"""A real browser on the real web process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.tabs import PATIENCE_MS
from tests.chromium import ensure
from tests.factories import OrgFacts, make_org
from tests.site import web, web_server

__all__ = ["web", "web_server"]

# One process reads the scripts for all tabs, and nothing is drawn by a graphics card that is not there.
FLAGS = ["--no-sandbox", "--process-per-site", "--disable-gpu", "--disable-gpu-compositing"]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=ensure(), args=FLAGS)


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()
