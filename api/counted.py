"""Routes outside of the REST API: sign-in, consent pages, screens. Like those of the API each carries one tier.

Attempts at a password are counted by address. Whatever else somebody does who is signed in is counted by their
session, so that a whole office behind one address does not share a limit.
"""

from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from api.frame import address, note_window
from api.limits import Tier, count
from api.refusals import too_many
from api.visits import token_of

Endpoint = Callable[[Request], Awaitable[Response]]


class Counted(Route):
    """A route with its tier."""

    tier: Tier


def counted(path: str, endpoint: Endpoint, tier: Tier, method: str = "GET") -> Counted:
    """The route; one request too many is told so on a page, and the endpoint does not hear of it."""

    async def count_first(request: Request) -> Response:
        window = await run_in_threadpool(count, tier, _caller(request, tier))
        note_window(request, window)
        return too_many(request, window) if window.refused else await endpoint(request)

    route = Counted(path, count_first, methods=[method], name=endpoint.__name__)
    route.tier = tier
    return route


def refuse_uncounted(routes: Iterable[BaseRoute]) -> None:
    """RuntimeError for a route that names no tier; the process then does not start."""
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            refuse_uncounted(route.routes)
        elif not isinstance(route, Counted):
            path = getattr(route, "path", route)
            raise RuntimeError(f"{path} has no rate tier. Make it with api.counted.counted(…).")


def _caller(request: Request, tier: Tier) -> str:
    token = token_of(request)
    if tier is Tier.AUTH or not token:
        return address(request)
    return f"session:{sha256(token.encode()).hexdigest()[:32]}"
