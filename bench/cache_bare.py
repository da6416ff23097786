"""What a kept reply is held against: a route of Starlette's that gives the same bytes out of the same Redis."""

import os

from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from settings import settings

KEY = "bench:reply"
store = Redis.from_url(settings().redis_dsn)


async def reply(_request: Request) -> Response:
    """One GET, and out."""
    return Response(await store.get(KEY), media_type="application/json")


async def ready(_request: Request) -> Response:
    """For whoever waits for the process."""
    return Response(str(os.getpid()))


app = Starlette(routes=[Route("/reply", reply), Route("/_stcore/health", ready)])
