"""Pages of plain HTML: sign-in, password, refusals. They need no script and share the screens' style sheet."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from api.assets import asset_url, modules
from api.preferences import language, theme
from engine.core.i18n import direction, locale, nt, speak, t

# Stricter than the screens': nothing here is written at run time.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(request: HTTPConnection, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The template filled in, in the reader's language and theme. Values are escaped."""
    speak(language(request))
    body = (
        _templates()
        .get_template(f"{template}.html")
        .render(values | {"theme": theme(request), "here": _here(request)})
    )
    says = {"Cache-Control": "no-store", "Content-Language": locale(), "Content-Security-Policy": POLICY}
    return HTMLResponse(body, status, says)


def _here(request: HTTPConnection) -> str:
    """Where the language and theme links lead back to."""
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=t, nt=nt, locale=locale, direction=direction, asset_url=asset_url, modules=modules
    )
    return environment
