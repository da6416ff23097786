"""The door of Meta's dialect: every path leads here, because objects live at the root of a version."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.answers import json_response
from sandbox.dialects.frame import Part, play
from sandbox.dialects.meta import (
    access,
    creates,
    creatives,
    edges,
    insights,
    oauth,
    organic,
    runs,
    subscriptions,
    updates,
)  # fmt: skip
from sandbox.dialects.meta.access import need_scope, signed_in
from sandbox.dialects.meta.call import Call, read_call, token_of
from sandbox.dialects.meta.errors import GraphError, dead_version, ordered, unknown_node, unknown_path
from sandbox.dialects.meta.fields import parse
from sandbox.dialects.meta.nodes import ACCOUNT, APP, CREATIVE, PIXEL_ID
from sandbox.dialects.meta.objects import kind_of, render
from sandbox.dialects.meta.statuses import META
from sandbox.dialects.meta.usage import count, exhausted
from sandbox.faults import Fault
from sandbox.stage import Stage
from sandbox.world.model import Account, Ad, Entity

ALIVE = frozenset({"v24.0", "v25.0", "v26.0"})
CREATES: dict[str, Callable[[Call, Account], dict[str, Any]]] = {
    "campaigns": creates.campaign, "adsets": creates.ad_set, "ads": creates.ad, "adcreatives": creatives.create,
    "advideos": creatives.upload,
}  # fmt: skip
BELONGINGS: dict[str, list[dict[str, Any]]] = {
    "adspixels": [{"id": PIXEL_ID, "name": "Web"}],
    "advertisable_applications": [APP],
}
PERMISSIONS = {("me", "permissions"), (access.USER_ID, "permissions")}
MARKS = {"WWW-Authenticate": 'OAuth "Facebook Platform" "invalid_token"'}


def answer(request: Request, stage: Stage, body: bytes) -> Response:
    """One Graph call, with the usage headers whatever comes of it."""
    headers = {"facebook-api-version": request.path_params["path"].partition("/")[0]}
    try:
        call = read_call(request, stage, body)
        account = account_of(request, stage)
        used, refusal = count(
            stage, account, writes=call.method != "GET", insights=call.parts[-1:] == ("insights",)
        )
        headers |= used
        if refusal:
            raise refusal
        return json_response(dispatch(call), headers=headers)
    except GraphError as error:
        return json_response(error.body(), error.status, headers | (MARKS if error.code == 190 else {}))


def refuse(request: Request, stage: Stage, fault: Fault) -> Response:
    """An ordered refusal in Meta's words; a throttled account is told when to come back."""
    error, account = ordered(fault.kind, fault.code), account_of(request, stage)
    throttled = account if fault.kind in {"throttle", "daily_quota"} else None
    return json_response(error.body(), error.status, exhausted(throttled) if throttled else {})


def dispatch(call: Call) -> dict[str, Any]:
    """Find what the path names and do what the method asks."""
    if call.parts[:2] == ("oauth", "access_token"):
        return oauth.exchange(call)
    if call.parts == ("debug_token",) or call.version == "debug_token":
        return oauth.debug(call)
    if call.version not in ALIVE:
        raise dead_version(call.version)
    token = signed_in(call)
    if (said := organic.dispatch(call, token)) is not None:
        return said
    if call.parts in PERMISSIONS:  # takes none
        return oauth.permissions(call, token)
    need_scope(token, *(("ads_read", "ads_management") if call.method == "GET" else ("ads_management",)))
    match call.parts:
        case ["me" | access.USER_ID]:
            return {"id": access.USER_ID, "name": "Sandbox Marketer"}
        case ["me" | access.USER_ID, "adaccounts"]:
            return edges.ad_accounts(call)
        case [node_id, *rest]:
            return _node(call, node_id, rest)
    raise unknown_path("")


def _node(call: Call, node_id: str, rest: list[str]) -> dict[str, Any]:
    run = runs.find(call.stage, node_id)
    if run is not None:
        return runs.results(call, run) if rest == ["insights"] else runs.poll(run)
    node = _find(call, node_id)
    if node is None:
        return _asset(call, node_id, rest)
    if not rest:
        return _object(call, node)
    found = _edge(call, node, rest[0]) if len(rest) == 1 else None
    if found is None:
        raise unknown_path("/".join(rest))
    return found


def _asset(call: Call, node_id: str, rest: list[str]) -> dict[str, Any]:
    """What ads are made of: a creative or a film."""
    creative, film = creatives.find(call, node_id), creatives.video(call, node_id)
    if rest or call.method != "GET" or (creative is None and film is None):
        raise unknown_node(node_id)
    wanted = parse(call.params.get("fields") or "id")
    return film or render(call.world, CREATIVE, creative, wanted)


def _edge(call: Call, node: Account | Entity, edge: str) -> dict[str, Any] | None:
    """What belongs to a node, read or added to; None when it has no such edge."""
    if edge == "subscribed_apps" and isinstance(node, Account):
        return subscriptions.of_account(call, node)
    if edge == "insights":
        return insights.report(call, node) if call.method == "GET" else runs.start(call, node)
    if call.method == "POST":
        return CREATES[edge](call, node) if isinstance(node, Account) and edge in CREATES else None
    if edge == "adcreatives" and isinstance(node, Account | Ad):
        return edges.creatives_of(call, node)
    if edge in BELONGINGS and isinstance(node, Account):
        return edges.belongings(call, BELONGINGS[edge])
    parent = edges.parent_of(edge, node)
    return edges.children(call, parent, edge) if parent else None


def _object(call: Call, node: Account | Entity) -> dict[str, Any]:
    if call.method == "GET":
        kind = ACCOUNT if isinstance(node, Account) else kind_of(node)
        return render(call.world, kind, node, parse(call.params.get("fields") or "id"))
    if isinstance(node, Account):
        raise GraphError(400, 3, "(#3) Application does not have the capability to make this API call.")
    if call.method == "DELETE" or call.params.get("method", "").lower() == "delete":
        return updates.delete(call, node)
    return updates.update(call, node)


def _find(call: Call, node_id: str) -> Account | Entity | None:
    if node_id.startswith("act_"):
        return call.world.account(META, node_id.removeprefix("act_"))
    entity = call.world.entity(META, node_id)
    created = entity is not None and entity.created_at <= call.stage.clock.now()
    return entity if created else None


def account_of(request: Request, stage: Stage) -> str | None:
    """The account that a path is about, by `act_…` or by the object it names."""
    path: str = request.path_params["path"]
    node = path.partition("/")[2].partition("/")[0]
    if node.startswith("act_"):
        return node.removeprefix("act_")
    run = runs.find(stage, node)
    if run is not None:
        return runs.account_of(stage, run).id
    return stage.world.campaign_of(META, node).account.id if stage.world.entity(META, node) else None


PART = Part(META, answer, refuse, account_of, token_of)


async def graph(request: Request) -> Response:
    """Any call under `/meta/`."""
    return await play(request, PART)


routes = [
    Route("/{version}/dialog/oauth", oauth.dialog, methods=["GET", "POST"]),
    Route("/{path:path}", graph, methods=["GET", "POST", "DELETE"]),
]
