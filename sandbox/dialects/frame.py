"""What happens around every call, whatever the platform: it is recorded, and faults strike."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.calls import Record, fields_of, public
from sandbox.faults import Fault
from sandbox.grants import Condition
from sandbox.stage import Stage, stage_of
from sandbox.world.model import Platform

SLOW_S = 3.0
TIMEOUT_S = 120.0
GARBAGE = b'{"data": [{"id": \x00\xff'
HTML = "<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"


@dataclass(frozen=True, slots=True)
class Part:
    """What a dialect brings to the frame."""

    platform: Platform
    answer: Callable[[Request, Stage, bytes], Response]
    refuse: Callable[[Request, Stage, Fault], Response]
    account_of: Callable[[Request, Stage], str | None]
    token_of: Callable[[Request, bytes], str]


class HalfPage(Response):
    """An answer whose connection breaks in the middle of the body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise everything, send half, and leave."""
        del scope, receive
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})


async def play(request: Request, part: Part) -> Response:
    """Answer one call of a platform, or let it go wrong as ordered."""
    stage, body = stage_of(request), await request.body()
    path = request.url.path
    fault = stage.faults.take(part.platform, path, part.account_of(request, stage))
    response = await _perform(request, stage, part, body, fault)
    at = stage.clock.now().isoformat()
    query = public(dict(request.query_params))
    kind = fault.kind if fault else None
    said = fields_of(body)
    stage.calls.add(Record(at, part.platform, request.method, path, query, response.status_code, kind, said))
    return response


async def _perform(request: Request, stage: Stage, part: Part, body: bytes, fault: Fault | None) -> Response:
    if fault is None:
        return part.answer(request, stage, body)
    match fault.kind:
        case "slow":
            await _wait(request, fault.seconds or SLOW_S)
            return part.answer(request, stage, body)
        case "timeout":
            await _wait(request, fault.seconds or TIMEOUT_S)
            return Response(status_code=504)
        case "expire" | "revoke":
            condition: Condition = "expired" if fault.kind == "expire" else "revoked"
            stage.grants.set_condition(part.platform, condition, part.token_of(request, body))
            return part.answer(request, stage, body)
        case "500_after_effect":
            part.answer(request, stage, body)
            return part.refuse(request, stage, replace(fault, kind="500"))
        case "garbage":
            return Response(GARBAGE, media_type="application/json")
        case "html":
            return Response(HTML, status_code=502, media_type="text/html")
        case "half_page":
            whole = part.answer(request, stage, body)
            return HalfPage(whole.body, whole.status_code, dict(whole.headers))
    return part.refuse(request, stage, fault)


async def _wait(request: Request, seconds: float) -> None:
    """Let time pass, but not for a caller who has gone."""
    with suppress(TimeoutError):
        await asyncio.wait_for(_gone(request), seconds)


async def _gone(request: Request) -> None:
    """Return when the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
