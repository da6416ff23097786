"""The way out to a platform's consent page and back: two redirects around `engine.connections`.

The same way is gone for an ad account, and for a profile that consents by itself.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.counted import counted
from api.frame import address
from api.limits import Tier
from api.preferences import language
from engine import connections, identity
from engine.core.errors import AppError
from engine.core.i18n import speak
from engine.identity import Identity
from engine.permissions import Permission
from settings import settings

SCREEN = "/integrations"
Finish = Callable[[Identity, str, Mapping[str, str]], str | None]


async def leave(request: Request) -> Response:
    """Send the person to the platform's consent page."""
    return await _leave(request, Permission.INTEGRATIONS_MANAGE, connections.start)


async def leave_as_profile(request: Request) -> Response:
    """Send the owner of a profile to the page on which it consents by itself."""
    return await _leave(request, Permission.POSTS_WRITE, connections.start_profile)


async def come_back(request: Request) -> Response:
    """Take the code the platform sent back; the screen then offers the accounts it reaches."""
    return await _come_back(request, Permission.INTEGRATIONS_MANAGE, connections.finish, "choice")


async def come_back_as_profile(request: Request) -> Response:
    """Connect the profile that consented; the screen then shows it."""
    who = address(request)

    def finish(person: Identity, platform: str, returned: Mapping[str, str]) -> str | None:
        return connections.finish_profile(person, platform, returned, person.actor(who))

    return await _come_back(request, Permission.POSTS_WRITE, finish, "profile")


routes = [
    counted("/auth/connect/{platform}", leave, Tier.HEAVY),
    counted("/auth/connect/{platform}/callback", come_back, Tier.HEAVY),
    counted("/auth/connect/{platform}/profile", leave_as_profile, Tier.HEAVY),
    counted("/auth/connect/{platform}/profile/callback", come_back_as_profile, Tier.HEAVY),
]


async def _leave(request: Request, needed: Permission, start: Callable[[Identity, str], str]) -> Response:
    person = await _person(request)
    if person is None:
        return RedirectResponse(f"/auth/login?{urlencode({'next': SCREEN})}", 303)
    await run_in_threadpool(identity.admit, person, needed, ip=address(request), to=request.url.path)
    return RedirectResponse(await run_in_threadpool(start, person, request.path_params["platform"]), 303)


async def _come_back(request: Request, needed: Permission, finish: Finish, found: str) -> Response:
    """Back to the screen, which learns of what was `found` by its id."""
    person = await _person(request)
    if person is None:
        return RedirectResponse(f"/auth/login?{urlencode({'next': SCREEN, 'ended': 1})}", 303)
    await run_in_threadpool(identity.admit, person, needed, ip=address(request), to=request.url.path)
    platform, returned = request.path_params["platform"], dict(request.query_params)
    speak(language(request))
    try:
        waiting = await run_in_threadpool(finish, person, platform, returned)
    except AppError as failed:
        return RedirectResponse(f"{SCREEN}?{urlencode({'failed': platform, 'why': failed.code})}", 303)
    met = {found: waiting} if waiting else {"declined": platform}
    return RedirectResponse(f"{SCREEN}?{urlencode(met)}", 303)


async def _person(request: Request) -> Identity | None:
    token = request.cookies.get(settings().session_cookie, "")
    person = await run_in_threadpool(identity.current, token)
    return None if person and person.must_add_codes else person  # the sign-in leads them on
