"""The door of TikTok's dialect: fixed paths that end in a slash, and one envelope for everything."""

from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.answers import json_response
from sandbox.dialects.frame import Part, play
from sandbox.dialects.tiktok import (
    assets,
    business,
    creates,
    lists,
    oauth,
    reports,
    subscriptions,
    tasks,
    tt_user,
    updates,
)
from sandbox.dialects.tiktok.access import TIKTOK, need_scope, signed_in
from sandbox.dialects.tiktok.call import Call, read_call, token_of
from sandbox.dialects.tiktok.errors import ApiError, envelope, ordered
from sandbox.dialects.tiktok.quota import count
from sandbox.faults import Fault
from sandbox.stage import Stage

ALIVE = "v1.3"
Data = dict[str, Any] | list[dict[str, Any]]
Answer = Callable[[Call], Data | str]
UNSIGNED: dict[tuple[str, str], Answer] = {
    ("POST", "oauth2/access_token"): oauth.exchange,
    ("POST", "oauth2/revoke_token"): oauth.revoke,
    ("GET", "oauth2/advertiser/get"): oauth.advertisers,
    ("POST", "subscription/subscribe"): subscriptions.subscribe,
    ("POST", "subscription/unsubscribe"): subscriptions.unsubscribe,
    ("GET", "subscription/get"): subscriptions.listed,
    ("POST", "tt_user/oauth2/token"): tt_user.exchange,
    ("POST", "tt_user/oauth2/refresh_token"): tt_user.refresh,
    ("POST", "tt_user/oauth2/revoke"): tt_user.revoke,
}
# Signed with the token of a TikTok account, which they look at themselves.
PERSONAL: dict[tuple[str, str], Answer] = {
    ("GET", "business/get"): business.account,
    ("GET", "business/video/list"): business.posts,
    ("POST", "business/video/publish"): business.publish_video,
    ("POST", "business/photo/publish"): business.publish_photos,
    ("GET", "business/publish/status"): business.publish_status,
}
SIGNED: dict[tuple[str, str], Answer] = {
    ("GET", "advertiser/info"): lists.advertisers,
    ("GET", "campaign/get"): partial(lists.entities, kind=lists.CAMPAIGNS),
    ("GET", "adgroup/get"): partial(lists.entities, kind=lists.AD_GROUPS),
    ("GET", "ad/get"): partial(lists.entities, kind=lists.ADS),
    ("GET", "report/integrated/get"): reports.report,
    ("POST", "report/task/create"): tasks.create,
    ("GET", "report/task/check"): tasks.check,
    ("GET", "report/task/download"): tasks.download,
    ("POST", "campaign/status/update"): partial(updates.set_statuses, word="campaign"),
    ("POST", "adgroup/status/update"): partial(updates.set_statuses, word="adgroup"),
    ("POST", "ad/status/update"): partial(updates.set_statuses, word="ad"),
    ("POST", "campaign/update"): partial(updates.update, word="campaign"),
    ("POST", "adgroup/update"): partial(updates.update, word="adgroup"),
    ("POST", "campaign/create"): creates.campaign,
    ("POST", "adgroup/create"): creates.ad_group,
    ("POST", "ad/create"): creates.ads,
    ("POST", "ad/update"): updates.rename_ads,
    ("GET", "tool/region"): assets.regions,
    ("GET", "pixel/list"): assets.pixels,
    ("GET", "app/list"): assets.apps,
    ("GET", "identity/get"): assets.identities,
    ("POST", "file/image/ad/upload"): assets.upload_image,
    ("POST", "file/video/ad/upload"): assets.upload_video,
}
DOORS = UNSIGNED | PERSONAL | SIGNED


def answer(request: Request, stage: Stage, body: bytes) -> Response:
    """One call: 404 in plain text for an address that does not exist, 200 for everything else."""
    version, _, path = request.path_params["path"].partition("/")
    if not path.endswith("/") or path[:-1] not in {known for _, known in DOORS}:
        return PlainTextResponse("404 page not found", 404)
    door = request.method, path[:-1]
    if door not in DOORS:
        return PlainTextResponse("405 method not allowed", 405)
    try:
        found = _answer(read_call(request, stage, door[1], body), version, door)
    except ApiError as error:
        return json_response(envelope(error.data, error.code, error.message))
    if isinstance(found, str):
        return Response(found, media_type="text/csv")
    return json_response(envelope(found))


def refuse(_: Request, __: Stage, fault: Fault) -> Response:
    """An ordered refusal in TikTok's words."""
    error = ordered(fault.kind, fault.code)
    return json_response(envelope(error.data, error.code, error.message))


def _answer(call: Call, version: str, door: tuple[str, str]) -> Data | str:
    if version != ALIVE:
        raise ApiError(40051, f"Invalid API version: {version}.")
    count(call.stage, call.path)
    if door in SIGNED:
        need_scope(call, signed_in(call))
    return DOORS[door](call)


def account_of(request: Request, _: Stage) -> str | None:
    """The advertiser that a call is about, wherever it names it."""
    return request.query_params.get("advertiser_id") or getattr(request.state, "advertiser_id", None)


PART = Part(TIKTOK, answer, refuse, account_of, token_of)


async def api(request: Request) -> Response:
    """Any call under `/tiktok/open_api/`."""
    request.state.advertiser_id = _advertiser_id(await request.body())
    return await play(request, PART)


def _advertiser_id(body: bytes) -> str | None:
    """The advertiser that a body names, if it is one that can be read."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found.get("advertiser_id") if isinstance(found, dict) else None


routes = [
    Route("/portal/auth", oauth.dialog, methods=["GET", "POST"]),
    Route("/v2/auth/authorize", tt_user.dialog, methods=["GET", "POST"]),
    Route("/open_api/{path:path}", api, methods=["GET", "POST", "PUT", "DELETE"]),
]
