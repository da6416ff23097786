"""The import screen in a browser: a file brought, checked, put right, loaded, and its figures on the dashboard."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from db.kinds import Role
from engine import imports
from engine.identity import sign_in
from tests.browser.tabs import LOOKS, browsing, new_tab
from tests.engine.imports.desk import ago, csv_of, week
from tests.factories import PASSWORD, OrgFacts, make_member

SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")  # three English words in a row


def bring(page: Page, body: bytes, name: str = "report.csv") -> None:
    page.set_input_files(".drop input", {"name": name, "mimeType": "text/csv", "buffer": body})


def load(org: OrgFacts) -> None:
    """Do what a worker would, with the newest import."""
    imports.load(org.id, UUID(imports.list_imports(org.id)["imports"][0]["import_id"]))


@pytest.mark.parametrize("look", LOOKS)
def test_a_file_goes_all_the_way_to_the_dashboard(
    chromium: Browser, web: str, org: OrgFacts, look: tuple[str, str, tuple[int, int]]
) -> None:
    lang, theme, size = look
    with browsing(chromium, web, token=org.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = new_tab(context, web)
        tab.open("/imports")
        assert tab.violations() == []
        bring(tab.page, week(spend="100.50") + "\r\nحملة,1,31/31/2026,1,1,1".encode())
        expect(tab.page.locator(".stats").first).to_contain_text("14")
        expect(tab.page.locator("[class*=st-key-card-rows] tbody tr")).to_have_count(14)
        expect(tab.page.locator("[class*=st-key-card-errors] tbody tr")).to_have_count(1)
        assert tab.violations() == []
        assert lang == "en" or SENTENCE.findall(tab.page.locator("[data-testid=stMain]").inner_text()) == []

        tab.page.locator(".st-key-load button").click()
        expect(tab.page.locator("[class*=st-key-card-load] .live")).to_be_visible()
        load(org)
        expect(tab.page.locator("[class*=st-key-card-load] .stats")).to_contain_text("14")
        assert tab.violations() == []

        tab.open("/")
        expect(tab.page.locator(".kpi .v").first).to_contain_text("1,407")
        expect(tab.page.locator("[class*=st-key-card-camp] tbody tr")).to_have_count(2)
        expect(tab.page.locator("table.acc tbody tr .pill")).to_have_text("File" if lang == "en" else "ملف")
        assert tab.is_quiet()


def test_what_the_file_leaves_open_is_asked_and_decided(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/imports")
        heads = "Campaign name,Date,Spend,Impressions,Clicks"
        bring(tab.page, csv_of(("C", ago(1), 12, 2, 3), heads=heads), "snap.csv")
        expect(tab.page.locator(".st-key-load button")).to_be_disabled()
        expect(tab.page.get_by_text("Choose the platform")).to_be_visible()

        for label, option in (("Platform", "Snapchat"), ("Currency", "SAR · Saudi Riyal")):
            tab.page.get_by_label(label, exact=True).first.click()
            tab.page.get_by_role("option", name=option, exact=True).click()

        expect(tab.page.locator(".st-key-load button")).to_be_enabled()
        expect(tab.page.locator(".stats")).to_contain_text("12.00")


def test_a_column_is_chosen_by_hand(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/imports")
        heads = "Campaign name,Campaign ID,Wann,Amount spent (SAR),Impressions,Link clicks"
        bring(tab.page, csv_of(("C", 1, ago(1), 1, 2, 3), heads=heads))
        expect(tab.page.get_by_text("No column holds the day")).to_be_visible()

        tab.page.get_by_label("Day", exact=True).click()
        tab.page.get_by_role("option", name=f"Wann · {ago(1)}").click()
        tab.page.get_by_role("button", name="Read with these columns").click()

        expect(tab.page.locator(".st-key-load button")).to_be_enabled()


def test_what_is_no_table_is_refused_where_it_was_dropped(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in(), lang="ar") as context:
        tab = new_tab(context, web)
        tab.open("/imports")

        bring(tab.page, b"\x89PNG\r\n\x1a\n" + bytes(400), "picture.csv")

        said = tab.page.locator(".drop [role=status]")
        expect(said).to_contain_text("Excel")
        assert SENTENCE.findall(said.inner_text()) == []


def test_an_import_that_waits_is_taken_up_again_or_dropped(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/imports")
        bring(tab.page, week())
        expect(tab.page.locator(".st-key-load button")).to_be_enabled()

        tab.open("/imports")
        tab.page.get_by_role("button", name="report.csv").click()
        tab.page.get_by_role("button", name="Drop the file").click()

        expect(tab.page.get_by_text("Nothing was imported yet")).to_be_visible()
        assert imports.list_imports(org.id)["imports"] == []


def test_who_may_not_connect_accounts_sees_no_import(chromium: Browser, web: str, org: OrgFacts) -> None:
    token = sign_in(make_member(org.id, Role.MARKETER), PASSWORD)
    with browsing(chromium, web, token=token) as context:
        tab = new_tab(context, web)
        tab.open("/")

        expect(tab.page.get_by_role("link", name="Import")).to_have_count(0)
