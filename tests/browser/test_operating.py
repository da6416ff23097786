"""The Events and Jobs screens: whole in both languages, alive without a reload, and every button pressed."""

import os
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from db.kinds import Role
from engine import outbox
from engine.core.clock import now
from engine.core.errors import PlatformBusy
from engine.core.queue import queue
from engine.core.work import work
from engine.events import CampaignCreated, IntegrationConnected, IntegrationSyncCompleted, IntegrationSyncFailed
from engine.identity import sign_in
from engine.jobs import note_tick
from engine.outbox.notes import Attempt
from jobs.schedule import TICKS
from jobs.scheduler import Scheduler
from tests.browser.tabs import LOOKS, browsing, press
from tests.browser.test_screens import SENTENCE, open_tab
from tests.engine.outbox.desk import emit, fail
from tests.factories import PASSWORD, OrgFacts, make_ad_campaign, make_integration, make_member
from tests.working import work_off

BUSY = PlatformBusy(platform="Meta Ads")
PICTURES = os.environ.get("PICTURES_DIR")  # a folder, for whoever wants to look


@pytest.fixture
def busy(org: OrgFacts) -> Iterator[OrgFacts]:
    """Events of every outcome, a job that failed, a clock that has run, a worker."""
    account = make_integration(org.id, external_id="238001100000101")
    campaign = make_ad_campaign(org.id, account, name="تخفيضات الشتاء")
    for _ in range(3):
        [done] = emit(org.id, IntegrationSyncCompleted(integration_id=account, run_id=uuid4()))
        outbox.hear(org.id, done)
    retrying, heard = emit(org.id, CampaignCreated(ad_campaign_id=campaign))
    outbox.hear(org.id, heard)
    fail(org.id, retrying, BUSY)
    [dead] = emit(org.id, IntegrationSyncFailed(integration_id=account, run_id=uuid4()))
    for number in (1, 2, 3):
        fail(org.id, dead, BUSY, number)
    fail(org.id, dead, ZeroDivisionError("division by zero"), 4, last=True)
    emit(org.id, IntegrationConnected(integration_id=account))
    with work(org.id) as unit:
        unit.enqueue("jobs.webhooks.apply", uuid4(), queue="webhooks")
    work_off("webhooks")
    Scheduler().heartbeat()
    for number, tick in enumerate(TICKS[:6]):
        attempt = Attempt(1, now() - timedelta(minutes=7 * number), 40 + 700 * number)
        note_tick(tick.id, attempt, ZeroDivisionError() if number == 3 else None)
    worker = SimpleWorker([queue("priority")], connection=queue("priority").connection, serializer=JSONSerializer)
    worker.register_birth()
    yield org
    worker.register_death()


def card(page: Page, name: str) -> Locator:
    return page.locator(f"[class*=st-key-card-{name}]")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("path", ["/events", "/jobs"])
def test_a_screen_is_whole_quiet_and_accessible(chromium: Browser, web, busy, path, look):
    lang, theme, size = look
    with browsing(chromium, web, token=busy.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = open_tab(context, web, path)
        expect(tab.page.locator("table tbody tr").nth(5)).to_be_visible()
        expect(card(tab.page, "times" if path == "/events" else "workers")).to_be_visible()
        expect(card(tab.page, "letters" if path == "/events" else "failed").locator("tbody tr")).to_have_count(1)
        expect(tab.page.locator(".fail")).to_have_count(0)
        if PICTURES:
            name = f"{path[1:]}-{lang}-{theme}-{size[0]}"
            height = tab.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
            tab.page.set_viewport_size({"width": size[0], "height": max(size[1], int(height) + 40)})
            tab.page.screenshot(path=f"{PICTURES}/{name}.png")

        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.violations() == []
        assert tab.is_quiet()
        if lang == "ar":
            said = tab.page.locator("[data-testid=stMain]").inner_text()
            assert [words for words in SENTENCE.findall(said) if "division" not in words] == []


def test_an_event_appears_on_an_open_screen_and_is_found_by_type_outcome_and_name(chromium: Browser, web, busy):
    with browsing(chromium, web, token=busy.sign_in()) as context:
        tab = open_tab(context, web, "/events")
        seen = card(tab.page, "events").locator("tbody tr")
        expect(seen).to_have_count(6)
        emit(busy.id, IntegrationConnected(integration_id=uuid4()))
        expect(seen).to_have_count(7)

        card(tab.page, "events").get_by_label("About").fill("تخفيضات")
        card(tab.page, "events").get_by_label("About").press("Enter")
        expect(seen).to_have_count(1)
        expect(seen.first).to_contain_text("Campaign created")
        card(tab.page, "events").get_by_label("About").fill("nothing of ours")
        card(tab.page, "events").get_by_label("About").press("Enter")
        expect(card(tab.page, "events")).to_contain_text("Nothing of this kind happened")


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[2]], ids=lambda look: look[0])
def test_a_story_is_opened_and_its_dead_letter_sent_again(chromium: Browser, web, busy, look):
    lang, theme, size = look
    with browsing(chromium, web, token=busy.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = open_tab(context, web, "/events")
        card(tab.page, "events").get_by_role(
            "button", name="Sync failed" if lang == "en" else "فشلت المزامنة", exact=True
        ).first.click()
        dialog = tab.page.get_by_role("dialog")
        expect(dialog.locator("tbody tr")).to_have_count(8)
        expect(dialog).to_contain_text("ZeroDivisionError: division by zero")
        if PICTURES:
            tab.page.screenshot(path=f"{PICTURES}/story-{lang}-{size[0]}.png")
        assert tab.violations() == []
        dialog.get_by_role("button", name="Send again" if lang == "en" else "إعادة الإرسال").click()
        expect(card(tab.page, "letters")).to_have_count(0)
        assert tab.is_quiet()

    assert outbox.list_dead(busy.id) == []


def test_all_dead_letters_are_sent_again(chromium: Browser, web, busy):
    with browsing(chromium, web, token=busy.sign_in()) as context:
        tab = open_tab(context, web, "/events")
        press(tab.page, "Send all again")
        expect(card(tab.page, "letters")).to_have_count(0)

    assert outbox.list_dead(busy.id) == []


def test_a_failed_job_is_run_again(chromium: Browser, web, busy):
    with browsing(chromium, web, token=busy.sign_in()) as context:
        tab = open_tab(context, web, "/jobs")
        card(tab.page, "failed").get_by_role("button", name="Run again", exact=True).click()
        expect(card(tab.page, "failed").locator("tbody tr")).to_have_count(0)

    assert queue("webhooks").count == 1


def test_whoever_may_only_read_sees_no_button(chromium: Browser, web, busy):
    viewer = sign_in(make_member(busy.id, Role.VIEWER), PASSWORD)
    with browsing(chromium, web, token=viewer) as context:
        for path, name in (("/events", "letters"), ("/jobs", "failed")):
            tab = open_tab(context, web, path)
            expect(card(tab.page, name).locator("tbody tr")).to_have_count(1)
            expect(card(tab.page, name).get_by_role("button", name="again")).to_have_count(0)
