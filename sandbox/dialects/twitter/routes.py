"""The door of X's dialect: versions, sign-in, accounts and their collections, analytics, posts."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.answers import json_response
from sandbox.dialects.frame import Part, play
from sandbox.dialects.twitter import (
    access,
    creates,
    jobs,
    lists,
    oauth,
    posts,
    problems,
    stats,
    targeting,
    tweets,
    writes,
)
from sandbox.dialects.twitter.access import TWITTER, signed_in, token_of
from sandbox.dialects.twitter.errors import ORDERED, QUOTA_S, THROTTLED_S, AdsError, no_route, too_many
from sandbox.dialects.twitter.limits import count, exhausted
from sandbox.dialects.twitter.params import Call, read_params
from sandbox.faults import Fault
from sandbox.stage import Stage
from sandbox.world.model import Account

CURRENT, ALIVE, POSTS = "12", frozenset({"11", "12"}), "2"
SIGN_IN: dict[tuple[str, str], Callable[[Request, Stage, bytes], Response]] = {
    ("POST", "oauth/request_token"): oauth.request_token,
    ("POST", "oauth/access_token"): oauth.access_token,
    ("POST", "1.1/oauth/invalidate_token"): oauth.invalidate_token,
    ("POST", "1.1/oauth/invalidate_token.json"): oauth.invalidate_token,
    ("GET", "1.1/account/verify_credentials.json"): oauth.verify_credentials,
}
Answer = tuple[dict[str, Any], dict[str, str]]


def answer(request: Request, stage: Stage, body: bytes) -> Response:
    """One call, with its window's headers whatever comes of it."""
    path: str = request.path_params["path"]
    version, _, rest = path.partition("/")
    base = stage.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    base = base if base.endswith("/twitter") else f"{base}/twitter"
    call = Call(stage, request.method, version, base, tuple(rest.split("/")), read_params(request, body), body)
    if version == POSTS:
        return _answer_posts(request, call)
    headers = {"x-current-api-version": CURRENT}
    try:
        if (request.method, path) in SIGN_IN:
            return SIGN_IN[request.method, path](request, stage, body)
        if version == jobs.FILES and request.method == "GET":
            return jobs.download(call)
        if version not in ALIVE:
            raise no_route(path)
        if version != CURRENT:
            headers["x-api-warn"] = "deprecated_version"
        token = signed_in(request, stage, body)
        used, refusal = count(call, token.value, account_of(request, stage))
        headers |= used
        if refusal:
            raise refusal
        found, more = _dispatch(call)
        return json_response(found, headers=headers | more)
    except AdsError as error:
        return json_response(error.body(call.echo()), error.status, headers | dict(error.headers))


def _answer_posts(request: Request, call: Call) -> Response:
    """A call to version 2, refused in its own words."""
    headers: dict[str, str] = {}
    try:
        token = signed_in(request, call.stage, call.body)
        headers, refusal = count(call, token.value, None)
        if refusal:
            raise refusal
        made = "/".join(call.parts) == "tweets" and call.method == "POST"
        return json_response(posts.answer(call), 201 if made else 200, headers)
    except AdsError as error:
        return problems.told(error).response(headers)
    except problems.Problem as problem:
        return problem.response(headers)


def refuse(request: Request, stage: Stage, fault: Fault) -> Response:
    """An ordered refusal in X's words; a throttled caller is told when to come back."""
    account = account_of(request, stage)
    if request.path_params["path"].startswith(f"{POSTS}/"):
        throttled = problems.too_many(exhausted(THROTTLED_S, None))
        return problems.ORDERED.get(fault.kind, throttled).response({})
    if fault.kind in {"throttle", "daily_quota"}:
        error = too_many(exhausted(THROTTLED_S if fault.kind == "throttle" else QUOTA_S, account))
    else:
        error = ORDERED[fault.kind]
    return json_response(error.body({}), error.status, dict(error.headers))


def account_of(request: Request, _: Stage) -> str | None:
    """The ad account that a path names."""
    parts = request.path_params["path"].split("/")
    place = parts.index("accounts") + 1 if "accounts" in parts else len(parts)
    return parts[place] if place < len(parts) else None


def _dispatch(call: Call) -> Answer:
    match call.method, call.parts:
        case "GET", ("accounts",):
            return lists.accounts(call), {}
        case "GET", ("stats", "accounts", account_id):
            return stats.synchronous(call, access.account(call.stage, account_id)), {}
        case "GET", ("stats", "accounts", account_id, "active_entities"):
            return stats.active_entities(call, access.account(call.stage, account_id)), {}
        case "GET", ("stats", "accounts", account_id, "reach", "campaigns"):
            return stats.reach(call, access.account(call.stage, account_id)), {}
        case "POST", ("stats", "jobs", "accounts", account_id):
            return jobs.start(call, access.account(call.stage, account_id))
        case "GET", ("stats", "jobs", "accounts", account_id):
            return jobs.poll(call, access.account(call.stage, account_id)), {}
        case "GET", ("targeting_criteria", "locations"):
            return targeting.locations(call), {}
        case "POST", ("batch", "accounts", account_id, "targeting_criteria"):
            return targeting.batch(call, access.account(call.stage, account_id)), {}
        case _, ("accounts", account_id, ("tweet" | "tweets" | "targeting_criteria") as name, *rest):
            return _of_ads(call, access.account(call.stage, account_id), name, rest), {}
        case _, ("accounts", account_id, *rest):
            return _of_account(call, account_id, rest), {}
    raise no_route("/".join(call.parts))


def _of_account(call: Call, account_id: str, rest: list[str]) -> dict[str, Any]:
    account = access.account(call.stage, account_id)
    if rest and rest[0] not in lists.COLLECTIONS:
        raise no_route("/".join(call.parts))
    match call.method, rest:
        case "GET", []:
            return lists.one_account(call, account)
        case "GET", [name]:
            return lists.listed(call, account, name)
        case "GET", [name, entity_id]:
            return lists.one(call, account, name, entity_id)
        case "POST", [name]:
            return creates.create(call, account, name)
        case "PUT", [name, entity_id]:
            return writes.update(call, account, name, entity_id)
        case "DELETE", [name, entity_id]:
            return writes.delete(call, account, name, entity_id)
    raise AdsError(405, "METHOD_NOT_ALLOWED", f"{call.method} is not allowed here")


def _of_ads(call: Call, account: Account, name: str, rest: list[str]) -> dict[str, Any]:
    """Tweets for ads, and whom they are shown to."""
    match call.method, name, rest:
        case "POST", "tweet", []:
            return tweets.create(call, account)
        case "GET", "tweets", []:
            return tweets.listed(call, account)
        case "GET", "targeting_criteria", []:
            return targeting.listed(call, account)
        case "POST", "targeting_criteria", []:
            return targeting.create(call, account)
        case "DELETE", "targeting_criteria", [criterion_id]:
            return targeting.delete(call, account, criterion_id)
    raise AdsError(405, "METHOD_NOT_ALLOWED", f"{call.method} is not allowed here")


PART = Part(TWITTER, answer, refuse, account_of, token_of)


async def api(request: Request) -> Response:
    """Any call under `/twitter/`."""
    return await play(request, PART)


routes = [
    Route("/oauth/authorize", oauth.authorize, methods=["GET", "POST"]),
    Route("/oauth/authenticate", oauth.authorize, methods=["GET", "POST"]),
    Route("/{path:path}", api, methods=["GET", "POST", "PUT", "DELETE"]),
]
