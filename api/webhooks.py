"""Where platforms and relays deliver. Nobody is signed in here: the signature over the raw body says who it is.

`POST /webhooks/{platform}` is the address of the installation, for apps of ours on the platforms and for relays;
`POST /webhooks/{platform}/{endpoint}` is one org's own. A GET is a handshake, where the platform has one.
Answers: 200 kept (or known already), 400 no JSON, 401 not believed, 404 unknown address, 413 more than 1 MiB,
429 too often, 503 no secret is configured.
"""

from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from api.answers import answer
from api.deps import open_door
from api.frame import address
from api.limits import Tier
from api.routing import OpenRoute, Router
from engine import webhooks
from engine.connectors.notices import Delivery
from engine.core import clock
from engine.core.errors import Missing

router = Router(route_class=OpenRoute, tags=["webhooks"], dependencies=[open_door(Tier.WEBHOOKS)])


@router.post("/webhooks/{platform}")
async def deliver(request: Request, platform: str) -> Response:
    """Keep what a platform says; it reaches each org that has the account or profile it is about."""
    return await _received(request, platform)


@router.post("/webhooks/{platform}/{endpoint}")
async def deliver_to_endpoint(request: Request, platform: str, endpoint: str) -> Response:
    """Keep what a platform says to one org."""
    return await _received(request, platform, endpoint)


@router.get("/webhooks/{platform}")
async def greet(request: Request, platform: str) -> Response:
    """Answer the handshake by which a platform makes sure that the address is ours."""
    return await _received(request, platform)


@router.get("/webhooks/{platform}/{endpoint}")
async def greet_at_endpoint(request: Request, platform: str, endpoint: str) -> Response:
    """Answer a handshake with one org's own secret."""
    return await _received(request, platform, endpoint)


async def _received(request: Request, platform: str, endpoint: str = "") -> Response:
    delivery = Delivery(
        # A header that came twice is one list, as HTTP has it, so a proof that came twice is none.
        headers={name: ", ".join(request.headers.getlist(name)) for name in request.headers},
        query=dict(request.query_params),
        body=await _body(request),
        received_at=clock.now(),
    )
    greeting = await run_in_threadpool(
        webhooks.receive,
        platform,
        delivery,
        sender=address(request),
        endpoint_id=_id(endpoint) if endpoint else None,
        visit=request.method == "GET",
    )
    if greeting is None:
        return answer({"status": "received"})
    if isinstance(greeting.body, str):
        return Response(greeting.body, media_type="text/plain")
    return answer(greeting.body)


async def _body(request: Request) -> bytes:
    """The raw body, read no further than it may be long."""
    if int(request.headers.get("content-length", "0")) > webhooks.LARGEST:
        raise webhooks.DeliveryTooLarge
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > webhooks.LARGEST:
            raise webhooks.DeliveryTooLarge
    return bytes(body)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing from None
