"""The dashboard in a browser: empty, first run, full, broken; in both languages, and what its controls do."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from db.kinds import Role, Severity, SyncStatus
from db.models import Integration, SocialPost, SyncRun
from db.session import session
from engine import dashboard
from engine.alerts import raise_alert
from engine.core.clock import now, today
from engine.core.work import work
from engine.identity import sign_in
from tests.browser.tabs import LOOKS, browsing, new_tab
from tests.factories import (
    PASSWORD,
    OrgFacts,
    insert,
    make_ad,
    make_ad_campaign,
    make_day,
    make_integration,
    make_member,
    make_target,
)

SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")  # three English words in a row
ZONE = "Asia/Riyadh"
LATIN = "Zehntausendundeine-Nacht-Angebotswochenende"


@pytest.fixture
def full(org: OrgFacts) -> OrgFacts:
    """An org with two campaigns, forty days of figures, a target, a post and a broken account."""
    account = make_integration(org.id, sync_status=SyncStatus.SUCCESS, last_synced_at=now())
    make_integration(org.id, "google", sync_status=SyncStatus.FAILED, last_synced_at=now() - timedelta(hours=9))
    ends = now() + timedelta(days=4)
    search = make_ad_campaign(org.id, account, name="بحث", daily_budget_micros=50_000_000, ends_at=ends)
    video = make_ad_campaign(org.id, account, name="فيديو", daily_budget_micros=400_000_000)
    make_ad(org.id, account, search, ads=2)
    for days_ago in range(40):
        for campaign in (search, video):
            make_day(org.id, account, campaign, today(ZONE) - timedelta(days=days_ago))
    insert(
        org.id,
        SocialPost(org_id=org.id, integration_id=account, platform="meta", status="published", content=LATIN,
                   published_at=now(), created_at=now()),
    )  # fmt: skip
    make_target(org.id, "revenue", 9_000_000_000, today(ZONE).replace(day=1))
    with work(org.id) as unit:
        raise_alert(
            unit,
            "sync_failed",
            "a",
            Severity.ERROR,
            "{platform} is busy. We will ask again shortly.",
            platform="جوجل",
        )
    return org


def shown(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text()


@pytest.mark.parametrize("look", LOOKS)
def test_a_full_dashboard_is_whole_quiet_and_accessible(
    chromium: Browser, web: str, full: OrgFacts, look: tuple[str, str, tuple[int, int]]
) -> None:
    lang, theme, size = look
    with browsing(chromium, web, token=full.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = new_tab(context, web)
        tab.open("/")
        expect(tab.page.locator(".kpi")).to_have_count(6)
        expect(tab.page.locator(".js-plotly-plot .trace").first).to_be_attached()
        expect(tab.page.locator("[class*=st-key-card-camp] tbody tr")).to_have_count(2)
        expect(tab.page.locator(".tg li")).to_have_count(1)
        expect(tab.page.locator("table.acc tbody tr")).to_have_count(2)

        assert "3,000" in tab.page.locator(".kpi .v").first.inner_text()
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.violations() == []
        assert tab.is_quiet()
        # what is too long ends in dots where reading ends, whatever the language of the screen
        assert tab.page.locator(".posts .cl").evaluate("post => getComputedStyle(post).direction") == "ltr"
        if lang == "ar":
            assert SENTENCE.findall(shown(tab.page)) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_empty_org_is_led_to_its_first_account(chromium: Browser, web: str, org: OrgFacts, lang: str) -> None:
    with browsing(chromium, web, token=org.sign_in(), lang=lang) as context:
        tab = new_tab(context, web)
        tab.open("/")
        expect(tab.page.locator(".first .now")).to_have_count(1)
        assert lang == "en" or SENTENCE.findall(shown(tab.page)) == []

        tab.page.locator(".st-key-go-connect button").click()

        expect(tab.page).to_have_url(f"{web}/integrations")


def test_a_viewer_of_an_empty_org_is_told_whom_to_ask(chromium: Browser, web: str, org: OrgFacts) -> None:
    token = sign_in(make_member(org.id, Role.VIEWER), PASSWORD)
    with browsing(chromium, web, token=token) as context:
        tab = new_tab(context, web)
        tab.open("/")

        expect(tab.page.get_by_text("Ask an admin of your organisation")).to_be_visible()
        expect(tab.page.locator(".st-key-go-connect")).to_have_count(0)


def test_the_first_figures_appear_without_a_reload(chromium: Browser, web: str, org: OrgFacts) -> None:
    account = make_integration(org.id, sync_status=SyncStatus.SYNCING)
    plan = [{"kind": "metrics"}] * 4
    run = SyncRun(org_id=org.id, integration_id=account, data_type="all", trigger="connect", plan=plan)
    run.status, run.started_at, run.windows_done = "running", now(), 1
    insert(org.id, run)
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        expect(tab.page.get_by_text("Your figures are on their way")).to_be_visible()
        expect(tab.page.get_by_text("1 of 4 steps")).to_be_visible()

        make_day(org.id, account, make_ad_campaign(org.id, account), today(ZONE))
        with session(org.id) as writer:
            writer.get_one(SyncRun, (org.id, run.id)).status = "succeeded"
            row = writer.get_one(Integration, (org.id, account))
            row.sync_status, row.last_synced_at = SyncStatus.SUCCESS, now()
            writer.commit()

        expect(tab.page.locator(".kpi .v").first).to_contain_text("50.00")


def test_an_alert_appears_on_an_open_screen(chromium: Browser, web: str, full: OrgFacts) -> None:
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        expect(tab.page.locator(".alerts li")).to_have_count(1)

        with work(full.id) as unit:
            raise_alert(unit, "token_expired", "b", Severity.CRITICAL, "You are not signed in.")

        expect(tab.page.locator(".alerts li")).to_have_count(2)
        expect(tab.page.locator(".alerts li").first).to_have_class("bad")


def test_campaigns_are_filtered_searched_and_opened(chromium: Browser, web: str, full: OrgFacts) -> None:
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        rows = tab.page.locator("[class*=st-key-card-camp] tbody tr")
        expect(rows).to_have_count(2)
        tab.page.get_by_role("radio", name="Off pace").click()
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("فيديو")
        tab.page.get_by_role("radio", name="Ending soon").click()
        expect(rows.first).to_contain_text("بحث")
        tab.page.get_by_role("radio", name="All").click()
        tab.page.get_by_placeholder("Find a campaign").fill("nothing like it")
        tab.page.keyboard.press("Enter")
        expect(tab.page.get_by_text("No campaign fits")).to_be_visible()
        tab.page.get_by_placeholder("Find a campaign").fill("")
        tab.page.keyboard.press("Enter")

        tab.page.get_by_role("button", name="بحث", exact=True).click()

        dialog = tab.page.get_by_role("dialog")
        expect(dialog.locator("tbody tr")).to_have_count(3)  # the ad set and its two ads


def test_targets_are_set_on_the_screen(chromium: Browser, web: str, full: OrgFacts) -> None:
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        tab.page.get_by_role("button", name="Edit targets").click()
        tab.page.get_by_label("ROAS").fill("3")
        tab.page.get_by_role("button", name="Save targets").click()

        expect(tab.page.locator(".tg li")).to_have_count(2)
        assert [kpi["metric"] for kpi in dashboard.dashboard(full.id)["kpis"]] == ["revenue", "roas"]


def test_a_viewer_sees_no_way_to_set_targets_or_export(chromium: Browser, web: str, full: OrgFacts) -> None:
    token = sign_in(make_member(full.id, Role.VIEWER), PASSWORD)
    with browsing(chromium, web, token=token) as context:
        tab = new_tab(context, web)
        tab.open("/")
        expect(tab.page.locator(".tg li")).to_have_count(1)

        expect(tab.page.get_by_role("button", name="Edit targets")).to_have_count(0)
        expect(tab.page.get_by_text("Export")).to_have_count(0)


def test_the_days_leave_as_a_file_that_excel_reads(chromium: Browser, web: str, full: OrgFacts) -> None:
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        tab.page.get_by_role("button", name="Export").click()
        with tab.page.expect_download() as download:
            tab.page.get_by_text("Days as CSV").click()

        text = download.value.path().read_text(encoding="utf-8-sig")
        assert text.splitlines()[0].startswith("Day,Currency,Spend")
        assert len(text.splitlines()) == 31


def test_days_without_figures_say_so(chromium: Browser, web: str, full: OrgFacts) -> None:
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/?range=custom&since=2025-11-01&last=2025-11-05")

        expect(tab.page.get_by_text("No figures in these days")).to_be_visible()


def test_a_range_that_makes_no_sense_is_explained(chromium: Browser, web: str, full: OrgFacts) -> None:
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/?range=custom&since=2026-11-05&last=2026-11-01")

        expect(tab.page.locator(".fail")).to_contain_text("Swap the two dates")


def test_money_without_a_rate_is_said_to_be_missing(chromium: Browser, web: str, full: OrgFacts) -> None:
    account = make_integration(full.id, "tiktok", currency="KZT", sync_status="success", last_synced_at=now())
    campaign = make_ad_campaign(full.id, account, platform="tiktok", currency="KZT")
    make_day(full.id, account, campaign, today(ZONE), platform="tiktok", currency="KZT")
    with browsing(chromium, web, token=full.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")

        expect(tab.page.get_by_text("could not be converted to SAR")).to_be_visible()
        assert "3,000" in tab.page.locator(".kpi .v").first.inner_text()
