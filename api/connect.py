"""The way out to a platform's consent page and back: two redirects around `engine.connections`."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.preferences import language
from engine import connections, identity
from engine.core.errors import AppError
from engine.core.i18n import speak
from engine.identity import Identity
from engine.permissions import Permission, require
from settings import settings

SCREEN = "/integrations"


async def leave(request: Request) -> Response:
    """Send the person to the platform's consent page."""
    person = await _person(request)
    if person is None:
        return RedirectResponse(f"/auth/login?{urlencode({'next': SCREEN})}", 303)
    require(person.role, Permission.INTEGRATIONS_MANAGE)
    address = await run_in_threadpool(connections.start, person, request.path_params["platform"])
    return RedirectResponse(address, 303)


async def come_back(request: Request) -> Response:
    """Take the code the platform sent back; the screen then offers the accounts it reaches."""
    person = await _person(request)
    if person is None:
        return RedirectResponse(f"/auth/login?{urlencode({'next': SCREEN, 'ended': 1})}", 303)
    require(person.role, Permission.INTEGRATIONS_MANAGE)
    platform, returned = request.path_params["platform"], dict(request.query_params)
    speak(language(request))
    try:
        choice = await run_in_threadpool(connections.finish, person, platform, returned)
    except AppError as failed:
        return RedirectResponse(f"{SCREEN}?{urlencode({'failed': platform, 'why': failed.code})}", 303)
    met = {"choice": choice} if choice else {"declined": platform}
    return RedirectResponse(f"{SCREEN}?{urlencode(met)}", 303)


routes = [
    Route("/auth/connect/{platform}", leave, methods=["GET"]),
    Route("/auth/connect/{platform}/callback", come_back, methods=["GET"]),
]


async def _person(request: Request) -> Identity | None:
    token = request.cookies.get(settings().session_cookie, "")
    return await run_in_threadpool(identity.current, token)
