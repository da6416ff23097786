"""The control room, for tests and demos on this machine only: clock, consent, faults, truths, webhooks, calls."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import webhooks as outgoing
from sandbox.answers import json_response
from sandbox.dialects.scopes import SCOPES
from sandbox.faults import KINDS, Fault
from sandbox.grants import Condition
from sandbox.orders import BadOrder, app_of, read_day, read_moment, read_number, read_order, read_platform
from sandbox.stage import stage_of
from sandbox.truth import account_days, campaign_truths
from sandbox.world.changes import DATES, Restatement
from sandbox.world.model import Status


async def health(request: Request) -> Response:
    """Whether the world stands, and what time it is there."""
    return json_response({"ok": True, "now": stage_of(request).clock.now()})


async def clock(request: Request) -> Response:
    """`{"now": iso}`, `{"advance_s": n}` or `{"reset": true}`."""
    order, world_clock = await read_order(request), stage_of(request).clock
    if "now" in order:
        world_clock.set(read_moment(order["now"]))
    elif "advance_s" in order:
        world_clock.advance(read_number(order, "advance_s"))
    elif order.get("reset"):
        world_clock.reset()
    else:
        raise BadOrder("Say now, advance_s or reset.")
    return json_response({"now": world_clock.now()})


async def grants(request: Request) -> Response:
    """`{"platform", "redirect_uri", "scope"?}` → the code that a person's Allow would give."""
    order = await read_order(request)
    platform = read_platform(order)
    scope = order.get("scope") or SCOPES[platform]
    code = stage_of(request).grants.allow(platform, str(order.get("redirect_uri", "")), scope)
    return json_response({"code": code})


async def tokens(request: Request) -> Response:
    """`{"platform", "action": "expire|revoke", "token"?}`; without a token all of the platform's."""
    order, stage = await read_order(request), stage_of(request)
    conditions: dict[str, Condition] = {"expire": "expired", "revoke": "revoked"}
    if order.get("action") not in conditions:
        raise BadOrder("action is expire or revoke.")
    condition = conditions[order["action"]]
    changed = stage.grants.set_condition(read_platform(order), condition, order.get("token"))
    stage.save()
    return json_response({"changed": changed})


async def faults(request: Request) -> Response:
    """POST orders a fault, GET lists what waits, DELETE clears."""
    queue = stage_of(request).faults
    if request.method == "POST":
        order = await read_order(request)
        if order.get("kind") not in KINDS:
            raise BadOrder(f"kind is one of {', '.join(KINDS)}.")
        given = {key: str(order[key]) for key in ("account", "path") if order.get(key) is not None}
        chosen: dict[str, Any] = given | {
            key: read_number(order, key) for key in ("times", "seconds", "code") if order.get(key) is not None
        }
        queue.add(Fault(read_platform(order), order["kind"], **chosen))
    elif request.method == "DELETE":
        queue.clear()
    return json_response({"faults": queue.waiting()})


async def restate(request: Request) -> Response:
    """`{"platform", "account", "date", "factor"}`: revise an already reported day."""
    order, stage = await read_order(request), stage_of(request)
    platform = read_platform(order)
    account = stage.world.account(platform, str(order.get("account", "")).removeprefix("act_"))
    if account is None:
        raise BadOrder("There is no such account.")
    factor, day = read_number(order, "factor"), read_moment(str(order.get("date"))).date()
    stage.world.journal.restate(Restatement(stage.clock.now(), platform, account.id, day, factor))
    stage.save()
    return json_response({"ok": True})


async def changes(request: Request) -> Response:
    """Somebody in the ad manager: `{"platform", "entity_id"}` and what changes.

    That is `status`, `daily_budget_micros`, `starts_on` or `ends_on` (days), or `delete`.
    """
    order, stage = await read_order(request), stage_of(request)
    platform, entity = read_platform(order), str(order.get("entity_id", ""))
    if stage.world.entity(platform, entity) is None:
        raise BadOrder("There is no such campaign, ad set or ad.")
    if "status" in order and str(order["status"]).lower() not in set(Status):
        raise BadOrder(f"status is one of {', '.join(Status)}.")
    if "status" in order:
        stage.world.change(platform, entity, "status", Status(order["status"].lower()))
    if "daily_budget_micros" in order:
        stage.world.change(platform, entity, "budget_micros", int(read_number(order, "daily_budget_micros")))
    for field in DATES:
        if field in order:
            stage.world.change(platform, entity, field, read_moment(str(order[field])).date().isoformat())
    if order.get("delete"):
        stage.world.change(platform, entity, "status", Status.DELETED)
    stage.save()
    return json_response({"ok": True})


async def webhooks(request: Request) -> Response:
    """`{"platform", "url"?, "kind", …}`: something happens, and the platform tells that address of it.

    Without one it tells the addresses that are subscribed to it, where its subscriptions carry addresses.

    What else may be said: `account, profile, entity_id, post_id, text, status, secret, verify_token, times`.
    Answers what the receiver said to each delivery, whether the platform is content with it, and what happened.
    """
    order, stage = await read_order(request), stage_of(request)
    happening = outgoing.happen(stage, order)
    urls = [str(order["url"])] if "url" in order else outgoing.subscribed(stage, happening)
    times = int(read_number({"times": 1} | order, "times"))
    deliveries = [each for url in urls for each in await outgoing.deliver(stage, happening, url, times)]
    return json_response({"deliveries": deliveries, "happened": happening.facts()})


async def capabilities(request: Request) -> Response:
    """`{"platform", "capability", "on": bool}`: the platform puts our app on a list of chosen ones, or off it."""
    order, stage = await read_order(request), stage_of(request)
    chosen = read_platform(order), str(order.get("capability", ""))
    (stage.capabilities.add if order.get("on") is True else stage.capabilities.discard)(chosen)
    stage.save()
    return json_response({"capabilities": sorted(stage.capabilities)})


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
    platform = read_platform(request.path_params)
    account = stage.world.account(platform, request.path_params["account"].removeprefix("act_"))
    if account is None:
        raise BadOrder("There is no such account.")
    today = stage.clock.today(account.zone)
    since = read_day(request, "since", today - timedelta(days=29))
    until = read_day(request, "until", today)
    return json_response(
        {
            "account": asdict(account),
            "days": account_days(stage.world, account, since, until),
            "campaigns": campaign_truths(stage.world, account),
        }
    )


app = app_of(
    [
        Route("/health", health),
        Route("/clock", clock, methods=["POST"]),
        Route("/grants", grants, methods=["POST"]),
        Route("/tokens", tokens, methods=["POST"]),
        Route("/faults", faults, methods=["GET", "POST", "DELETE"]),
        Route("/restate", restate, methods=["POST"]),
        Route("/changes", changes, methods=["POST"]),
        Route("/webhooks", webhooks, methods=["POST"]),
        Route("/capabilities", capabilities, methods=["POST"]),
        Route("/calls", calls, methods=["GET", "DELETE"]),
        Route("/reset", reset, methods=["POST"]),
        Route("/truth/{platform}/{account}", truth),
    ]
)
