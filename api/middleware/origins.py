"""A change, and a websocket, must come from our own pages: its Origin is the Host it is sent to.

Streamlit accepts a websocket without an Origin and from any port of localhost, and looks its own address up on
the internet, blocking, when it does not know an Origin; so it never gets to see one that is not ours. The API
has a rule of its own, since programs with a key send no Origin.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.refusals import refuse
from settings import settings

SAFE = {"GET", "HEAD", "OPTIONS"}


class Origins:
    """Refuses websockets and changes from elsewhere with 403."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] != "lifespan" and _guarded(scope) and not ours(Headers(scope=scope)):
            await refuse(scope, receive, send, 403)
        else:
            await self.app(scope, receive, send)


def ours(headers: Headers) -> bool:
    """Whether the request names our own pages as where it comes from."""
    origin = urlsplit(headers.get("origin", ""))
    schemes = {"https"} if settings().secure else {"http", "https"}
    return origin.scheme in schemes and origin.netloc == headers.get("host", "")


def _guarded(scope: Scope) -> bool:
    if scope["type"] == "websocket":
        return True
    return scope["method"] not in SAFE and not scope["path"].startswith("/api/")
