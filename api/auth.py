"""Sign-in, sign-out, password, language and theme: plain forms that work without script.

The gate's opposite: these addresses are open to everybody, count attempts by address, and end in a cookie whose
value only Redis can read.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from api.forms import page
from api.frame import address
from api.limits import Tier, Window, count
from api.preferences import THEMES, language
from api.refusals import refusal
from engine import identity
from engine.core.errors import Denied, Invalid
from engine.core.i18n import LOCALES, N_, nt, speak, t
from engine.identity import Identity
from settings import settings

FORM_LIMIT = 16_384  # bytes
YEAR = 365 * 24 * 3600
FEW = 4  # attempts left, from which on we say so


async def sign_in_form(request: Request) -> Response:
    """Ask who it is; somebody signed in goes on at once."""
    if await _person(request):
        return RedirectResponse(_next(request), 303)
    return page(
        request,
        "login",
        email="",
        problem="",
        note=_note(request),
        wanted=_next(request),
        hours=settings().session_hours,
    )


async def sign_in(request: Request) -> Response:
    """Check e-mail and password; the session goes into a cookie, the reader to where they wanted to go."""
    form = await _form(request)
    window = await run_in_threadpool(count, Tier.AUTH, address(request))
    if window.refused:
        return _too_many(request, window)
    email, wanted = form.get("email", ""), safe_path(form.get("next", ""))
    try:
        token = await run_in_threadpool(identity.sign_in, email, form.get("password", ""), ip=address(request))
    except Denied as refused:
        speak(language(request))
        problem = " ".join(filter(None, (refused.sentence(), _attempts(window))))
        answer: Response = page(
            request,
            "login",
            401,
            email=email,
            problem=problem,
            note="",
            wanted=wanted,
            hours=settings().session_hours,
        )
    else:
        await run_in_threadpool(identity.sign_out, _token(request))
        answer = RedirectResponse(wanted, 303)
        _keep(answer, token)
    answer.headers.update(window.headers())
    return answer


async def sign_out(request: Request) -> Response:
    """End this session."""
    await run_in_threadpool(identity.sign_out, _token(request))
    return _left()


async def sign_out_everywhere(request: Request) -> Response:
    """End every session of this person."""
    if person := await _person(request):
        await run_in_threadpool(identity.sign_out_everywhere, _user(person))
    return _left()


async def session(request: Request) -> Response:
    """Whether the session still stands: 204, or 401. A tab that wakes up asks."""
    return Response(status_code=204 if await _person(request) else 401)


async def password_form(request: Request) -> Response:
    """Ask for the present and the new password."""
    if not await _person(request):
        return RedirectResponse("/auth/login?next=/auth/password", 303)
    return page(request, "password", problem="", done=False)


async def change_password(request: Request) -> Response:
    """Set the new password; the person's other sessions end."""
    form = await _form(request)
    window = await run_in_threadpool(count, Tier.AUTH, address(request))
    if window.refused:
        return _too_many(request, window)
    if not await _person(request):
        return RedirectResponse("/auth/login?ended=1&next=/auth/password", 303)
    speak(language(request))
    problem = await run_in_threadpool(_try_password, _token(request), form)
    answer = page(request, "password", 422 if problem else 200, problem=problem, done=not problem)
    answer.headers.update(window.headers())
    return answer


async def set_language(request: Request) -> Response:
    """Remember the language here, and for the person when somebody is signed in."""
    code = request.path_params["code"]
    if code not in LOCALES:
        raise HTTPException(404)
    if request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}:
        await run_in_threadpool(identity.set_locale, _token(request), code)
    return _remember(request, "lang", code)


async def set_theme(request: Request) -> Response:
    """Remember light or dark here."""
    if request.path_params["name"] not in THEMES:
        raise HTTPException(404)
    return _remember(request, "theme", request.path_params["name"])


async def switch_org(request: Request) -> Response:
    """Go on in another of the person's organisations; 404 when it is not theirs."""
    await run_in_threadpool(identity.switch_org, _token(request), request.path_params["org_id"])
    return RedirectResponse(_next(request), 303)


routes = Mount(
    "/auth",
    routes=[
        Route("/login", sign_in_form, methods=["GET"]),
        Route("/login", sign_in, methods=["POST"]),
        Route("/logout", sign_out, methods=["POST"]),
        Route("/logout-everywhere", sign_out_everywhere, methods=["POST"]),
        Route("/session", session, methods=["GET"]),
        Route("/password", password_form, methods=["GET"]),
        Route("/password", change_password, methods=["POST"]),
        Route("/lang/{code}", set_language, methods=["GET"]),
        Route("/theme/{name}", set_theme, methods=["GET"]),
        Route("/org/{org_id:uuid}", switch_org, methods=["POST"]),
    ],
)


def safe_path(wanted: str) -> str:
    """An own path to go on to; home for anything that could lead elsewhere, or back to the sign-in."""
    parts = urlsplit(wanted)
    foreign = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//")
    odd = "\\" in wanted or any(ord(sign) < 32 for sign in wanted)
    return "/" if foreign or odd or parts.path in {"/auth/login", "/auth/logout"} else wanted


def _next(request: Request) -> str:
    return safe_path(request.query_params.get("next", ""))


def _token(request: Request) -> str:
    return request.cookies.get(settings().session_cookie, "")


async def _person(request: Request) -> Identity | None:
    return await run_in_threadpool(identity.current, _token(request))


def _user(person: Identity) -> UUID:
    assert person.user_id  # noqa: S101 - only keys have none, and a key has no session
    return person.user_id


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form; anything larger is refused before it is read to its end."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise HTTPException(413)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))


def _keep(answer: Response, token: str) -> None:
    answer.set_cookie(
        settings().session_cookie,
        token,
        max_age=settings().session_hours * 3600,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )


def _left() -> Response:
    answer = RedirectResponse("/auth/login?out=1", 303)
    answer.delete_cookie(
        settings().session_cookie, path="/", secure=settings().secure, httponly=True, samesite="lax"
    )
    return answer


def _remember(request: Request, name: str, value: str) -> Response:
    answer = RedirectResponse(_next(request), 303)
    answer.set_cookie(name, value, max_age=YEAR, path="/", secure=settings().secure, httponly=True, samesite="lax")
    return answer


def _note(request: Request) -> str:
    speak(language(request))
    if "ended" in request.query_params:
        return t("Your session has ended. Sign in again.")
    return t("You are signed out.") if "out" in request.query_params else ""


def _attempts(window: Window) -> str:
    if window.remaining > FEW:
        return ""
    return nt("{n} attempt left this minute.", "{n} attempts left this minute.", window.remaining)


def _too_many(request: Request, window: Window) -> Response:
    speak(language(request))
    sentence = nt(
        "There were too many attempts from here. Wait {n} second, then try again.",
        "There were too many attempts from here. Wait {n} seconds, then try again.",
        window.retry_after,
    )
    answer = refusal(request, 429, sentence=sentence)
    answer.headers.update(window.headers())
    return answer


def _try_password(token: str, form: dict[str, Any]) -> str:
    """Empty when the password was changed, else the sentence to show."""
    if form.get("new") != form.get("again"):
        return t(N_("The two new passwords differ. Type the new one twice."))
    try:
        identity.change_password(token, form.get("present", ""), form.get("new", ""))
    except (Denied, Invalid) as refused:
        return refused.sentence()
    return ""
