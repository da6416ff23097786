"""From the consent page of each platform to its figures on the dashboard, the way a person goes."""

import pytest
from playwright.sync_api import Browser, Page, expect
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from engine.connectors import PLATFORMS
from engine.core.queue import QUEUES, FairQueue, queue
from pages.ui.marks import platform_name
from tests.browser.tabs import browsing, new_tab
from tests.factories import OrgFacts

pytestmark = pytest.mark.usefixtures("sandbox")


def work_off() -> None:
    """Do every job that is due, here."""
    queues = [queue(name) for name in QUEUES]
    here = SimpleWorker(queues, connection=queues[0].connection, serializer=JSONSerializer, queue_class=FairQueue)
    here.work(burst=True)


def keep_only_the_first(page: Page) -> None:
    """Leave one account chosen, so that little has to be fetched."""
    picks = page.locator("[class*=st-key-pick-] label")
    expect(page.get_by_role("button", name="Connect", exact=True)).to_be_visible()  # it comes after them all
    page.wait_for_selector("[data-test-script-state=notRunning]")
    for place in range(1, picks.count()):
        picks.nth(place).click()
    expect(page.locator("[class*=st-key-pick-] input:checked")).to_have_count(1)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_connecting_a_platform_ends_with_its_figures_on_the_dashboard(
    chromium: Browser, web: str, org: OrgFacts, platform: str
) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/integrations")
        tab.page.locator(f'nav.connects a[href="/auth/connect/{platform}"]').first.click()
        expect(tab.page.get_by_text("sandbox").first).to_be_visible()
        tab.page.get_by_role("button", name="Allow").click()
        keep_only_the_first(tab.page)
        tab.page.get_by_role("button", name="Connect", exact=True).click()
        expect(tab.page.locator("[class*=st-key-card-accounts] tbody tr")).to_have_count(1)
        work_off()

        tab.open("/")

        spend = tab.page.locator(".kpi .v").first
        expect(spend).to_be_visible()
        assert any(digit in spend.inner_text() for digit in "123456789")
        expect(tab.page.locator("table.acc tbody tr")).to_contain_text(platform_name(platform))
        assert tab.failures == []
