"""What every request passes: the caller's language, the headers of every answer, and the last resort."""

from collections.abc import MutableMapping
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import bug
from api.limits import Tier, Window, count
from engine.core.i18n import LOCALES, speak

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Frame:
    """Pure ASGI: opened around the whole application, so that an error's answer passes it too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        notes(scope)["locale"] = wanted = asked_locale(request)
        speak(wanted or "en")
        started = False

        async def finish(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                await self._dress(request, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, finish)
        except Exception as error:  # the edge: said to the caller, kept in the log
            if started:
                raise
            await bug(error)(scope, receive, finish)

    async def _dress(self, request: Request, headers: MutableHeaders) -> None:
        window: Window | None = notes(request.scope).get("window")
        if window is None:  # no door was reached: an unknown address or method
            window = await run_in_threadpool(count, Tier.API, address(request))
        for name, value in window.headers().items():
            headers.setdefault(name, value)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")


def notes(scope: Scope) -> MutableMapping[str, Any]:
    """What the frame and the door tell each other about one request: `locale`, `window`."""
    kept: MutableMapping[str, Any] = scope.setdefault("cmis", {})
    return kept


def note_window(request: Request, window: Window) -> None:
    """Have the answer tell what is left of the limit."""
    notes(request.scope)["window"] = window


def asked_locale(request: HTTPConnection) -> str:
    """The language asked for: `?lang=`, else `Accept-Language`; empty when neither names one of ours."""
    if (chosen := request.query_params.get("lang")) in LOCALES:
        return str(chosen)
    wishes = []
    for wish in request.headers.get("accept-language", "").split(","):
        name, _, weight = wish.strip().partition(";q=")
        wishes.append((_weight(weight), name.split("-")[0].lower()))
    ours = [(weight, name) for weight, name in wishes if name in LOCALES and weight > 0]
    return max(ours, key=lambda wish: wish[0])[1] if ours else ""


def address(request: HTTPConnection) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else "unknown"


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
