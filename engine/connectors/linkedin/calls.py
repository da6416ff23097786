"""How to ask LinkedIn: a version and a protocol in headers, addresses built whole, pages by token."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.connectors import faults, http
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.faults import fault
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.wire import Call, Dialect, bearer

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
    answer = http.send(DIALECT, call).body
    if not isinstance(answer, dict):
        raise faults.unreadable(PLATFORM, f"not an object: {answer!s}")
    return answer


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
