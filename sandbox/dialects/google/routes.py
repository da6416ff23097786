"""The door of Google's dialect: versions, customers and methods such as `googleAds:searchStream`."""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.answers import json_response
from sandbox.dialects.frame import Part, play
from sandbox.dialects.google import oauth, search
from sandbox.dialects.google.access import GOOGLE, ROOTS, customer, signed_in, token_of
from sandbox.dialects.google.errors import ORDERED, AdsError, Unreadable, envelope, plain, request_error
from sandbox.dialects.google.gaql import parse
from sandbox.dialects.google.mutate import MAKERS, TOGETHER, mutate
from sandbox.dialects.google.quota import spend_operation
from sandbox.faults import Fault
from sandbox.stage import Stage
from sandbox.world.model import Account

ALIVE = frozenset({"v23", "v24", "v25", "v26"})
PAGE, CHUNK = 10_000, 1_000
VERSION = re.compile(r"v\d+")
METHOD = re.compile(r"customers/(?P<customer>\d+)/(?P<collection>\w+):(?P<verb>\w+)")
SIGN_IN: dict[str, Callable[[Request, Stage, bytes], Response]] = {"token": oauth.token, "revoke": oauth.revoke}


def answer(request: Request, stage: Stage, body: bytes) -> Response:
    """One call, with a request id whatever comes of it."""
    path: str = request.path_params["path"]
    if path in SIGN_IN and request.method == "POST":
        return SIGN_IN[path](request, stage, body)
    version, _, rest = path.partition("/")
    request_id = _request_id()
    try:
        found = _dispatch(request, stage, (version, rest), body, request_id)
    except AdsError as error:
        return _failed(version, rest, error, request_id)
    except Unreadable as error:
        return json_response(plain(400, str(error)), 400, {"request-id": request_id})
    if found is None:
        return json_response(plain(404, f"Method not found: {path}"), 404)
    return json_response(found, headers={"request-id": request_id})


def refuse(request: Request, _: Stage, fault: Fault) -> Response:
    """An ordered refusal in Google's words."""
    version, _, rest = request.path_params["path"].partition("/")
    return _failed(version, rest, ORDERED[fault.kind], _request_id())


def _failed(version: str, rest: str, error: AdsError, request_id: str) -> Response:
    spoken = version if version in ALIVE else "v26"
    body: Any = envelope(spoken, error, request_id)
    # A stream's answer is an array, and so is its refusal.
    return json_response(
        [body] if rest.endswith(":searchStream") else body, error.http, {"request-id": request_id}
    )


def _dispatch(request: Request, stage: Stage, path: tuple[str, str], body: bytes, request_id: str) -> Any:
    version, rest = path
    lists, named = rest == "customers:listAccessibleCustomers", METHOD.fullmatch(rest)
    if not VERSION.fullmatch(version) or not (lists or (named and _known(named))):
        return None
    if request.method != ("GET" if lists else "POST"):
        return None
    if version not in ALIVE:
        raise request_error("UNSUPPORTED_VERSION", f"Version {version} is deprecated. Requests will be blocked.")
    signed_in(request, stage)
    spend_operation(stage)
    if named is None:
        return {"resourceNames": [f"customers/{root}" for root in ROOTS]}
    account, order = customer(request, stage, named["customer"]), _json(body)
    match named["verb"]:
        case "search":
            return _search(stage, account, order)
        case "searchStream":
            return _stream(stage, account, order, request_id)
    return mutate(stage, account, named["collection"], order, (version, request_id))


def _known(named: re.Match[str]) -> bool:
    """Whether there is such a method."""
    if named["collection"] == TOGETHER:
        return named["verb"] in {"search", "searchStream", "mutate"}
    return named["collection"] in MAKERS and named["verb"] == "mutate"


def _search(stage: Stage, account: Account, body: dict[str, Any]) -> dict[str, Any]:
    if "pageSize" in body or "page_size" in body:
        raise request_error("PAGE_SIZE_NOT_SUPPORTED", "Setting the page size is not supported.")
    query = parse(str(body.get("query", "")))
    rows = search.run(stage, account, query)
    start = _place(str(body.get("pageToken", "")))
    found: dict[str, Any] = {"results": rows[start : start + PAGE]} if rows else {}
    if start + PAGE < len(rows):
        found["nextPageToken"] = urlsafe_b64encode(f"rows:{start + PAGE}".encode()).decode()
    return found | {
        "totalResultsCount": str(len(rows)),
        "fieldMask": search.field_mask(query),
        "queryResourceConsumption": str(len(rows)),
    }


def _stream(stage: Stage, account: Account, body: dict[str, Any], request_id: str) -> list[dict[str, Any]]:
    query = parse(str(body.get("query", "")))
    rows = search.run(stage, account, query)
    mask = {"fieldMask": search.field_mask(query), "requestId": request_id}
    if not rows:
        return [mask]
    return [
        {"results": rows[n : n + CHUNK], **mask, "queryResourceConsumption": str(len(rows))}
        for n in range(0, len(rows), CHUNK)
    ]


def _place(token: str) -> int:
    if not token:
        return 0
    try:
        kind, _, place = urlsafe_b64decode(token).decode().partition(":")
        if kind == "rows":
            return int(place)
    except (Error, ValueError):
        pass
    raise request_error("INVALID_PAGE_TOKEN", "Page token is invalid.")


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise request_error("UNKNOWN", "Invalid JSON payload received.") from error
    if not isinstance(found, dict):
        raise request_error("UNKNOWN", "Invalid JSON payload received: an object is expected.")
    return found


def _request_id() -> str:
    return secrets.token_urlsafe(16)


def account_of(request: Request, _: Stage) -> str | None:
    """The customer that a path names."""
    found = re.search(r"customers/(\d+)", request.path_params["path"])
    return found[1] if found else None


PART = Part(GOOGLE, answer, refuse, account_of, token_of)


async def api(request: Request) -> Response:
    """Any call under `/google/`."""
    return await play(request, PART)


routes = [
    Route("/o/oauth2/v2/auth", oauth.dialog, methods=["GET", "POST"]),
    Route("/{path:path}", api, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
]
