"""The page of the documents works with nothing from outside, under our policy, in both languages and themes."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.tabs import browsing, new_tab
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
