"""How to ask Meta: versioned addresses, proof of the app's secret, nested values as JSON, cursors."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from engine.connectors import faults, http, oauth
from engine.connectors.meta.faults import fault
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.meta.usage import usage
from engine.connectors.wire import Call, Dialect, bearer

DIALECT = Dialect(PLATFORM, fault, usage)


def get(token: str, path: str, params: Mapping[str, Any], *, account: str = "") -> dict[str, Any]:
    """The JSON object at that path."""
    return _object("GET", token, path, params, account=account, repeatable=True)


def post(
    token: str, path: str, fields: Mapping[str, Any], *, account: str = "", repeatable: bool = False
) -> dict[str, Any]:
    """What Meta answers to a change, or to the start of a report."""
    return _object("POST", token, path, fields, account=account, repeatable=repeatable)


def delete(token: str, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What Meta answers to a removal; removing twice does no harm."""
    return _object("DELETE", token, path, params or {}, account="", repeatable=True)


def pages(
    token: str, path: str, params: Mapping[str, Any], *, account: str = "", limit: int
) -> Iterator[dict[str, Any]]:
    """Every item of an edge, page after page; a page is whole before its first item leaves."""
    query: dict[str, Any] = {**params, "limit": str(limit)}
    while True:
        page = get(token, path, query, account=account)
        yield from faults.objects(PLATFORM, page.get("data"))
        after = _next(page)
        if not after:
            return
        if after == query.get("after"):
            raise faults.unreadable(PLATFORM, f"the next page is this page again: {page['paging']!s}")
        query["after"] = after


def proof(token: str, secret: str) -> str:
    """The `appsecret_proof` of a token: lower-case hex HMAC-SHA256 under the app's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _object(
    method: str, token: str, path: str, values: Mapping[str, Any], *, account: str, repeatable: bool
) -> dict[str, Any]:
    _, secret = oauth.credentials(PLATFORM)
    plain = {name: _plain(value) for name, value in values.items()}
    signature = {"appsecret_proof": proof(token, secret)}
    reply = http.send(
        DIALECT,
        Call(
            method,
            f"{PLATFORM.base_url}/{PLATFORM.version}/{path}",
            account=account,
            repeatable=repeatable,
            params=signature if method == "POST" else plain | signature,
            form=plain if method == "POST" else None,
            headers=bearer(token),
        ),
    )
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, f"not an object: {reply.body!s}")
    return reply.body


def _next(page: dict[str, Any]) -> str:
    """The cursor of the next page, "" on the last one: a cursor alone does not mean that there is more."""
    match page.get("paging"):
        case {"next": _, "cursors": {"after": str(after)}} if after:
            return after
        case {"next": _}:
            raise faults.unreadable(PLATFORM, f"a next page without a cursor: {page['paging']!s}")
    return ""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
