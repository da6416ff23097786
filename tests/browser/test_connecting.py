"""From the consent page of each platform to its figures on the dashboard, the way a person goes."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from db.models import SocialPost
from db.session import session
from engine.connectors import PLATFORMS
from engine.profiles import list_profiles
from pages.ui.marks import platform_name
from tests.accounts import connect_account
from tests.browser.tabs import AT_REST, browsing, new_tab
from tests.control import Control
from tests.factories import OrgFacts
from tests.working import work_off

pytestmark = pytest.mark.usefixtures("sandbox")


def keep_only_the_first(page: Page) -> None:
    """Leave one account chosen, so that little has to be fetched."""
    picks = page.locator("[class*=st-key-pick-] label")
    expect(page.get_by_role("button", name="Connect", exact=True)).to_be_visible()  # it comes after them all
    page.wait_for_selector(AT_REST)
    for place in range(1, picks.count()):
        picks.nth(place).click()
    expect(page.locator("[class*=st-key-pick-] input:checked")).to_have_count(1)


def test_a_tiktok_account_is_connected_for_posts_and_left_again(
    chromium: Browser, web: str, org: OrgFacts, sandbox: Control
) -> None:
    ads = connect_account(sandbox, "7301000000000000101", "tiktok", org.id)
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/integrations")
        tab.page.get_by_role("link", name="Connect a TikTok account for posts").click()
        expect(tab.page.get_by_text("No real money").first).to_be_visible()
        expect(tab.page.get_by_text("@alwaha")).to_be_visible()
        tab.page.get_by_label("comment.list").uncheck()
        tab.page.get_by_role("button", name="Allow").click()

        row = tab.page.locator("[class*=st-key-card-profiles] tbody tr")
        expect(row).to_contain_text("TikTok account")
        expect(row).to_contain_text("Renews itself.")
        expect(row).to_contain_text("4 of 5")
        work_off()
        [profile] = list_profiles(org.id)
        with session(org.id) as reader:
            of_profile = select(SocialPost).where(
                SocialPost.org_id == org.id, SocialPost.profile_id == profile["id"]
            )
            assert len(reader.scalars(of_profile).all()) > 0
        assert profile["integration_id"] == str(ads.integration_id)

        tab.page.locator("[class*=st-key-card-profiles]").get_by_role("button", name="Manage").click()
        tab.page.get_by_role("button", name="Disconnect this profile").click()
        expect(row).to_have_count(0)
        assert tab.failures == []


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
