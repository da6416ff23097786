"""The page that a screen starts from, in each language and theme."""

import re

import pytest

from api.shell import shell
from tests.factories import OrgFacts
from tests.site import member


@pytest.mark.parametrize(("spoken", "flow"), [("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("theme", ["light", "dark", ""])
def test_the_page_says_its_language_direction_and_theme(spoken: str, flow: str, theme: str) -> None:
    html = shell("Dashboard", spoken, theme)

    assert f'<html lang="{spoken}" dir="{flow}"' in html
    assert (f'data-theme="{theme}"' in html) is bool(theme)
    assert " · CMIS</title>" in html


def test_no_script_is_inline_and_nothing_is_relative() -> None:
    html = shell("Dashboard", "en", "light")

    assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))
    assert not re.findall(r'(?:src|href)="\./', html)


def test_a_screens_title_reaches_the_tab(web: str, org: OrgFacts) -> None:
    assert "<title>Integrations · CMIS</title>" in member(web, org.sign_in()).get("/integrations").text
