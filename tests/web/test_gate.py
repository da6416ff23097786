"""Known addresses only, and only for those who are signed in; nobody introduces themselves."""

from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.middleware.gate import Gate
from engine import identity
from tests.factories import OrgFacts, make_org
from tests.site import member, visitor
from tests.web.sockets import knock


def test_a_stranger_is_led_to_the_sign_in_and_back(web: str) -> None:
    answer = visitor(web).get("/integrations?range=7d")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/auth/login?next=/integrations%3Frange%3D7d"


def test_an_ended_session_is_said_to_have_ended(web: str, org: OrgFacts) -> None:
    token = org.sign_in()
    identity.sign_out(token)

    led = member(web, token).get("/integrations")

    assert led.headers["location"] == "/auth/login?ended=1&next=/integrations"
    assert "Your session has ended." in visitor(web).get(led.headers["location"]).text


def test_a_stranger_gets_no_websocket(web: str) -> None:
    assert knock(web, origin=web)[0] == 403


def test_a_stranger_gets_no_websocket_by_naming_themselves(web: str, org: OrgFacts) -> None:
    forged = {"X-App-User-Id": str(org.user_id), "X-App-Email": org.email}

    assert knock(web, origin=web, headers=forged)[0] == 403


async def _introduced(scope: Scope) -> dict[bytes, list[bytes]]:
    """The X-App headers that reach what stands behind the gate."""
    seen: dict[bytes, list[bytes]] = {}

    async def behind(scope: Scope, _receive: Receive, _send: Send) -> None:
        for name, value in scope["headers"]:
            if name.startswith(b"x-app-"):
                seen.setdefault(name, []).append(value)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(_message: Message) -> None:
        raise AssertionError("the gate refused")

    await Gate(behind, pages=["/"])(scope, receive, send)
    return seen


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_member_cannot_pass_as_somebody_else(org: OrgFacts, kind: str) -> None:
    other = make_org()
    headers = [
        (b"cookie", f"sid={org.sign_in()}".encode()),
        (b"x-app-user-id", str(other.user_id).encode()),
        (b"x-app-email", other.email.encode()),
        (b"x-app-org", b"another"),
    ]
    path = "/" if kind == "http" else "/_stcore/stream"
    scope = {"type": kind, "path": path, "method": "GET", "query_string": b"", "headers": headers}

    # In a thread of its own: the browser of another test may hold this one's event loop.
    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(anyio.run, _introduced, scope).result()

    assert seen[b"x-app-user-id"] == [str(org.user_id).encode()]
    assert seen[b"x-app-email"] == [org.email.encode()]
    assert set(seen) == {b"x-app-user-id", b"x-app-email", b"x-app-session"}


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/wp-login.php",
        "/dashboard",
        "/.env",
        "/sync/",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/oauth2callback",
        "/component/x/index.html",
        "/static/../settings.py",
        "/assets/%2e%2e/settings.py",
    ],
)
def test_an_unknown_address_is_unknown_to_members_too(web: str, org: OrgFacts, path: str) -> None:
    answer = member(web, org.sign_in(), lang="ar").get(path)

    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl"' in answer.text
