"""The gate: addresses we know, for people who are signed in.

Streamlit answers every address with its page and lets every websocket in; here unknown addresses are 404,
pages lead to the sign-in, a websocket without a session is refused. Whoever passes is named to Streamlit by
headers of ours (`[server.trustedUserHeaders]`), because a session of Streamlit is resumed only by the same
user; the same headers sent by a client are thrown away.
"""

from collections.abc import Collection
from hashlib import sha256
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.refusals import refuse
from engine import identity
from engine.identity import Identity
from settings import settings

OWN_DOORS = ("/api", "/auth/", "/metrics")  # they decide for themselves
PUBLIC = {"/_stcore/health", "/_stcore/host-config", "/docs", "/docs.openapi", "/docs.postman"}
PRIVATE = ("/_stcore/upload_file/", "/media/")
STREAM = "/_stcore/stream"


class Gate:
    """`pages` are the addresses of the screens."""

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self.app = app
        self.pages = frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not name.startswith(b"x-app-")]
        if path in PUBLIC or path.startswith(OWN_DOORS):
            await self.app(scope, receive, send)
        elif path in self.pages or path == STREAM or path.startswith(PRIVATE):
            await self._known_to_us(scope, receive, send)
        else:
            await refuse(scope, receive, send, 404)

    async def _known_to_us(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = HTTPConnection(scope).cookies.get(settings().session_cookie, "")
        person = await run_in_threadpool(identity.current, token)
        if person is not None and person.must_add_codes:
            if scope["type"] == "http" and scope["path"] in self.pages:
                await RedirectResponse("/auth/account", 303)(scope, receive, send)
            else:
                await refuse(scope, receive, send, 403)
        elif person is not None:
            scope["headers"] += _introduction(person, token)
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in self.pages:
            await RedirectResponse(sign_in_address(scope, ended=bool(token)), 303)(scope, receive, send)
        else:
            await refuse(scope, receive, send, 403 if scope["type"] == "websocket" else 401)


def sign_in_address(scope: Scope, *, ended: bool) -> str:
    """The sign-in page that leads back to where this request wanted to go."""
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    facts = [*(["ended=1"] if ended else []), *([f"next={quote(wanted, safe='/')}"] if wanted != "/" else [])]
    return "/auth/login" + ("?" + "&".join(facts) if facts else "")


def _introduction(person: Identity, token: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"x-app-user-id", str(person.user_id).encode()),
        (b"x-app-email", quote(person.email, safe="@+").encode()),
        (b"x-app-session", sha256(token.encode()).hexdigest()[:32].encode()),
    ]
