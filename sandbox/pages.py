"""The few pages people see: what this is, and consent. Marked as sandbox so that nobody takes them for real."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sandbox.stage import stage_of
from sandbox.words import PLATFORM_NAMES, words_for
from sandbox.world.model import Platform

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template in the reader's language."""
    html = _templates().get_template(template).render(words=words_for(request), **values)
    return HTMLResponse(html, status, {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"})


async def home(request: Request) -> HTMLResponse:
    """`/`: what runs here, and whose accounts it has."""
    stage = stage_of(request)
    platforms = [
        {"name": PLATFORM_NAMES[platform], "path": f"/{platform}", "accounts": stage.world.accounts_of(platform)}
        for platform in Platform
    ]
    # Isolated from left to right, or Arabic turns the date around.
    now = f"\u2066{stage.clock.now():%Y-%m-%d %H:%M} UTC\u2069"
    return page(request, "home.html", platforms=platforms, now=now)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
    )
