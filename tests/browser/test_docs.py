"""The page of the documents works with nothing from outside, under our policy, in both languages and themes."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.tabs import LOOKS, browsing, new_tab
from tests.factories import OrgFacts


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("ar", "dark")])
def test_an_operation_is_read_and_tried_out(
    chromium: Browser, web: str, org: OrgFacts, lang: str, theme: str
) -> None:
    with browsing(chromium, web, token=org.sign_in(), lang=lang, theme=theme) as context:
        tab = new_tab(context, web)
        tab.page.goto(f"{web}/docs")
        tab.page.locator("#operations-tag-metrics").click()
        catalog = tab.page.locator("#operations-metrics-metrics_catalog")
        catalog.locator(".opblock-summary-control").click()
        for language, word in (
            ("bash", "curl"),
            ("JavaScript", "fetch("),
            ("PHP", "<?php"),
            ("Python", "requests"),
        ):
            catalog.get_by_role("button", name=language, exact=True).click()
            expect(catalog.locator(".samples pre")).to_contain_text(word)
        catalog.get_by_role("button", name="Execute").click()

        expect(catalog.locator(".live-responses-table .response-col_status").nth(1)).to_contain_text("200")
        assert tab.page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
        assert tab.is_quiet()


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_is_accessible_closed_open_tried_out_and_while_a_key_is_entered(
    chromium: Browser, web: str, org: OrgFacts, look: tuple[str, str, tuple[int, int]]
) -> None:
    lang, theme, size = look
    with browsing(chromium, web, token=org.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = new_tab(context, web)
        tab.page.goto(f"{web}/docs")
        tab.page.locator("#operations-tag-metrics").wait_for()
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.violations() == []  # all of it, which takes long: hence below what has changed only

        for tag, operation in (("posts", "posts_create"), ("metrics", "metrics_query")):
            tab.page.locator(f"#operations-tag-{tag}").click()
            opened = tab.page.locator(f"#operations-{tag}-{operation}")
            opened.locator(".opblock-summary-control").click()
            expect(opened.locator(".samples pre")).to_be_visible()
        assert tab.page.url.endswith("/docs#/metrics/metrics_query")
        changed = ("#operations-posts-posts_create", "#operations-metrics-metrics_query")
        assert tab.violations(*changed) == []

        opened.locator("tr[data-param-name=org] input").fill(str(org.id))
        opened.get_by_role("button", name="Execute").click()
        expect(opened.locator(".live-responses-table .response-col_status").nth(1)).to_contain_text("200")
        assert tab.violations(changed[1]) == []

        tab.page.locator("button.authorize").first.click()
        tab.page.get_by_role("button", name="Close").first.wait_for()
        assert tab.violations(".dialog-ux") == []
        assert tab.is_quiet()
