"""A campaign planned, made and decided upon on screen, on the six platforms of the sandbox."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from redis import Redis

from db.kinds import EntityStatus, Level
from engine import campaigns
from engine.core import clock
from settings import settings
from tests.browser.tabs import LOOKS, Tab, browsing, new_tab, press
from tests.conftest import Database
from tests.control import Control
from tests.factories import make_rate
from tests.studio import Studio, open_studio
from tests.working import work_off


@pytest.fixture
def studio(database: Database, redis: Redis, sandbox: Control) -> Studio:
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)
    opened = open_studio(sandbox)
    redis.flushall()
    return opened


@pytest.fixture
def tab(chromium: Browser, web: str, studio: Studio) -> Iterator[Tab]:
    with browsing(chromium, web, token=studio.org.sign_in()) as context:
        yield new_tab(context, web)


def test_what_is_wrong_is_said_in_the_review_and_nothing_is_made(tab: Tab, studio: Studio) -> None:
    campaigns.keep_draft(
        studio.org.id, studio.org.user_id, {"step": 5, "accounts": {"meta": str(studio.accounts["meta"])}}
    )
    tab.open("/campaigns?new=1")
    press(tab.page, "Create campaign")

    expect(tab.page.locator(".conds .bad", has_text="Headline on Meta")).to_be_visible()
    assert campaigns.list_campaigns(studio.org.id)["data"] == []


def test_a_campaign_is_paused_and_renamed_on_screen(tab: Tab, studio: Studio) -> None:
    campaign_id = studio.made("meta", activate=True)
    with_session(tab, studio)
    tab.open(f"/campaigns?campaign={campaign_id}")
    press(tab.page, "Pause")
    expect(tab.page.locator(".st-key-card-parts .pill.live", has_text="being changed")).to_be_visible()
    work_off("events", "priority")

    expect(tab.page.locator(".st-key-card-parts .pill", has_text="paused")).to_be_visible()
    assert studio.there("meta")[Level.CAMPAIGN][0].status is EntityStatus.PAUSED


def with_session(tab: Tab, studio: Studio) -> None:
    """Sign in again: time that was only pretended has emptied Redis."""
    token = studio.org.sign_in()
    tab.page.context.add_cookies([{"name": settings().session_cookie, "value": token, "url": tab.home}])


@pytest.mark.parametrize("look", LOOKS)
def test_the_builder_is_accessible_at_every_step(chromium: Browser, web: str, studio: Studio, look) -> None:
    lang, theme, size = look
    draft = {"accounts": {slug: str(one) for slug, one in studio.accounts.items()}, "headline": "عرض"}
    with browsing(chromium, web, token=studio.org.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = new_tab(context, web)
        for step in range(6):
            campaigns.keep_draft(studio.org.id, studio.org.user_id, draft | {"step": step})
            tab.open("/campaigns?new=1")
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step
            assert tab.violations() == [], step
        assert tab.is_quiet()
