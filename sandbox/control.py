"""The control room, for tests and demos on this machine only: clock, consent, faults, revisions, truths, calls."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.answers import json_response
from sandbox.dialects.scopes import SCOPES
from sandbox.faults import KINDS, Fault
from sandbox.grants import Condition
from sandbox.stage import stage_of
from sandbox.truth import account_days, campaign_truths
from sandbox.world.changes import Restatement
from sandbox.world.model import Platform, Status


class BadOrder(Exception):
    """What was asked of the control room makes no sense; the message says why."""


class OnlyFromHere:
    """Answers 403 unless the peer is this very machine, and 400 when an order makes no sense."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let loopback through."""
        peer = scope.get("client")
        if not peer or not ip_address(peer[0]).is_loopback:
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


async def health(request: Request) -> Response:
    """Whether the world stands, and what time it is there."""
    return json_response({"ok": True, "now": stage_of(request).clock.now()})


async def clock(request: Request) -> Response:
    """`{"now": iso}`, `{"advance_s": n}` or `{"reset": true}`."""
    order, world_clock = await _order(request), stage_of(request).clock
    if "now" in order:
        world_clock.set(_moment(order["now"]))
    elif "advance_s" in order:
        world_clock.advance(float(order["advance_s"]))
    elif order.get("reset"):
        world_clock.reset()
    else:
        raise BadOrder("Say now, advance_s or reset.")
    return json_response({"now": world_clock.now()})


async def grants(request: Request) -> Response:
    """`{"platform", "redirect_uri", "scope"?}` → the code that a person's Allow would give."""
    order = await _order(request)
    platform = _platform(order)
    scope = order.get("scope") or SCOPES[platform]
    code = stage_of(request).grants.allow(platform, str(order.get("redirect_uri", "")), scope)
    return json_response({"code": code})


async def tokens(request: Request) -> Response:
    """`{"platform", "action": "expire|revoke", "token"?}`; without a token all of the platform's."""
    order, stage = await _order(request), stage_of(request)
    conditions: dict[str, Condition] = {"expire": "expired", "revoke": "revoked"}
    if order.get("action") not in conditions:
        raise BadOrder("action is expire or revoke.")
    condition = conditions[order["action"]]
    changed = stage.grants.set_condition(_platform(order), condition, order.get("token"))
    stage.save()
    return json_response({"changed": changed})


async def faults(request: Request) -> Response:
    """POST orders a fault, GET lists what waits, DELETE clears."""
    queue = stage_of(request).faults
    if request.method == "POST":
        order = await _order(request)
        if order.get("kind") not in KINDS:
            raise BadOrder(f"kind is one of {', '.join(KINDS)}.")
        known = ("account", "path", "times", "seconds")
        chosen = {key: order[key] for key in known if order.get(key) is not None}
        queue.add(Fault(_platform(order), order["kind"], **chosen))
    elif request.method == "DELETE":
        queue.clear()
    return json_response({"faults": queue.waiting()})


async def restate(request: Request) -> Response:
    """`{"platform", "account", "date", "factor"}`: revise an already reported day."""
    order, stage = await _order(request), stage_of(request)
    platform = _platform(order)
    account = stage.world.account(platform, str(order.get("account", "")).removeprefix("act_"))
    if account is None:
        raise BadOrder("There is no such account.")
    try:
        day, factor = date.fromisoformat(order["date"]), float(order["factor"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadOrder("Say date (YYYY-MM-DD) and factor (a number).") from error
    stage.world.journal.restate(Restatement(stage.clock.now(), platform, account.id, day, factor))
    stage.save()
    return json_response({"ok": True})


async def changes(request: Request) -> Response:
    """`{"platform", "entity_id", "status"?, "daily_budget_micros"?, "delete"?}`: somebody in the ad manager."""
    order, stage = await _order(request), stage_of(request)
    platform, entity = _platform(order), str(order.get("entity_id", ""))
    if stage.world.entity(platform, entity) is None:
        raise BadOrder("There is no such campaign, ad set or ad.")
    if "status" in order and order["status"].lower() not in set(Status):
        raise BadOrder(f"status is one of {', '.join(Status)}.")
    if "status" in order:
        stage.world.change(platform, entity, "status", Status(order["status"].lower()))
    if "daily_budget_micros" in order:
        stage.world.change(platform, entity, "budget_micros", int(order["daily_budget_micros"]))
    if order.get("delete"):
        stage.world.change(platform, entity, "status", Status.DELETED)
    stage.save()
    return json_response({"ok": True})


async def calls(request: Request) -> Response:
    """GET lists and counts the calls received, DELETE forgets them."""
    record = stage_of(request).calls
    if request.method == "DELETE":
        record.clear()
    found = record.of(request.query_params.get("platform"))
    return json_response({"count": len(found), "calls": found})


async def reset(request: Request) -> Response:
    """Be as new."""
    stage_of(request).reset()
    return json_response({"ok": True})


async def truth(request: Request) -> Response:
    """`/truth/{platform}/{account}?since&until`: totals by day, as shown and as final; hidden parameters."""
    stage = stage_of(request)
    platform = _platform(request.path_params)
    account = stage.world.account(platform, request.path_params["account"].removeprefix("act_"))
    if account is None:
        raise BadOrder("There is no such account.")
    today = stage.clock.today(account.zone)
    since = _day(request, "since", today - timedelta(days=29))
    until = _day(request, "until", today)
    return json_response(
        {
            "account": asdict(account),
            "days": account_days(stage.world, account, since, until),
            "campaigns": campaign_truths(stage.world, account),
        }
    )


async def _order(request: Request) -> dict[str, Any]:
    try:
        found = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise BadOrder("The body must be JSON.") from error
    if not isinstance(found, dict):
        raise BadOrder("The body must be a JSON object.")
    return found


def _platform(order: Mapping[str, Any]) -> Platform:
    if order.get("platform") not in set(Platform):
        raise BadOrder(f"platform is one of {', '.join(Platform)}.")
    return Platform(order["platform"])


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise BadOrder("now is an ISO date and time.") from error


def _day(request: Request, name: str, usual: date) -> date:
    try:
        return date.fromisoformat(request.query_params.get(name, usual.isoformat()))
    except ValueError as error:
        raise BadOrder(f"{name} is a date (YYYY-MM-DD).") from error


routes = [
    Route("/health", health),
    Route("/clock", clock, methods=["POST"]),
    Route("/grants", grants, methods=["POST"]),
    Route("/tokens", tokens, methods=["POST"]),
    Route("/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route("/restate", restate, methods=["POST"]),
    Route("/changes", changes, methods=["POST"]),
    Route("/calls", calls, methods=["GET", "DELETE"]),
    Route("/reset", reset, methods=["POST"]),
    Route("/truth/{platform}/{account}", truth),
]
