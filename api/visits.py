"""What a request says about its visitor: who they are, where they want to go, what they typed."""

from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.cookies import STEP
from engine import identity
from engine.identity import Identity
from settings import settings

FORM_LIMIT = 16_384  # bytes


def safe_path(wanted: str) -> str:
    """An own path to go on to; home for anything that could lead elsewhere, or back to the sign-in."""
    parts = urlsplit(wanted)
    foreign = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//")
    odd = "\\" in wanted or any(ord(sign) < 32 for sign in wanted)
    return "/" if foreign or odd or parts.path in {"/auth/login", "/auth/logout", "/auth/code"} else wanted


def next_path(request: Request) -> str:
    """Where `?next=` leads, home when it leads nowhere of ours."""
    return safe_path(request.query_params.get("next", ""))


def token_of(request: Request) -> str:
    """The session's token, empty without one."""
    return request.cookies.get(settings().session_cookie, "")


def ticket_of(request: Request) -> str:
    """What a right password was given until its code comes, empty without one."""
    return request.cookies.get(settings().cookie(STEP), "")


def agent_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


async def person_of(request: Request) -> Identity | None:
    """Who is signed in, None for strangers and ended sessions."""
    return await run_in_threadpool(identity.current, token_of(request))


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a small form; anything larger is refused before it is read to its end."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise HTTPException(413)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))
