"""The HTML that a screen starts from: Streamlit's own page of the pinned version, made ours.

Streamlit's says nothing about language, direction or theme, and carries an inline script that the policy
forbids. Each change below must find its place: when a new version moves one, starting says so.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Protocol

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.assets import asset_url, streamlits
from api.counted import counted
from api.limits import Tier
from api.preferences import language, theme
from api.visits import person_of
from engine.core.i18n import N_, direction, locale, speaking, t

# Names that Streamlit writes in English only; boot.js exchanges them.
STOCK_NAMES = (
    N_("Open"),
    N_("Clear all"),
    N_("Skip to main content"),
    N_("Close sidebar"),
    N_("Open sidebar"),
    N_("Sidebar"),
    N_("Selected values"),
    N_("Collapse sidebar"),
    N_("Expand sidebar"),
    N_("Remove"),
    N_("Main"),
    N_("Close"),
)


class Page(Protocol):
    """What the shell needs to know of a screen."""

    @property
    def path(self) -> str:
        """Its address."""

    @property
    def title(self) -> str:
        """Its name, to be translated."""


def routes(pages: Iterable[Page]) -> list[Route]:
    """One route a screen; they come before Streamlit's own."""
    return [counted(page.path, _endpoint(page), Tier.API) for page in pages]


@cache
def shell(title: str, spoken: str, theme_name: str) -> str:
    """The page for a screen of that title in that language; without a theme the browser's preference decides."""
    with speaking(spoken):
        html = _streamlits()
        for pattern, ours in _changes(t(title), theme_name):
            html = _exchange(html, pattern, ours)
        return html


def _changes(title: str, theme_name: str) -> list[tuple[str, str]]:
    chosen = f' data-theme="{theme_name}"' if theme_name else ""
    labels = escape(json.dumps({name: t(name) for name in STOCK_NAMES}, ensure_ascii=False))
    script = "arabic" if locale() == "ar" else "latin"
    return [
        (r"^<!--.*?-->\s*", ""),
        ('<html lang="en">', f'<html lang="{locale()}" dir="{direction()}"{chosen} data-labels="{labels}">'),
        ("<title>Streamlit</title>", f"<title>{escape(title)} · CMIS</title>"),
        (
            '<link rel="shortcut icon"[^>]*>',
            f'<link rel="icon" type="image/png" href="{asset_url("favicon.png")}">',
        ),
        (
            r'<link\s+rel="preload"[^>]*SourceSans[^>]*>',
            "".join(
                f'<link rel="preload" href="/assets/fonts/plex-{script}-{weight}.woff2" as="font" crossorigin>'
                for weight in (400, 500)
            ),
        ),
        (r"<!--(?:(?!-->).)*RFC 8631.*?-->\s*<link rel=\"service-desc\"[^>]*>", ""),
        (r"<!-- initialize.*?</script>", f'<script src="{asset_url("boot.js")}"></script>'),
        (r'"\./static/', '"/static/'),
        ("</head>", f'<link rel="stylesheet" href="{asset_url("app.css")}"></head>'),
        ("<noscript>.*?</noscript>", f"<noscript><p>{escape(t('This page needs JavaScript.'))}</p></noscript>"),
    ]


def _exchange(html: str, pattern: str, ours: str) -> str:
    changed, found = re.subn(pattern, lambda _: ours, html, flags=re.DOTALL)
    if not found:
        raise RuntimeError(f"Streamlit's page has changed: {pattern} is not in it any more.")
    return changed


@cache
def _streamlits() -> str:
    return streamlits("index.html").read_text("utf-8")


def _endpoint(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        person = await person_of(request)
        spoken = language(request, own=person.locale if person else "")
        return HTMLResponse(shell(page.title, spoken, theme(request)), headers={"Content-Language": spoken})

    return answer
