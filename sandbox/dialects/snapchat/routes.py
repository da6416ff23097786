"""The door of the Snapchat dialect: which call is which, and its answers."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.answers import json_response
from sandbox.dialects.frame import Part, play
from sandbox.dialects.snapchat import (
    creates,
    creatives,
    lists,
    media,
    oauth,
    objects,
    profiles,
    runs,
    stats,
    updates,
)
from sandbox.dialects.snapchat.access import ORGANIZATION_ID, SNAPCHAT, signed_in, token_of
from sandbox.dialects.snapchat.errors import ORDERED, SnapError, envelope, missing, request_id
from sandbox.dialects.snapchat.limits import spend_call
from sandbox.dialects.snapchat.words import deleted
from sandbox.faults import Fault
from sandbox.stage import Stage
from sandbox.world.model import Account, Entity
from sandbox.world.world import World

KINDS = {plural: kind for kind, plural in objects.PLURALS.items()}
# What an ad account holds beside what it advertises with.
ASSETS: dict[str, Callable[[Stage, Account], list[objects.Object]]] = {
    "media": media.listed,
    "creatives": creatives.listed,
    "pixels": lambda _, account: creatives.pixels(account),
    "lead_generation_forms": creatives.lead_forms,
}
SIGN_IN: dict[str, Callable[[Request, Stage, bytes], Response]] = {
    "login/oauth2/access_token": oauth.token,
    "accounts/oauth2/revoke": oauth.revoke,
}


def answer(request: Request, stage: Stage, body: bytes) -> Response:
    """One call."""
    path: str = request.path_params["path"]
    if path in SIGN_IN and request.method == "POST":
        return SIGN_IN[path](request, stage, body)
    try:
        if not path.startswith("v1/"):
            raise missing()
        signed_in(request, stage)
        spend_call(stage, token_of(request))
        return json_response(_dispatch(request, stage, path.split("/")[1:], body))
    except SnapError as error:
        return _failed(error)


def refuse(_: Request, __: Stage, fault: Fault) -> Response:
    """An ordered refusal in Snapchat's words."""
    return _failed(ORDERED[fault.kind])


def _failed(error: SnapError) -> Response:
    return json_response(envelope(error), error.http, dict(error.headers))


def _dispatch(request: Request, stage: Stage, parts: list[str], body: bytes) -> objects.Object:
    match request.method, parts:
        case "GET", ["me"]:
            return {"request_status": "SUCCESS", "request_id": request_id(), "me": objects.me()}
        case "GET", ["me", "organizations"]:
            return lists.answer("organizations", [_organization(request, stage.world)])
        case "GET", ["organizations", organization] if organization == ORGANIZATION_ID:
            return lists.answer("organizations", [objects.organization()])
        case "GET", ["organizations", organization, "adaccounts"] if organization == ORGANIZATION_ID:
            page, accounts = lists.read_page(request, stage), stage.world.accounts_of(SNAPCHAT)
            items = [objects.ad_account(account) for account in page.cut(accounts)]
            return lists.answer("adaccounts", items, **page.paging(len(accounts)))
        case _, ["organizations", _, "public_profiles"] | ["public_profiles", *_]:
            return profiles.dispatch(request, stage, parts, body)
        case _, ["stories" | "saved_stories" | "spotlights", *_]:
            return profiles.dispatch(request, stage, parts, body)
        case "GET", ["media", media_id]:
            return lists.answer("media", [media.look(stage, media_id)])
        case "POST", ["media", media_id, "upload"]:
            return media.upload(stage, request, media_id, body)
    node = _find(stage.world, parts[:2])
    if node is None:
        raise missing()
    if request.method == "POST" and len(parts) == 3:
        return creates.create(stage, node, parts[2], body)
    if request.method != "GET":
        return updates.write(stage, request, node, parts[2:], body)
    return _read(request, stage, node, parts[2:])


def _read(request: Request, stage: Stage, node: Account | Entity, rest: list[str]) -> objects.Object:
    world = stage.world
    match rest:
        case []:
            if isinstance(node, Account):
                return lists.answer("adaccounts", [objects.ad_account(node)])
            _need_visible(request, world, node)
            return lists.answer(objects.PLURALS[type(node)], [objects.render(world, node)])
        case ["stats"]:
            query = dict(request.query_params)
            question = stats.read_question(world, _account(world, node), node, query)
            if lists.flag(request, "async"):
                return runs.start(stage, question, query, request.url.path)
            return stats.report(world, question, lists.read_page(request, stage))
        case ["stats_report"] if isinstance(node, Account):
            return runs.poll(stage, request)
        case [kind] if kind in ASSETS and isinstance(node, Account):
            page, found = lists.read_page(request, stage), ASSETS[kind](stage, node)
            return lists.answer(kind, page.cut(found), **page.paging(len(found)))
        case [kind] if kind in KINDS and lists.holds(node, KINDS[kind]):
            if not isinstance(node, Account):
                _need_visible(request, world, node)
            page, wanted = lists.read_page(request, stage), lists.flag(request, "read_deleted_entities")
            children = lists.children(world, node, kind, with_deleted=wanted)
            items = [objects.render(world, each) for each in page.cut(children)]
            return lists.answer(kind, items, **page.paging(len(children)))
    raise missing()


def _organization(request: Request, world: World) -> objects.Object:
    accounts = [objects.ad_account(account) for account in world.accounts_of(SNAPCHAT)]
    more = {"ad_accounts": accounts} if lists.flag(request, "with_ad_accounts") else {}
    return objects.organization() | more


def _need_visible(request: Request, world: World, entity: Entity) -> None:
    """What is deleted is there only for those who ask for deleted things."""
    if deleted(world, entity) and not lists.flag(request, "read_deleted_entities"):
        raise missing()


def _find(world: World, parts: list[str]) -> Account | Entity | None:
    if len(parts) != 2:
        return None
    kind, node_id = parts
    if kind == "adaccounts":
        return world.account(SNAPCHAT, node_id)
    entity = world.entity(SNAPCHAT, node_id)
    if entity is None or KINDS.get(kind) is not type(entity) or entity.created_at > world.clock.now():
        return None
    return entity


def _account(world: World, node: Account | Entity) -> Account:
    return node if isinstance(node, Account) else world.campaign_of(SNAPCHAT, node.id).account


def account_of(request: Request, stage: Stage) -> str | None:
    """The ad account that a path is about."""
    node = _find(stage.world, request.path_params["path"].split("/")[1:3])
    return None if node is None else _account(stage.world, node).id


PART = Part(SNAPCHAT, answer, refuse, account_of, token_of)
STORAGE = Part(SNAPCHAT, runs.download, refuse, lambda *_: None, token_of)


async def api(request: Request) -> Response:
    """Any call under `/snapchat/`."""
    return await play(request, PART)


async def report(request: Request) -> Response:
    """A finished report's own address, at a storage that asks for no token."""
    return await play(request, STORAGE)


routes = [
    Route("/reports/{name}.csv", report),
    Route("/login/oauth2/authorize", oauth.dialog, methods=["GET", "POST"]),
    Route("/{path:path}", api, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
]
