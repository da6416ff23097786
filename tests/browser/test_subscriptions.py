"""The Outbound webhooks screen: a system is subscribed, tried, told again and removed."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from db.kinds import MessageStatus
from db.models import WebhookMessage
from engine import subscriptions
from engine.core import clock
from engine.core.errors import AppError
from engine.subscriptions import bodies, examples
from engine.subscriptions.tries import REFUSED, Outcome
from tests.browser.tabs import LOOKS, Tab, browsing, new_tab, press
from tests.factories import OrgFacts, insert
from tests.rows import rows
from tests.subscribing import subscribe

SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")  # three English words in a row
URL = "https://hooks.example.invalid/cmis"


def apart(do: Callable[..., Any], *args: Any) -> Any:
    """Do it in a thread of its own: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do, *args).result()


@pytest.fixture
def told(org: OrgFacts) -> str:
    """A system that has taken one message and refused another; the subscription's id."""
    made = apart(subscribe, org.id, URL, *bodies.TELLS)
    now = clock.now()
    refused = AppError(REFUSED, host="hooks.example.invalid", status=500)
    for minute, (event, status, error) in enumerate(
        [("PostPublished", MessageStatus.FAILED, refused), ("CampaignCreated", MessageStatus.DELIVERED, None)]
    ):
        outcome = Outcome(now, 84, 500 if error else 200, "thanks", error)
        row = WebhookMessage(
            org_id=org.id, subscription_id=UUID(made["id"]), event=event, status=status, attempts=1, next_at=None,
            body=bodies.body(event, now, examples.EXAMPLES[event]), tries=[outcome.kept()],
            created_at=now - timedelta(minutes=minute),
        )  # fmt: skip
        insert(org.id, row)
    return str(made["id"])


def opened(context: Any, web: str) -> Tab:
    tab = new_tab(context, web)
    tab.open("/subscriptions")
    return tab


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_the_screen_is_whole_quiet_and_accessible(
    chromium: Browser, web: str, org: OrgFacts, look: tuple[str, str, tuple[int, int]]
) -> None:
    lang, theme, size = look
    with browsing(chromium, web, token=org.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = opened(context, web)
        expect(tab.page.locator("[class*=st-key-card-messages] tbody tr")).to_have_count(2)

        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.violations() == []
        assert tab.is_quiet()
        if lang == "ar":
            shown = tab.page.locator("[data-testid=stMain] .stHtml").all_inner_texts()
            assert SENTENCE.findall("\n".join(shown)) == []


def test_a_system_is_subscribed_and_its_secret_shown_once(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = opened(context, web)
        press(tab.page, "New subscription")
        tab.page.get_by_label("Address").fill(URL)
        tab.page.get_by_label("Address").press("Tab")
        tab.page.get_by_role("combobox", name="Events").click()
        tab.page.get_by_role("option", name="PostFailed").click()
        tab.page.keyboard.press("Escape")
        press(tab.page, "Subscribe")
        code = tab.page.locator("[class*=st-key-card-subscribers] [data-testid=stCode]")
        expect(code).to_contain_text("whsec_")
        expect(tab.page.locator("[class*=st-key-card-subscribers] tbody tr")).to_have_count(1)

    [made] = subscriptions.list_subscriptions(org.id)
    assert (made["url"], made["events"]) == (URL, ["PostFailed"])


def test_an_address_inside_is_refused_with_a_sentence(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = opened(context, web)
        press(tab.page, "New subscription")
        tab.page.get_by_label("Address").fill("https://169.254.169.254/")
        tab.page.get_by_label("Address").press("Tab")
        tab.page.get_by_role("combobox", name="Events").click()
        tab.page.get_by_role("option", name="PostFailed").click()
        tab.page.keyboard.press("Escape")
        press(tab.page, "Subscribe")
        expect(tab.page.get_by_text("leads into a private network")).to_be_visible()

    assert subscriptions.list_subscriptions(org.id) == []


def test_a_system_is_tried_turned_switched_off_and_removed(
    chromium: Browser, web: str, org: OrgFacts, told: str
) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = opened(context, web)
        card = tab.page.locator("[class*=st-key-card-subscribers]")
        press(tab.page, "Change")
        press(tab.page, "Send a test message")
        expect(tab.page.locator("[class*=st-key-card-messages] tbody tr")).to_have_count(3)
        press(tab.page, "New secret")
        expect(card).to_contain_text("The old secret still signs beside the new one.")
        press(tab.page, "Switch off")
        expect(card.locator(".pill.mute")).to_have_text("Off")
        press(tab.page, "Switch on")
        expect(card.locator(".pill.good")).to_have_text("On")
        press(tab.page, "Remove it and its log")
        expect(card.locator("tbody tr")).to_have_count(0)

    assert subscriptions.list_subscriptions(org.id) == []


def test_what_failed_is_opened_and_sent_again(chromium: Browser, web: str, org: OrgFacts, told: str) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = opened(context, web)
        tab.page.locator("[class*=st-key-card-messages] [data-pick]").first.click()
        dialog = tab.page.get_by_role("dialog")
        expect(dialog).to_contain_text("answered 500")
        expect(dialog).to_contain_text("thanks")
        dialog.get_by_role("button", name="Send again").click()
        expect(tab.page.locator("[class*=st-key-card-messages] .pill.live")).to_have_count(1)

    assert sorted(row.status for row in rows(org.id, WebhookMessage)) == ["delivered", "waiting"]


def test_all_that_failed_is_sent_again(chromium: Browser, web: str, org: OrgFacts, told: str) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = opened(context, web)
        press(tab.page, "Send again")
        press(tab.page, "Send all of them again")
        expect(tab.page.get_by_text("1 message is being sent again.")).to_be_visible()

    assert sorted(row.status for row in rows(org.id, WebhookMessage)) == ["delivered", "waiting"]
