"""One sandbox per test process whose clock stands at 2026-11-22 18:00 in Riyadh; as new before each test."""

from collections.abc import Iterator

import httpx
import pytest

from tests.control import Control
from tests.sandbox.snapchat import Snapchat, snapchat_person
from tests.sandbox.tiktok import TikTok, tiktok_person
from tests.sandbox.visitors import Google, LinkedIn, Meta, google_person, linkedin_person, meta_person, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # Tests ask faster than TikTok allows by itself.
    hasty = {"SANDBOX_TIKTOK_CALLS_PER_S": "1000", "SANDBOX_TIKTOK_CALLS_PER_MINUTE": "60000"}
    with serving(tmp_path_factory.mktemp("sandbox"), **hasty) as url:
        yield url


@pytest.fixture
def control(server: str) -> Control:
    panel = Control(server)
    panel.reset()
    return panel


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def meta(control: Control, http: httpx.Client) -> Meta:
    return meta_person(control.url, http)


@pytest.fixture
def google(control: Control, http: httpx.Client) -> Google:
    return google_person(control.url, http)


@pytest.fixture
def snapchat(control: Control, http: httpx.Client) -> Snapchat:
    return snapchat_person(control.url, http)


@pytest.fixture
def linkedin(control: Control, http: httpx.Client) -> LinkedIn:
    return linkedin_person(control.url, http)


@pytest.fixture
def tiktok(control: Control, http: httpx.Client) -> TikTok:
    return tiktok_person(control.url, http)
