"""Every other screen, full of rows: whole, quiet and accessible in both languages, and every button pressed."""

import re
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from db.kinds import Role, RunStatus, SyncStatus
from db.models import (
    AdCampaign,
    Campaign,
    Comment,
    Integration,
    Lead,
    MetricRollup,
    SocialPost,
    SyncRun,
    WebhookDelivery,
)
from db.session import session
from engine import syncs, webhooks
from engine.core.clock import now
from engine.core.work import Actor, work
from engine.identity import sign_in
from engine.keys import create_key, list_keys
from engine.memberships import list_members
from engine.orgs import read_org
from tests.accounts import connect_account
from tests.browser.tabs import LOOKS, Tab, browsing, new_tab, press
from tests.control import Control
from tests.factories import PASSWORD, OrgFacts, insert, make_ad_campaign, make_integration, make_member

SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")  # three English words in a row
SCREENS = [
    "/campaigns",
    "/posts?view=list",
    "/budgets",
    "/integrations",
    "/sync",
    "/security",
    "/organisation",
    "/webhooks",
    "/inbox",
]
PLAN = [{"kind": "entities"}] * 4


@pytest.fixture
def lived_in(org: OrgFacts) -> OrgFacts:
    """Two accounts, one of them broken; a run that works, one that failed; a key."""
    fresh = make_integration(org.id, sync_status=SyncStatus.SUCCESS, last_synced_at=now())
    make_ad_campaign(org.id, fresh, name="بحث", lifetime_budget_micros=10**9)
    broken = make_integration(org.id, "google", sync_status=SyncStatus.FAILED, last_synced_at=now())
    insert(
        org.id,
        run_of(org, fresh, RunStatus.RUNNING, windows_done=1),
        run_of(org, broken, RunStatus.FAILED, windows_done=2, attempt=4, finished_at=now()),
        run_of(org, fresh, RunStatus.SUCCEEDED, windows_done=4, rows_read=900, finished_at=now()),
    )
    facts = {"comment_id": "c1", "post_id": "p1", "author": "Lena", "text": "متى؟"}
    told = {"kind": "comment", "owner": "account", "owner_id": "1", "facts": facts, "occurred_at": None,
            "integration_id": str(fresh)}  # fmt: skip
    insert(
        org.id,
        WebhookDelivery(org_id=org.id, platform="meta", delivery_key="d1", kind="comment", integration_id=fresh,
                        status="done", body=orjson.dumps([told])),
        Lead(org_id=org.id, integration_id=fresh, platform="meta", external_id="l1", form_name="عرض الشتاء",
             fields={"email": "lena@example.com"}, submitted_at=now()),
        Comment(org_id=org.id, integration_id=fresh, platform="meta", external_id="c1", author="Lena", text="متى؟",
                written_at=now()),
    )  # fmt: skip
    insert(org.id, SocialPost(org_id=org.id, integration_id=fresh, platform="meta", status="published",
                              content="وصل الشتاء", published_at=now(), created_at=now()))  # fmt: skip
    insert(org.id, Campaign(org_id=org.id, name="عروض الشتاء", total_budget_micros=10**9, currency="SAR",
                            start_date=now().date(), end_date=now().date() + timedelta(days=9)))  # fmt: skip
    with work(org.id, Actor("test")) as unit:
        create_key(unit, "reports", Role.ANALYST, maker=Role.OWNER)
    return org


def run_of(org: OrgFacts, integration_id: UUID, status: RunStatus, **facts: object) -> SyncRun:
    row = SyncRun(org_id=org.id, integration_id=integration_id, data_type="all", trigger="manual", plan=PLAN)
    row.status, row.started_at, row.heartbeat_at = status, now() - timedelta(minutes=2), now()
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def open_tab(context, web: str, path: str) -> Tab:
    tab = new_tab(context, web)
    tab.open(path)
    return tab


def run_with(org: OrgFacts, status: RunStatus) -> SyncRun | None:
    with session(org.id) as reader:
        return reader.scalars(select(SyncRun).where(SyncRun.org_id == org.id, SyncRun.status == status)).first()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look[:2])))
@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_is_whole_quiet_and_accessible(
    chromium: Browser, web: str, lived_in: OrgFacts, path: str, look: tuple[str, str, tuple[int, int]]
) -> None:
    lang, theme, size = look
    with browsing(chromium, web, token=lived_in.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = open_tab(context, web, path)
        expect(tab.page.locator("table tbody tr").first).to_be_visible()

        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.violations() == []
        assert tab.is_quiet()
        if lang == "ar":
            assert SENTENCE.findall(tab.page.locator("[data-testid=stMain]").inner_text()) == []


def test_a_running_sync_is_cancelled(chromium: Browser, web: str, lived_in: OrgFacts) -> None:
    with browsing(chromium, web, token=lived_in.sign_in()) as context:
        tab = open_tab(context, web, "/sync")
        press(tab.page, "Cancel")
        expect(tab.page.get_by_role("button", name="Stopping")).to_be_disabled()

    running = run_with(lived_in, RunStatus.RUNNING)
    assert running
    assert running.cancel_requested


def test_a_failed_sync_is_run_again_from_where_it_stopped(chromium: Browser, web: str, lived_in: OrgFacts) -> None:
    with browsing(chromium, web, token=lived_in.sign_in()) as context:
        tab = open_tab(context, web, "/sync")
        press(tab.page, "Run again")
        tab.page.locator(".st-key-requeue button").click()
        expect(tab.page.locator("[class*=st-key-liverow]")).to_have_count(2)

    queued = run_with(lived_in, RunStatus.QUEUED)
    assert queued
    assert (queued.windows_done, queued.attempt) == (2, 0)


def test_one_account_and_all_accounts_are_synced_on_demand(chromium: Browser, web: str, org: OrgFacts) -> None:
    for platform in ("meta", "google"):
        make_integration(org.id, platform, sync_status=SyncStatus.SUCCESS, last_synced_at=now())
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = open_tab(context, web, "/sync")
        tab.page.get_by_role("button", name="Sync now").first.click()
        tab.page.get_by_role("menuitem", name="Metrics").click()
        expect(tab.page.locator("[class*=st-key-liverow]")).to_have_count(1)
        press(tab.page, "Sync all accounts")
        expect(tab.page.locator("[class*=st-key-liverow]")).to_have_count(3)  # one brings less than all

    assert sorted(run["data_type"] for run in syncs.live(org.id)) == ["all", "all", "metrics"]


def test_a_connection_is_tested_and_ended(
    chromium: Browser, web: str, lived_in: OrgFacts, sandbox: object
) -> None:
    with browsing(chromium, web, token=lived_in.sign_in()) as context:
        tab = open_tab(context, web, "/integrations")
        press(tab.page, "Manage")
        press(tab.page, "Test the connection")
        expect(tab.page.locator(".tested")).to_contain_text("Does not work")  # its token was never the platform's
        press(tab.page, "Disconnect this account")
        expect(tab.page.locator("[class*=st-key-card-accounts] tbody tr")).to_have_count(1)

    with session(lived_in.id) as reader:
        rows = reader.scalars(select(Integration).where(Integration.org_id == lived_in.id)).all()
    assert sorted(row.is_active for row in rows) == [False, True]


def test_a_key_is_made_shown_once_and_revoked(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = open_tab(context, web, "/security")
        press(tab.page, "New key")
        tab.page.get_by_label("Name").fill("nightly export")
        tab.page.get_by_label("Name").press("Tab")
        press(tab.page, "Create key")
        code = tab.page.locator("[class*=st-key-card-keys] code")
        expect(code).to_have_text(re.compile("^cmis_"))
        expect(tab.page.locator("[class*=st-key-card-keys] tbody tr")).to_have_count(1)

        press(tab.page, "Change")
        press(tab.page, "Revoke this key")
        expect(tab.page.locator("[class*=st-key-card-keys] tbody tr")).to_have_count(0)
        expect(code).to_have_count(0)

    [key] = list_keys(org.id)
    assert key["revoked_at"]


def test_somebody_is_let_in_by_a_link_promoted_and_let_go(chromium: Browser, web: str, org: OrgFacts) -> None:
    def member() -> tuple[str, bool]:
        [found] = [row for row in list_members(org.id)["members"] if row["role"] != Role.OWNER]
        return found["role"], found["is_active"]

    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = open_tab(context, web, "/organisation")
        card = tab.page.locator(".st-key-card-members")
        press(tab.page, "Invite")
        tab.page.get_by_label("E-mail").fill(email := f"lena-{org.id.hex[-8:]}@example.com")
        press(tab.page, "Let in")
        expect(card.locator("code")).to_have_text(re.compile("/auth/invitation[?]token="))
        expect(card.locator("tbody tr")).to_have_count(2)
        expect(card.locator("tbody")).to_contain_text(email)
        assert member() == (Role.VIEWER, True)

        def choose(field: str, option: str) -> None:
            tab.page.get_by_role("combobox", name=field).click()
            tab.page.get_by_role("option", name=option).click()

        press(tab.page, "Change")
        choose("Who", email)
        expect(tab.page.get_by_role("combobox", name="Role")).to_have_value("Viewer")
        choose("Role", "Analyst")
        tab.page.locator("[data-testid=stPopoverBody]").get_by_role("button", name="Save").click()
        expect(card.locator("tbody")).to_contain_text("Analyst")
        expect(card.locator("code")).to_have_count(0)
        assert member() == (Role.ANALYST, True)

        press(tab.page, "Let go")
        expect(card.locator("tbody")).to_contain_text("let go")
    assert member() == (Role.ANALYST, False)


def test_what_the_organisation_counts_with_is_changed(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = open_tab(context, web, "/organisation")
        tab.page.get_by_role("spinbutton", name="Worth of a conversion").fill("12.5")
        tab.page.get_by_text("Pause campaigns whose budget is used up").click()
        tab.page.locator(".st-key-card-organisation").get_by_role("button", name="Save").click()
        expect(tab.page.get_by_text("Saved.")).to_be_visible()
    found = read_org(org.id)
    assert (found["value_per_conversion_micros"], found["auto_pause"]) == (12_500_000, False)

    viewer = make_member(org.id, Role.VIEWER)
    with browsing(chromium, web, token=sign_in(viewer, PASSWORD)) as context:
        tab = open_tab(context, web, "/organisation")
        card = tab.page.locator(".st-key-card-organisation")
        expect(card.get_by_role("button", name="Save")).to_be_disabled()
        expect(card.get_by_role("textbox", name="Name")).to_be_disabled()
        expect(tab.page.locator(".st-key-card-members, .st-key-card-goals")).to_have_count(0)


def test_the_isolation_audit_is_run_on_demand(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = open_tab(context, web, "/security")
        press(tab.page, "Check now")
        expect(tab.page.locator("[class*=st-key-card-isolation]")).to_contain_text("holds")


def test_a_delivery_is_opened_and_applied_again(chromium: Browser, web: str, lived_in: OrgFacts) -> None:
    with browsing(chromium, web, token=lived_in.sign_in()) as context:
        tab = open_tab(context, web, "/webhooks")
        tab.page.locator("[class*=st-key-card-deliveries] [data-pick]").first.click()
        expect(tab.page.get_by_role("dialog").locator("[data-testid=stJson]")).to_contain_text("comment")
        assert tab.violations() == []
        press(tab.page, "Apply again")
        expect(tab.page.get_by_role("dialog")).to_have_count(0)
        expect(tab.page.locator("[class*=st-key-card-deliveries] .pill.live")).to_have_count(1)

    [row] = webhooks.list_deliveries(lived_in.id)["deliveries"]
    assert row["status"] == "received"


def test_an_address_of_ones_own_is_made_turned_and_closed(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = open_tab(context, web, "/webhooks")
        rows = tab.page.locator("[class*=st-key-card-endpoints] tbody tr")
        press(tab.page, "New address")
        press(tab.page, "Create address")
        expect(tab.page.locator("[class*=st-key-card-endpoints] [data-testid=stCode]")).to_be_visible()
        expect(rows).to_have_count(1)
        press(tab.page, "Secrets")
        press(tab.page, "New secret")
        expect(rows.first).to_contain_text("2")
        press(tab.page, "Drop the old secrets")
        expect(rows.locator("td.num").first).to_have_text("1")
        press(tab.page, "Close this address")
        expect(rows).to_have_count(0)

    assert webhooks.list_endpoints(org.id) == []


def test_leads_and_comments_are_shown_to_whoever_may_see_them(
    chromium: Browser, web: str, lived_in: OrgFacts
) -> None:
    viewer = sign_in(make_member(lived_in.id, Role.VIEWER), PASSWORD)
    for token, seen in ((lived_in.sign_in(), True), (viewer, False)):
        with browsing(chromium, web, token=token) as context:
            tab = open_tab(context, web, "/inbox")
            expect(tab.page.locator("[class*=st-key-card-leads] tbody tr")).to_have_count(1)
            expect(tab.page.get_by_text("lena@example.com")).to_have_count(1 if seen else 0)
            expect(tab.page.locator("[class*=st-key-card-comments] tbody")).to_contain_text("متى؟")


def test_leads_are_found_turned_over_and_taken_away(chromium: Browser, web: str, lived_in: OrgFacts) -> None:
    account = syncs.status(lived_in.id)["integrations"][0]["integration_id"]
    rows = [
        Lead(org_id=lived_in.id, integration_id=UUID(account), platform="google", external_id=f"n{n}",
             form_name="Test", fields={"full_name": f"Guest {n}"}, submitted_at=now() - timedelta(days=1, hours=n))
        for n in range(30)
    ]  # fmt: skip
    insert(lived_in.id, *rows)
    with browsing(chromium, web, token=lived_in.sign_in(), lang="ar") as context:
        tab = open_tab(context, web, "/inbox")
        shown = tab.page.locator("[class*=st-key-card-leads] tbody tr")
        expect(shown).to_have_count(25)
        press(tab.page, "الأقدم")
        expect(shown).to_have_count(6)
        tab.page.get_by_label("بحث").fill("guest 7")
        tab.page.get_by_label("بحث").press("Enter")
        expect(shown).to_have_count(1)
        press(tab.page, "تصدير")
        with tab.page.expect_download() as download:
            press(tab.page, "العملاء المحتملون CSV")
        head, line = download.value.path().read_text(encoding="utf-8-sig").splitlines()

    assert head.split(",")[1] == "المنصة"
    assert "Guest 7" in line
    assert download.value.suggested_filename.endswith(".csv")


def test_a_campaigns_figures_are_traced_to_what_the_platform_said(
    chromium: Browser, web: str, sandbox: Control, redis: object
) -> None:
    there = connect_account(sandbox)
    there.sync()
    with session(there.org_id) as reader:
        lately = select(MetricRollup.ad_campaign_id).where(
            MetricRollup.org_id == there.org_id, MetricRollup.date > now().date() - timedelta(days=20)
        )
        query = select(AdCampaign).where(AdCampaign.org_id == there.org_id, AdCampaign.id.in_(lately))
        campaign = reader.scalars(query.limit(1)).one()
    token = sign_in(make_member(there.org_id, Role.ANALYST), PASSWORD)
    with browsing(chromium, web, token=token, theme="dark") as context:
        tab = open_tab(context, web, f"/sync?trace={campaign.id}")
        rows = tab.page.locator("[class*=st-key-card-answers] tbody tr")
        rows.filter(has_text="Figures of campaigns").last.locator("[data-pick]").click()
        expect(tab.page.get_by_role("dialog").locator("[data-testid=stCode]").first).to_contain_text(
            str(campaign.external_id)
        )
        assert tab.violations() == []
