"""The headers of every answer: pages, files, API, errors and refused websockets alike; the id of every request.

Outermost, so it is also the last resort: an error that nobody caught leaves as a page of ours, with a reference.
"""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.frame import notes, request_id
from api.refusals import refuse, trouble
from engine.core.log import about

_PAGE_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit's styles are written at run time
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
PAGE_POLICY = "; ".join(f"{kind} {sources}" for kind, sources in _PAGE_SOURCES.items())
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "0",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ALWAYS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_API, _PAGE = [
    [(b"content-security-policy", policy.encode()), (b"cache-control", b"no-store")]
    for policy in (API_POLICY, PAGE_POLICY)
]
STARTS = {"http.response.start", "websocket.accept", "websocket.http.response.start"}


class SecurityHeaders:
    """Adds what an answer does not already say for itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        with about(request_id=request_id(scope)):
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "websocket.close" and not started:
                started = True
                await refuse(scope, receive, dressed, 403)  # a bare refusal could not carry headers
                return
            if message["type"] in STARTS:
                started = True
                message = {**message, "headers": _dressed(scope, message.get("headers", ()))}
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            if started:
                raise
            await trouble(scope, receive, dressed, error)


def _dressed(scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers, and those of every answer that are not among them; ASGI has their names in lower case."""
    window, said = notes(scope).get("window"), list(headers)
    there = {name for name, _ in said}
    own = [(b"x-request-id", request_id(scope).encode())]
    if window:
        own += [(name.lower().encode(), value.encode()) for name, value in window.headers().items()]
    policy = _API if _is_api(scope["path"]) else _PAGE
    return said + [pair for pair in (*_ALWAYS, *own, *policy) if pair[0] not in there]


def _is_api(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")
