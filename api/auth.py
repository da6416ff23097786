"""Sign-in and sign-out: plain forms that work without script.

The gate's opposite: these addresses are open to everybody, count attempts by address, and end in a cookie whose
value only Redis can read.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from api import person
from api.forms import page
from api.frame import address
from api.limits import Tier, Window, count
from api.preferences import language
from api.refusals import too_many
from api.visits import form_of, next_path, person_of, safe_path, token_of, user_of
from engine import identity
from engine.core.errors import Denied
from engine.core.i18n import nt, speak, t
from settings import settings

FEW = 4  # attempts left, from which on we say so


async def sign_in_form(request: Request) -> Response:
    """Ask who it is; somebody signed in goes on at once."""
    if await person_of(request):
        return RedirectResponse(next_path(request), 303)
    return page(
        request,
        "login",
        email="",
        problem="",
        note=_note(request),
        wanted=next_path(request),
        hours=settings().session_hours,
    )


async def sign_in(request: Request) -> Response:
    """Check e-mail and password; the session goes into a cookie, the reader to where they wanted to go."""
    form = await form_of(request)
    window = await run_in_threadpool(count, Tier.AUTH, address(request))
    if window.refused:
        return too_many(request, window)
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
        await run_in_threadpool(identity.sign_out, token_of(request))
        answer = RedirectResponse(wanted, 303)
        _keep(answer, token)
    answer.headers.update(window.headers())
    return answer


async def sign_out(request: Request) -> Response:
    """End this session."""
    await run_in_threadpool(identity.sign_out, token_of(request))
    return _left()


async def sign_out_everywhere(request: Request) -> Response:
    """End every session of this person."""
    if somebody := await person_of(request):
        await run_in_threadpool(identity.sign_out_everywhere, user_of(somebody))
    return _left()


async def session(request: Request) -> Response:
    """Whether the session still stands: 204, or 401. A tab that wakes up asks."""
    return Response(status_code=204 if await person_of(request) else 401)


routes = Mount(
    "/auth",
    routes=[
        Route("/login", sign_in_form, methods=["GET"]),
        Route("/login", sign_in, methods=["POST"]),
        Route("/logout", sign_out, methods=["POST"]),
        Route("/logout-everywhere", sign_out_everywhere, methods=["POST"]),
        Route("/session", session, methods=["GET"]),
        *person.routes,
    ],
)


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


def _note(request: Request) -> str:
    speak(language(request))
    if "ended" in request.query_params:
        return t("Your session has ended. Sign in again.")
    return t("You are signed out.") if "out" in request.query_params else ""


def _attempts(window: Window) -> str:
    if window.remaining > FEW:
        return ""
    return nt("{n} attempt left this minute.", "{n} attempts left this minute.", window.remaining)
