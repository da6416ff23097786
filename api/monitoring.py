"""`/metrics` for Prometheus: with the token of the settings, or where there is none from this machine alone.

A request that a proxy passed on is not from this machine, even when the proxy is: then a token has to be set.
"""

from secrets import compare_digest

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.counted import counted
from api.frame import address, asked_locale
from api.limits import Tier
from engine import measures
from engine.core.i18n import N_, speak, t
from settings import settings

LOOPBACK = {"127.0.0.1", "::1"}
PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip")
REFUSED = N_("Measurements are read from this machine, or with the token in CMIS_METRICS_TOKEN.")


async def metrics(request: Request) -> Response:
    """Everything that is measured, in Prometheus' text format."""
    if not _allowed(request):
        speak(asked_locale(request) or "en")
        return PlainTextResponse(t(REFUSED), 403)
    return Response(await run_in_threadpool(measures.exposition), media_type=CONTENT_TYPE_LATEST)


routes = [counted("/metrics", metrics, Tier.API)]


def _allowed(request: Request) -> bool:
    token = settings().metrics_token.get_secret_value()
    if token:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and compare_digest(given.encode(), token.encode())
    return address(request) in LOOPBACK and not _passed_on(request.headers)


def _passed_on(headers: Headers) -> bool:
    return any(name in headers for name in PASSED_ON)
