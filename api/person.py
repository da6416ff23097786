"""What people choose with plain links: language, theme, organisation."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.counted import counted
from api.limits import Tier
from api.preferences import THEMES
from api.visits import next_path, token_of
from engine import identity
from engine.core.i18n import LOCALES
from settings import settings

YEAR_S = 365 * 24 * 3600


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
    counted("/lang/{code}", set_language, Tier.API),
    counted("/theme/{name}", set_theme, Tier.API),
    counted("/org/{org_id:uuid}", switch_org, Tier.API, "POST"),
)


def _remember(request: Request, name: str, value: str) -> Response:
    answer = RedirectResponse(next_path(request), 303)
    answer.set_cookie(
        name, value, max_age=YEAR_S, path="/", secure=settings().secure, httponly=True, samesite="lax"
    )
    return answer
