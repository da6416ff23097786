"""Orders to the control room: who may give them, and how they are read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from ipaddress import ip_address
from typing import Any

import orjson
from starlette.requests import Request
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.answers import json_response
from sandbox.world.model import Platform


class BadOrder(Exception):
    """What was asked of the control room makes no sense; the message says why."""


class OnlyFromHere:
    """Answers 403 unless the peer is this very machine and no web page, and 400 when an order makes no sense."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let loopback through."""
        peer, from_page = scope.get("client"), any(name == b"origin" for name, _ in scope.get("headers", ()))
        if not peer or not ip_address(peer[0]).is_loopback or from_page:
            response = json_response({"error": "The control room answers to loopback only."}, 403)
            await response(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except BadOrder as error:
            await json_response({"error": str(error)}, 400)(scope, receive, send)


def app_of(doors: Sequence[BaseRoute]) -> ASGIApp:
    """The control room behind its guard."""
    return OnlyFromHere(Router(doors))


async def read_order(request: Request) -> dict[str, Any]:
    """The JSON object in the body."""
    try:
        found = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise BadOrder("The body must be JSON.") from error
    if not isinstance(found, dict):
        raise BadOrder("The body must be a JSON object.")
    return found


def read_platform(order: Mapping[str, Any]) -> Platform:
    """Which platform an order is about."""
    if order.get("platform") not in set(Platform):
        raise BadOrder(f"platform is one of {', '.join(Platform)}.")
    return Platform(order["platform"])


def read_number(order: Mapping[str, Any], name: str) -> float:
    """A number in an order."""
    value = order.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadOrder(f"{name} is a number.")
    return value


def read_moment(text: str) -> datetime:
    """An ISO date and time."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise BadOrder("now is an ISO date and time.") from error


def read_day(request: Request, name: str, usual: date) -> date:
    """A date in the query."""
    try:
        return date.fromisoformat(request.query_params.get(name, usual.isoformat()))
    except ValueError as error:
        raise BadOrder(f"{name} is a date (YYYY-MM-DD).") from error
