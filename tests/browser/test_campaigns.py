"""A campaign planned, made and decided upon on screen, on the six platforms of the sandbox."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from db.kinds import EntityStatus, Level
from engine import campaigns
from engine.connectors import PLATFORMS
from engine.core import clock
from settings import settings
from tests.browser.tabs import DESK, PHONE, Tab, browsing, new_tab
from tests.conftest import Database
from tests.control import Control
from tests.factories import make_rate
from tests.pictures import picture
from tests.studio import Studio, open_studio
from tests.working import work_off

GONE = {EntityStatus.ARCHIVED, EntityStatus.REMOVED}
NAMES = {"meta": "Meta", "google": "Google", "tiktok": "TikTok", "snapchat": "Snapchat", "linkedin": "LinkedIn",
         "twitter": "X"}  # fmt: skip


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


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field and leave it, which is when it is kept."""
    field = page.get_by_label(label, exact=True).first
    field.fill(text)
    field.blur()


def tick(page: Page, label: str) -> None:
    page.locator("[data-testid=stCheckbox] label").filter(has_text=label).first.click()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def test_a_campaign_is_planned_in_six_steps_and_made_on_six_platforms(tab: Tab, studio: Studio) -> None:
    page = tab.page
    tab.open("/campaigns")
    press(page, "New campaign")
    fill(page, "Name", "Winter on screen")
    for slug in PLATFORMS:
        tick(page, NAMES[slug])
        expect(page.get_by_label(f"Account on {NAMES[slug]}")).to_be_attached()
    tab.open("/campaigns?new=1")  # what was typed survives
    expect(page.get_by_label("Name", exact=True)).to_have_value("Winter on screen")
    press(page, "Continue")
    tick(page, "This is no political advertising")
    press(page, "Continue")
    fill(page, "Total budget, SAR", "12000")
    expect(page.get_by_text("Nothing left to allocate")).to_be_visible()
    press(page, "Continue")
    fill(page, "Headline", "Winter sale")
    fill(page, "Text", "Up to half off this week. Free delivery.")
    fill(page, "Web address", "https://shop.example/winter")
    page.locator("form[data-upload=media] input").set_input_files(
        {"name": "offer.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    expect(page.locator(".ad .adimg img")).to_be_visible()
    press(page, "Continue")
    expect(page.get_by_text("No post. Ads run without")).to_be_visible()
    press(page, "Continue")
    expect(page.get_by_text("Everything is created paused", exact=True)).to_be_visible()
    press(page, "Create campaign")
    expect(page.get_by_text("How it goes")).to_be_visible()

    work_off("events", "priority")

    expect(page.locator(".st-key-card-parts .pill.good", has_text="in place")).to_have_count(6, timeout=60_000)
    (row,) = campaigns.list_campaigns(studio.org.id)["data"]
    assert (row["name"], row["phase"], row["status"]) == ("Winter on screen", "done", "paused")
    for slug in PLATFORMS:
        assert [len(rows) for rows in studio.there(slug).values()] == [1, 1, 1]
    assert tab.is_quiet()


def test_what_is_wrong_is_said_in_the_review_and_nothing_is_made(tab: Tab, studio: Studio) -> None:
    campaigns.keep_draft(
        studio.org.id, studio.org.user_id, {"step": 5, "accounts": {"meta": str(studio.accounts["meta"])}}
    )
    tab.open("/campaigns?new=1")
    press(tab.page, "Create campaign")

    expect(tab.page.locator(".conds .bad", has_text="Headline on Meta")).to_be_visible()
    assert campaigns.list_campaigns(studio.org.id)["data"] == []


def test_a_refusal_is_told_and_what_is_left_over_is_deleted_on_screen(
    tab: Tab, studio: Studio, redis: Redis
) -> None:
    campaign_id = studio.create("meta", "tiktok")
    meta, _ = studio.parts(campaign_id)
    campaigns.advance(studio.org.id, meta["launch_id"])
    external_id = studio.parts(campaign_id)[0]["external_id"]
    studio.sandbox.fault("tiktok", "permission", path="/campaign/create", times=9)
    studio.sandbox.fault("meta", "permission", path=f"/{external_id}", times=9)
    work_off("events", "priority")
    studio.sandbox.http.delete("/faults")

    tab.open(f"/campaigns?campaign={campaign_id}")
    expect(tab.page.locator(".st-key-card-parts .pill.bad", has_text="left behind")).to_be_visible()
    tab.open("/campaigns")
    press(tab.page, "Delete it there")
    expect(tab.page.get_by_text("Left behind on platforms")).to_have_count(0)
    work_off("events", "priority")

    assert {row.status for row in studio.there("meta")[Level.CAMPAIGN]} <= GONE
    assert campaigns.list_orphans(studio.org.id) == []


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


@pytest.mark.parametrize("look", [("en", "light", DESK), ("ar", "dark", DESK), ("ar", "light", PHONE)])
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
