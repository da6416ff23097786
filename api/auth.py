"""Sign-in and sign-out: plain forms that work without script.

The gate's opposite: these addresses are open to everybody, count attempts by address, and end in a cookie whose
value only Redis can read.
"""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount

from api import account, cookies, invitations, person
from api.counted import counted
from api.forms import page
from api.frame import address, notes
from api.limits import Tier, Window
from api.preferences import language
from api.visits import agent_of, form_of, next_path, person_of, safe_path, ticket_of, token_of
from engine import identity, sessions
from engine.core.errors import Denied, TooMany, Unknown
from engine.core.i18n import nt, speak, t
from engine.credentials import user_of
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
    email, wanted = form.get("email", ""), safe_path(form.get("next", ""))
    try:
        token = await run_in_threadpool(
            identity.sign_in, email, form.get("password", ""), ip=address(request), agent=agent_of(request)
        )
    except identity.CodeWanted as first_step:
        answer: Response = RedirectResponse(f"/auth/code?next={quote(wanted)}", 303)
        cookies.keep(answer, cookies.STEP, first_step.ticket, identity.WAITS_S)
    except (Denied, TooMany) as refused:
        speak(language(request))
        problem = " ".join(filter(None, (refused.sentence(), _attempts(notes(request.scope)["window"]))))
        answer = page(
            request,
            "login",
            429 if isinstance(refused, TooMany) else 401,
            email=email,
            problem=problem,
            note="",
            wanted=wanted,
            hours=settings().session_hours,
        )
        answer.headers.update(_wait(refused))
    else:
        answer = await _let_in(request, token, wanted)
    return answer


async def code_form(request: Request) -> Response:
    """Ask for the code, once the password was right."""
    return page(request, "code", problem="", wanted=next_path(request))


async def sign_in_with_code(request: Request) -> Response:
    """Check the code of the second step."""
    form = await form_of(request)
    wanted, ticket = safe_path(form.get("next", "")), ticket_of(request)
    try:
        token = await run_in_threadpool(
            identity.sign_in_with_code,
            ticket,
            form.get("code", ""),
            ip=address(request),
            agent=agent_of(request),
        )
    except Unknown:
        answer: Response = RedirectResponse(f"/auth/login?late=1&next={quote(wanted)}", 303)
        cookies.drop(answer, cookies.STEP)
    except (Denied, TooMany) as refused:
        speak(language(request))
        status = 429 if isinstance(refused, TooMany) else 401
        answer = page(request, "code", status, problem=refused.sentence(), wanted=wanted)
        answer.headers.update(_wait(refused))
    else:
        answer = await _let_in(request, token, wanted)
        cookies.drop(answer, cookies.STEP)
    return answer


async def sign_out(request: Request) -> Response:
    """End this session."""
    await run_in_threadpool(identity.sign_out, token_of(request))
    return _left()


async def sign_out_everywhere(request: Request) -> Response:
    """End every session of this person."""
    if somebody := await person_of(request):
        await run_in_threadpool(sessions.end_all, user_of(somebody))
    return _left()


async def session(request: Request) -> Response:
    """Whether the session still stands: 204, or 401. A tab that wakes up asks."""
    return Response(status_code=204 if await person_of(request) else 401)


routes = Mount(
    "/auth",
    routes=[
        counted("/login", sign_in_form, Tier.API),
        counted("/login", sign_in, Tier.AUTH, "POST"),
        counted("/code", code_form, Tier.API),
        counted("/code", sign_in_with_code, Tier.AUTH, "POST"),
        counted("/logout", sign_out, Tier.API, "POST"),
        counted("/logout-everywhere", sign_out_everywhere, Tier.API, "POST"),
        counted("/session", session, Tier.API),
        *account.routes,
        *invitations.routes,
        *person.routes,
    ],
)


async def _let_in(request: Request, token: str, wanted: str) -> Response:
    """The session that was opened, in place of the one before."""
    await run_in_threadpool(identity.sign_out, token_of(request))
    answer = RedirectResponse(wanted, 303)
    cookies.keep_session(answer, token)
    return answer


def _left() -> Response:
    answer = RedirectResponse("/auth/login?out=1", 303)
    cookies.leave(answer)
    return answer


def _wait(refused: Denied | TooMany) -> dict[str, str]:
    """How long the account waits, which is another matter than the address's limit."""
    return {"Retry-After": str(refused.retry_after)} if isinstance(refused, TooMany) else {}


def _note(request: Request) -> str:
    speak(language(request))
    if "late" in request.query_params:
        return t("This sign-in took too long. Start again with your e-mail and password.")
    if "ended" in request.query_params:
        return t("Your session has ended. Sign in again.")
    return t("You are signed out.") if "out" in request.query_params else ""


def _attempts(window: Window) -> str:
    if window.remaining > FEW:
        return ""
    return nt("{n} attempt left this minute.", "{n} attempts left this minute.", window.remaining)
