"""What every request passes: version, id, the caller's language, the headers of every answer, the last resort.

Addresses carry a version or none: `/api/v1/orgs/…` and `/api/orgs/…` are the same. Within a version fields and
addresses are only added; what would break a program comes as `/api/v2` beside it. Any other version is 404.
"""

import re
import time
import uuid
from collections.abc import MutableMapping
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import bug, refusal
from api.limits import Tier, Window, count
from engine.core.errors import AppError, TooMany
from engine.core.i18n import LOCALES, N_, speak
from engine.core.log import about
from engine.measures import REQUESTS

VERSION = "1"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-API-Version": VERSION,
}
LONGEST_ADDRESS = 8 * 1024  # bytes
LARGEST_HEADERS = 32 * 1024
OTHERS_IDS = re.compile(r"[A-Za-z0-9._-]{8,64}")


class HeadersTooLarge(AppError):
    """More headers than any program of good faith sends."""

    status = 431
    code = "headers_too_large"
    default = N_("The headers of this request are too large. Send fewer cookies, or shorter ones.")


class AddressTooLong(AppError):
    """A longer address than we read."""

    status = 414
    code = "address_too_long"
    default = N_("The address is too long. Send fewer or shorter parameters.")


class Frame:
    """Pure ASGI: opened around the whole application, so that an error's answer passes it too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        with about(request_id=request_id(scope)):
            await self._serve(scope, receive, send)
        facts = (notes(scope).get("route", "none"), scope["method"], str(notes(scope).get("status", 0)))
        REQUESTS.labels(*facts).observe(time.perf_counter() - began)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        notes(scope)["locale"] = wanted = asked_locale(request)
        speak(wanted or "en")
        answered = replaced = False

        async def finish(message: Message) -> None:
            nonlocal answered, replaced
            if message["type"] == "http.response.start" and not replaced:
                answered = True
                if refused := await self._late(request):  # nobody had counted it: an unknown address or method
                    replaced = True
                    await refused(scope, receive, dress)
            if not replaced:
                await dress(message)

        async def dress(message: Message) -> None:
            if message["type"] == "http.response.start":
                notes(scope)["status"] = message["status"]
                _dress(request, MutableHeaders(scope=message))
            await send(message)

        try:
            if oversized := _oversized(scope):
                await refusal(oversized)(scope, receive, finish)
            else:
                _without_version(scope)
                await self.app(scope, receive, finish)
        except Exception as error:  # the edge: said to the caller, kept in the log
            if answered:
                raise
            await bug(error)(scope, receive, finish)

    async def _late(self, request: Request) -> Response | None:
        """Count what reached no door by its address; the refusal once it was too much."""
        if notes(request.scope).get("window"):
            return None
        window = await run_in_threadpool(count, Tier.API, address(request))
        note_window(request, window)
        return refusal(TooMany(retry_after=window.retry_after)) if window.refused else None


def notes(scope: Scope) -> MutableMapping[str, Any]:
    """What is known of one request: `request_id locale window identity route status`."""
    kept: MutableMapping[str, Any] = scope.setdefault("cmis", {})
    return kept


def request_id(scope: Scope) -> str:
    """The id of this request: the caller's own `X-Request-ID` where it is one, else a fresh one."""
    kept = notes(scope)
    if "request_id" not in kept:
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        kept["request_id"] = given if OTHERS_IDS.fullmatch(given) else uuid.uuid4().hex
    found: str = kept["request_id"]
    return found


def note_window(request: HTTPConnection, window: Window) -> None:
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
    """Where the request comes from; `api.middleware.forwarded` has looked behind trusted proxies."""
    return request.client.host if request.client else "unknown"


def _dress(request: Request, headers: MutableHeaders) -> None:
    kept = notes(request.scope)
    window: Window = kept["window"]
    for name, value in (window.headers() | HEADERS | {"X-Request-ID": kept["request_id"]}).items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    if request.method == "GET":
        headers.setdefault("X-Cache", "BYPASS")


def _oversized(scope: Scope) -> AppError | None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return AddressTooLong()
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS:
        return HeadersTooLarge()
    return None


def _without_version(scope: Scope) -> None:
    """Serve `/api/v1/…` as `/api/…`."""
    root = scope.get("root_path", "")
    prefix = f"{root}/v{VERSION}"
    if scope["path"] == prefix or scope["path"].startswith(f"{prefix}/"):
        scope["path"] = root + scope["path"].removeprefix(prefix)


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
