"""What people change about themselves with plain forms and links: password, language, theme, organisation."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.forms import page
from api.frame import address
from api.limits import Tier, count
from api.preferences import THEMES, language
from api.refusals import too_many
from api.visits import form_of, next_path, person_of, token_of
from engine import identity
from engine.core.errors import Denied, Invalid
from engine.core.i18n import LOCALES, speak, t
from settings import settings

YEAR_S = 365 * 24 * 3600


async def password_form(request: Request) -> Response:
    """Ask for the present and the new password."""
    if not await person_of(request):
        return RedirectResponse("/auth/login?next=/auth/password", 303)
    return page(request, "password", problem="", done=False)


async def change_password(request: Request) -> Response:
    """Set the new password; the person's other sessions end."""
    form = await form_of(request)
    window = await run_in_threadpool(count, Tier.AUTH, address(request))
    if window.refused:
        return too_many(request, window)
    if not await person_of(request):
        return RedirectResponse("/auth/login?ended=1&next=/auth/password", 303)
    speak(language(request))
    problem = await run_in_threadpool(_try_password, token_of(request), form)
    answer = page(request, "password", 422 if problem else 200, problem=problem, done=not problem)
    answer.headers.update(window.headers())
    return answer


async def set_language(request: Request) -> Response:
    """Remember the language here, and for the person when somebody is signed in."""
    code = request.path_params["code"]
    if code not in LOCALES:
        raise HTTPException(404)
    if request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}:
        await run_in_threadpool(identity.set_locale, token_of(request), code)
    return _remember(request, "lang", code)


async def set_theme(request: Request) -> Response:
    """Remember light or dark here."""
    if request.path_params["name"] not in THEMES:
        raise HTTPException(404)
    return _remember(request, "theme", request.path_params["name"])


async def switch_org(request: Request) -> Response:
    """Go on in another of the person's organisations; 404 when it is not theirs."""
    await run_in_threadpool(identity.switch_org, token_of(request), request.path_params["org_id"])
    return RedirectResponse(next_path(request), 303)


routes = (
    Route("/password", password_form, methods=["GET"]),
    Route("/password", change_password, methods=["POST"]),
    Route("/lang/{code}", set_language, methods=["GET"]),
    Route("/theme/{name}", set_theme, methods=["GET"]),
    Route("/org/{org_id:uuid}", switch_org, methods=["POST"]),
)


def _remember(request: Request, name: str, value: str) -> Response:
    answer = RedirectResponse(next_path(request), 303)
    answer.set_cookie(
        name, value, max_age=YEAR_S, path="/", secure=settings().secure, httponly=True, samesite="lax"
    )
    return answer


def _try_password(token: str, form: Mapping[str, str]) -> str:
    """Empty when the password was changed, else the sentence to show."""
    if form.get("new") != form.get("again"):
        return t("The two new passwords differ. Type the new one twice.")
    try:
        identity.change_password(token, form.get("present", ""), form.get("new", ""))
    except (Denied, Invalid) as refused:
        return refused.sentence()
    return ""
