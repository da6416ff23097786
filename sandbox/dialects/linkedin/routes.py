"""The door of LinkedIn's dialect: sign-in under `/oauth/v2`, everything else under `/rest`."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.answers import json_response
from sandbox.dialects.frame import Part, play
from sandbox.dialects.linkedin import (
    analytics,
    creates,
    finders,
    leads,
    media,
    oauth,
    organizations,
    posts,
    subscriptions,
    updates,
)
from sandbox.dialects.linkedin.access import LINKEDIN, account_named, need, token_of
from sandbox.dialects.linkedin.call import Call, raw_query, read_call
from sandbox.dialects.linkedin.errors import ORDERED, RestError, no_resource, not_found
from sandbox.dialects.linkedin.quota import spend_call
from sandbox.dialects.linkedin.resources import (
    account_resource,
    campaign_resource,
    creative_resource,
    group_resource,
    urn,
)
from sandbox.faults import Fault
from sandbox.stage import Stage
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity

HEADERS = {"X-RestLi-Protocol-Version": "2.0.0"}
SIGN_IN: dict[str, Callable[[Request, Stage, bytes], Response]] = {
    "oauth/v2/accessToken": oauth.token,
    "oauth/v2/introspectToken": oauth.introspect,
    "oauth/v2/revoke": oauth.revoke,
}
LISTS: dict[str, tuple[type, Callable[[Call, Account], dict[str, Any]], Callable[..., dict[str, Any]]]] = {
    "adCampaignGroups": (Campaign, finders.groups, group_resource),
    "adCampaigns": (AdSet, finders.campaigns, campaign_resource),
    "creatives": (Ad, finders.creatives, creative_resource),
}
CREATES = {"adCampaignGroups": creates.group, "adCampaigns": creates.campaign, "creatives": creates.creative}
Outcome = dict[str, Any] | str | None  # JSON, the key of something new, or nothing to say
UPLOAD = re.compile(r"dms-uploads/(?:image|video)/\w+/\d+")
NAMED = re.compile(r"sponsored(Account|CampaignGroup|Campaign|Creative)(?::|%3A)(\d+)")


def answer(request: Request, stage: Stage, body: bytes) -> Response:
    """One call: lists and entities as JSON, a new entity's id in a header, nothing after an update."""
    path: str = request.path_params["path"]
    if path in SIGN_IN and request.method == "POST":
        return SIGN_IN[path](request, stage, body)
    if request.method == "PUT" and UPLOAD.fullmatch(path):
        return media.put(request, stage, body)
    try:
        if not path.startswith("rest/"):
            raise no_resource()
        found = dispatch(read_call(request, stage, body))
    except RestError as error:
        return json_response(error.body(), error.status, HEADERS)
    if found is None:
        # An action without a value is done, a change or a deletion leaves nothing.
        return Response(status_code=200 if "action" in request.query_params else 204, headers=HEADERS)
    if isinstance(found, dict):
        return json_response(found, headers=HEADERS)
    return Response(status_code=201, headers=HEADERS | {"x-restli-id": found})


def refuse(_: Request, __: Stage, fault: Fault) -> Response:
    """An ordered refusal in LinkedIn's words."""
    error = ORDERED[fault.kind]
    return json_response(error.body(), error.status, HEADERS)


def dispatch(call: Call) -> Outcome:
    """Find what the path names and do what the method asks."""
    spend_call(call.stage, call.parts[-1] if call.parts[-1] in LISTS else call.parts[0])
    resource, *rest = call.parts
    if resource not in RESOURCES:
        raise no_resource()
    return RESOURCES[resource](call, rest)


def _of_analytics(call: Call, rest: Sequence[str]) -> Outcome:
    if rest or call.method != "GET":
        raise no_resource()
    need(call.scopes, "GET /adAnalytics", "r_ads_reporting")
    return analytics.report(call)


def _of_accounts(call: Call, rest: Sequence[str]) -> Outcome:
    scopes = ("r_ads", "rw_ads") if call.method == "GET" else ("rw_ads",)
    need(call.scopes, f"{call.method} /adAccounts", *scopes)
    if not rest and call.method == "GET":
        return finders.accounts(call)
    account = account_named(call.stage, rest[0]) if rest else None
    match rest[1:]:
        case [] if account and call.method == "GET":
            call.only("fields")
            return finders.project(call, account_resource(call.world, account))
        case [resource] if account and resource in LISTS and call.method == "GET":
            return LISTS[resource][1](call, account)
        case [resource] if account and resource in CREATES and _creates(call):
            return _key(CREATES[resource](call, account))
        case [resource, key] if account and resource in LISTS:
            return _of_entity(call, resource, _find(call, account, resource, key))
    raise no_resource()


def _key(made: Entity) -> str:
    return quote(urn(made), safe="") if isinstance(made, Ad) else made.id


def _creates(call: Call) -> bool:
    return call.method == "POST" and call.verb in {"", "CREATE"}


def _of_entity(call: Call, resource: str, entity: Entity) -> dict[str, Any] | None:
    if call.method == "GET":
        call.only("fields")
        return finders.project(call, LISTS[resource][2](call.world, entity))
    if call.method == "POST" and call.verb in {"", "PARTIAL_UPDATE"}:
        updates.update(call, entity)
        return None
    raise RestError(405, "METHOD_NOT_ALLOWED", f"{call.verb or call.method} is not supported here")


def _find(call: Call, account: Account, resource: str, key: str) -> Entity:
    """The entity of that key: a number, and of creatives a URN; raises 404."""
    kind = LISTS[resource][0]
    entity_id = finders.id_in(key, "sponsoredCreative", "key") if kind is Ad else key
    entity = call.world.entity(LINKEDIN, entity_id)
    if entity is None or not isinstance(entity, kind) or entity.created_at > call.stage.clock.now():
        raise not_found(f"{resource}/{key}")
    if call.world.campaign_of(LINKEDIN, entity_id).account is not account:
        raise not_found(f"{resource}/{key}")
    return entity


RESOURCES: dict[str, Callable[[Call, Sequence[str]], Outcome]] = {
    "adAnalytics": _of_analytics,
    "adAccounts": _of_accounts,
    "organizationAcls": organizations.acls,
    "organizations": organizations.organizations,
    "organizationalEntityShareStatistics": organizations.statistics,
    "posts": posts.posts,
    "images": media.images,
    "videos": media.videos,
    "leadForms": leads.forms,
    "leadFormResponses": leads.responses,
    "leadNotifications": subscriptions.notifications,
}


def account_of(request: Request, stage: Stage) -> str | None:
    """The account that a call is about, by its path or by the first URN in its query."""
    found = re.search(r"adAccounts/(\d+)", request.path_params["path"])
    if found:
        return found[1]
    named = NAMED.search(raw_query(request))
    if named is None or named[1] == "Account":
        return named and named[2]
    known = stage.world.entity(LINKEDIN, named[2])
    return stage.world.campaign_of(LINKEDIN, named[2]).account.id if known else None


PART = Part(LINKEDIN, answer, refuse, account_of, token_of)


async def api(request: Request) -> Response:
    """Any call under `/linkedin/`."""
    return await play(request, PART)


routes = [
    Route("/oauth/v2/authorization", oauth.dialog, methods=["GET", "POST"]),
    Route("/{path:path}", api, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
]
