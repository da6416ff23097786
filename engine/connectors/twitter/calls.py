"""How to ask X: everything in the address, signed anew for each try, lists followed by their cursor.

A token is kept as `token:secret`: OAuth 1.0a signs with both, and the sealed text is the one place for secrets.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from oauthlib.oauth1 import Client

from engine.connectors import faults, http, oauth
from engine.connectors.twitter.faults import fault
from engine.connectors.twitter.platform import PLATFORM, POSTS_URL
from engine.connectors.twitter.stamps import stamp
from engine.connectors.twitter.usage import usage
from engine.connectors.wire import Call, Dialect, Reply

DIALECT = Dialect(PLATFORM, fault, usage)
PAGE = 1000


def join_token(token: str, secret: str) -> str:
    """A token and its secret as the one text that is sealed."""
    return f"{token}:{secret}"


def person(token: str) -> str:
    """Whose budget calls spend that belong to no ad account: X counts them by person, whose id begins a token."""
    return f"user {owner_of(token) or '?'}"  # never a part of anything else: this is logged


def owner_of(token: str) -> str:
    """The id of the person whose token it is, "" when it does not tell."""
    owner = token.partition("-")[0]
    return owner if owner.isascii() and owner.isdigit() else ""


def sign(token: str, callback: str, method: str, url: str) -> Mapping[str, str]:
    """The Authorization header for exactly that method and address; a stamp and a nonce of its own each time."""
    key, secret = oauth.credentials(PLATFORM)
    owner, _, owner_secret = token.partition(":")
    client = Client(
        key, secret, resource_owner_key=owner or None, resource_owner_secret=owner_secret or None,
        callback_uri=callback or None, timestamp=stamp(),
    )  # fmt: skip
    _, headers, _ = client.sign(url, http_method=method)
    return {name: str(value) for name, value in headers.items()}


def get(token: str, path: str, params: Mapping[str, Any], *, account: str) -> dict[str, Any]:
    """The JSON object at that path, below the version."""
    return _object("GET", token, path, params, account=account, repeatable=True)


def post(
    token: str, path: str, params: Mapping[str, Any], *, account: str, repeatable: bool = False
) -> dict[str, Any]:
    """What X answers to something new."""
    return _object("POST", token, path, params, account=account, repeatable=repeatable)


def put(token: str, path: str, params: Mapping[str, Any], *, account: str) -> dict[str, Any]:
    """What X answers to a change."""
    return _object("PUT", token, path, params, account=account, repeatable=False)


def delete(token: str, path: str, *, account: str) -> dict[str, Any]:
    """What X answers to a removal."""
    return _object("DELETE", token, path, {}, account=account, repeatable=False)


def batch(token: str, path: str, steps: list[dict[str, Any]], *, account: str) -> dict[str, Any]:
    """What X answers to many changes at once, of which all count or none."""
    url = f"{PLATFORM.base_url}/{PLATFORM.version}/batch/{path}"
    return _read(signed("POST", url, token, account=account, json=steps))


def ask(
    method: str, token: str, path: str, params: Mapping[str, Any] | None = None, *,
    json: Any = None, repeatable: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The JSON object at that path of version 2, where posts are; its calls are counted by person."""
    url = f"{POSTS_URL}/{path}" + _query(params or {})
    return _read(signed(method, url, token, account=person(token), repeatable=repeatable, json=json))


def pages(token: str, path: str, params: Mapping[str, Any], *, account: str) -> Iterator[dict[str, Any]]:
    """Every item of a list, page after page; a page is whole before its first item leaves."""
    query: dict[str, Any] = {**params, "count": PAGE}
    while True:
        page = get(token, path, query, account=account)
        yield from faults.objects(PLATFORM, page.get("data"))
        after = page.get("next_cursor")
        if not after:
            return
        if after == query.get("cursor"):
            raise faults.unreadable(PLATFORM, f"the next page is this page again: {after!s}")
        query["cursor"] = after


def download(url: str, account: str) -> Any:
    """The JSON of a report's file, which lies on another host and needs no signature."""
    return http.send(DIALECT, Call("GET", url, account=account, repeatable=True)).body


def signed(method: str, url: str, token: str, *, account: str, repeatable: bool = False, **details: Any) -> Reply:
    """Send one signed call to a whole address."""
    callback = details.pop("callback", "")
    call = Call(
        method, url, account=account, repeatable=repeatable, sign=partial(sign, token, callback), **details
    )
    return http.send(DIALECT, call)


def _object(
    method: str, token: str, path: str, params: Mapping[str, Any], *, account: str, repeatable: bool
) -> dict[str, Any]:
    url = f"{PLATFORM.base_url}/{PLATFORM.version}/{path}" + _query(params)
    return _read(signed(method, url, token, account=account, repeatable=repeatable))


def _query(params: Mapping[str, Any]) -> str:
    """What is signed has to be sent letter for letter, so the address is encoded here and by nobody else."""
    if not params:
        return ""
    return "?" + urlencode({name: _plain(value) for name, value in params.items()}, quote_via=quote, safe="")


def _read(reply: Reply) -> dict[str, Any]:
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, f"not an object: {reply.body!s}")
    return reply.body


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
