"""The frame of the screens in a browser: sign-in, direction, theme, width, page changes, leaving."""

import re

import pytest
from playwright.sync_api import Browser, expect

from db.kinds import Role
from engine import identity, members, sessions
from engine.core.work import work
from tests.browser.tabs import DESK, PHONE, browsing, new_tab
from tests.factories import PASSWORD, OrgFacts, make_org

LOOKS = [(lang, theme) for lang in ("en", "ar") for theme in ("light", "dark")]
ARABIC = re.compile("[\u0620-\u064a]")


@pytest.mark.parametrize(("lang", "theme"), LOOKS)
def test_signing_in_leads_to_a_quiet_accessible_page(
    chromium: Browser, web: str, org: OrgFacts, lang: str, theme: str
) -> None:
    with browsing(chromium, web, lang=lang, theme=theme) as context:
        tab = new_tab(context, web)
        tab.page.goto(web)
        assert tab.violations() == []

        tab.page.fill("#email", org.email)
        tab.page.fill("#password", PASSWORD)
        tab.page.keyboard.press("Enter")

        expect(tab.page.locator(".ptitle h1")).to_be_visible()
        expect(tab.page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
        expect(tab.page.locator("html")).to_have_attribute("data-theme", theme)
        assert tab.violations() == []
        assert tab.is_quiet()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_sign_in_works_without_script(chromium: Browser, web: str, org: OrgFacts, lang: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "lang", "value": lang, "url": web}])
    page = context.new_page()
    page.goto(f"{web}/auth/login?next=/auth/password")

    page.fill("#email", org.email)
    page.fill("#password", PASSWORD)
    page.click("form button")

    expect(page.locator("#present")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(246, 247, 249)"), ("dark", "rgb(14, 18, 23)")])
def test_streamlit_and_our_sheet_agree_on_the_theme(
    chromium: Browser, web: str, org: OrgFacts, theme: str, ground: str
) -> None:
    with browsing(chromium, web, token=org.sign_in(), theme=theme) as context:
        tab = new_tab(context, web)
        tab.open("/integrations")

        for part in ("html", ".stApp"):
            assert tab.page.locator(part).evaluate("part => getComputedStyle(part).backgroundColor") == ground


@pytest.mark.parametrize("system", ["light", "dark"])
def test_without_a_choice_the_systems_theme_counts(
    chromium: Browser, web: str, org: OrgFacts, system: str
) -> None:
    context = chromium.new_context(color_scheme=system)  # type: ignore[arg-type] # one of their literals
    context.add_cookies([{"name": "sid", "value": org.sign_in(), "url": web}])
    tab = new_tab(context, web)
    tab.open("/integrations")

    expect(tab.page.locator("html")).to_have_attribute("data-theme", system)
    expect(tab.page.locator(f".seg.ic a[href*='/theme/{system}']")).to_have_attribute("aria-current", "true")
    context.close()


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_sticks_out_sideways(
    chromium: Browser, web: str, org: OrgFacts, lang: str, size: tuple[int, int]
) -> None:
    with browsing(chromium, web, token=org.sign_in(), lang=lang, size=size) as context:
        tab = new_tab(context, web)
        tab.open("/")

        beyond = "document.scrollingElement.scrollWidth - innerWidth"
        assert tab.page.evaluate(beyond) <= 0
        main = "m => m.scrollWidth - m.clientWidth"
        assert tab.page.locator("[data-testid=stMain]").evaluate(main) <= 0


def test_the_sidebar_stands_where_reading_begins(chromium: Browser, web: str, org: OrgFacts) -> None:
    for lang, side in (("en", 0), ("ar", DESK[0] - 232)):
        with browsing(chromium, web, token=org.sign_in(), lang=lang) as context:
            tab = new_tab(context, web)
            tab.open("/")
            box = tab.page.locator("[data-testid=stSidebar]").bounding_box()

            assert box
            assert (box["x"], box["width"]) == (side, 232)


def test_the_closed_sidebar_of_a_phone_opens(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in(), lang="ar", size=PHONE) as context:
        tab = new_tab(context, web)
        tab.open("/")
        expect(tab.page.locator(".st-key-nav")).not_to_be_in_viewport()

        tab.page.get_by_test_id("stExpandSidebarButton").click()

        expect(tab.page.locator(".st-key-nav a").first).to_be_in_viewport()


def test_a_page_changes_without_a_reload(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        tab.page.evaluate("window.stayed = true")

        tab.page.locator(".st-key-nav a", has_text="Integrations").click()

        expect(tab.page.locator(".ptitle h1")).to_have_text("Integrations")
        expect(tab.page.locator(".st-key-nav a[aria-current=page]")).to_contain_text("Integrations")
        assert tab.page.url == f"{web}/integrations"
        assert tab.page.evaluate("window.stayed")


def test_arabic_speaks_arabic_wherever_streamlit_speaks(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in(), lang="ar") as context:
        tab = new_tab(context, web)
        tab.open("/integrations")

        named = tab.page.locator("[data-testid=stSidebar] [aria-label]").all()
        labels = [one.get_attribute("aria-label") or "" for one in named]
        assert labels
        assert [label for label in labels if not ARABIC.search(label)] == []


def test_another_organisation_is_one_choice_away(chromium: Browser, web: str, org: OrgFacts) -> None:
    other = make_org("Nomad Travel")
    with work(other.id) as unit:
        members.add_member(unit, org.user_id, Role.VIEWER)
    token = org.sign_in()
    with browsing(chromium, web, token=token) as context:
        tab = new_tab(context, web)
        tab.open("/")

        tab.page.locator("[data-testid=stSidebar] [data-testid=stSelectbox] input").click()
        tab.page.get_by_role("option", name="Nomad Travel").click()

        expect(tab.page.locator(".who")).to_contain_text("Viewer")
        person = identity.current(token)
        assert person
        assert person.org_id == other.id


def test_leaving_in_one_tab_leaves_in_all(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        here, there = new_tab(context, web), new_tab(context, web)
        here.open("/")
        there.open("/integrations")

        here.page.locator(".user").click()
        here.page.get_by_role("button", name="Sign out", exact=True).click()

        expect(here.page.get_by_text("You are signed out.")).to_be_visible()
        expect(there.page.get_by_text("Your session has ended.")).to_be_visible()
        assert there.page.url.endswith("next=%2Fintegrations")


def test_a_session_that_ended_elsewhere_ends_at_the_next_click(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/")
        sessions.end_all(org.user_id)

        tab.page.locator(".st-key-nav a", has_text="Integrations").click()

        expect(tab.page.get_by_text("Your session has ended.")).to_be_visible()
        tab.page.fill("#email", org.email)
        tab.page.fill("#password", PASSWORD)
        tab.page.keyboard.press("Enter")
        expect(tab.page.locator(".ptitle h1")).to_have_text("Integrations")


def test_the_keyboard_reaches_everything_in_order(chromium: Browser, web: str, org: OrgFacts) -> None:
    with browsing(chromium, web, token=org.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/integrations")
        seen = []
        for _ in range(40):
            tab.page.keyboard.press("Tab")
            seen.append(tab.page.evaluate("document.activeElement.closest('[class*=st-key-]')?.className ?? ''"))

        order = [
            part for part in ("st-key-nav", "st-key-userbox", "st-key-topbar") if any(part in s for s in seen)
        ]
        firsts = [next(i for i, s in enumerate(seen) if part in s) for part in order]
        assert order[:2] == ["st-key-nav", "st-key-userbox"]
        assert firsts == sorted(firsts)
