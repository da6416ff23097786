"""How to ask LinkedIn: a version and a protocol in headers, addresses built whole, pages by token."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from engine.connectors import faults, http
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.faults import fault
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.wire import Call, Dialect, Reply, bearer

# Not confirmed by LinkedIn's documents beyond their examples: where files are uploaded to.
UPLOADS_MARK, UPLOADS_URL = "/dms-uploads/", "https://www.linkedin.com/dms-uploads/"

DIALECT = Dialect(PLATFORM, fault, lambda _reply: ())  # LinkedIn reports usage only by refusing


def find(
    token: str, path: str, query: Mapping[str, str], *, account: str = "", divisible: bool = False
) -> dict[str, Any]:
    """The answer of a finder; the query's values are encoded already."""
    call = Call(
        "GET",
        f"{_url(path)}?{restli.query(query)}",
        account=account,
        repeatable=True,
        divisible=divisible,
        headers=_headers(token, "FINDER"),
    )
    return _object(http.send(DIALECT, call))


def read(token: str, path: str, *, account: str = "") -> dict[str, Any]:
    """One resource by its path."""
    call = Call("GET", _url(path), account=account, repeatable=True, headers=_headers(token, "GET"))
    return _object(http.send(DIALECT, call))


def batch(token: str, path: str, ids: Iterable[str]) -> dict[str, Any]:
    """Several resources by their ids; those that cannot be had are left out."""
    url = f"{_url(path)}?{restli.query({'ids': restli.listed(ids)})}"
    call = Call("GET", url, repeatable=True, headers=_headers(token, "BATCH_GET"))
    results = _object(http.send(DIALECT, call)).get("results")
    return results if isinstance(results, dict) else {}


def pages(
    token: str, path: str, query: Mapping[str, str], *, account: str = "", size: int
) -> Iterator[dict[str, Any]]:
    """Every element of a finder, page after page; a page is whole before its first element leaves."""
    asked = {**query, "pageSize": str(size)}
    while True:
        page = find(token, path, asked, account=account)
        yield from faults.objects(PLATFORM, page.get("elements"))
        following = _next(page)
        if not following:
            return
        if following == asked.get("pageToken"):
            raise faults.unreadable(PLATFORM, f"the next page is this page again: {page['metadata']!s}")
        asked["pageToken"] = following


def numbered(token: str, path: str, query: Mapping[str, str], *, size: int) -> Iterator[dict[str, Any]]:
    """Every element of a finder whose pages have numbers; a page that is not full is the last one."""
    start = 0
    while True:
        asked = {**query, "start": str(start), "count": str(size)}
        elements = faults.objects(PLATFORM, find(token, path, asked).get("elements"))
        yield from elements
        if len(elements) < size:
            return
        start += size


def update(token: str, path: str, values: Mapping[str, Any], *, account: str) -> None:
    """Set fields of one entity; LinkedIn answers with nothing."""
    call = Call(
        "POST",
        _url(path),
        account=account,
        json={"patch": {"$set": dict(values)}},
        headers=_headers(token, "PARTIAL_UPDATE"),
    )
    http.send(DIALECT, call)


def create(token: str, path: str, body: Mapping[str, Any], *, account: str = "", repeatable: bool = False) -> str:
    """The key of what was created; LinkedIn answers with nothing else."""
    call = Call(
        "POST",
        _url(path),
        account=account,
        repeatable=repeatable,
        json=dict(body),
        headers=_headers(token, "CREATE"),
    )
    made = unquote(http.send(DIALECT, call).headers.get("x-restli-id", ""))
    if not made:
        raise faults.unconfirmed(PLATFORM, f"{path}: created, but nobody says as what")
    return made


def remove(token: str, path: str) -> None:
    """Delete one resource."""
    http.send(DIALECT, Call("DELETE", _url(path), repeatable=True, headers=_headers(token, "DELETE")))


def act(token: str, path: str, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What an action that may be repeated yields, {} when it yields nothing."""
    call = Call(
        "POST",
        f"{_url(path)}?action={action}",
        repeatable=True,
        json=dict(body),
        headers=_headers(token, "ACTION"),
    )
    answer = http.send(DIALECT, call).body
    value = answer.get("value") if isinstance(answer, dict) else None
    return value if isinstance(value, dict) else {}


def put(token: str, place: str, content: bytes) -> str:
    """Upload bytes to where an action said; the tag that names them from then on."""
    _, known, rest = place.partition(UPLOADS_MARK)
    if not known:
        raise faults.unreadable(PLATFORM, f"uploads go elsewhere: {place}")
    # Only ever to LinkedIn's own host, since the token goes with it.
    headers = bearer(token) | {"Content-Type": "application/octet-stream"}
    call = Call("PUT", f"{UPLOADS_URL}{rest}", repeatable=True, content=content, headers=headers)
    return http.send(DIALECT, call).headers.get("etag", "").strip('"')


def _object(reply: Reply) -> dict[str, Any]:
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, f"not an object: {reply.body!s}")
    return reply.body


def _url(path: str) -> str:
    return f"{PLATFORM.base_url}/rest/{path}"


def _headers(token: str, method: str) -> dict[str, str]:
    return bearer(token) | {
        "LinkedIn-Version": PLATFORM.version,
        "X-Restli-Protocol-Version": "2.0.0",
        "X-RestLi-Method": method,
    }


def _next(page: dict[str, Any]) -> str:
    """The encoded token of the next page, "" on the last one."""
    metadata = page.get("metadata")
    following = metadata.get("nextPageToken") if isinstance(metadata, dict) else None
    return restli.text(str(following)) if following else ""
