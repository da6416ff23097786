"""Meta's cursors: opaque marks of a place in a list, and absolute links that repeat the whole query."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import invalid

USUAL = 25


def page(call: Call, rows: Sequence[Any], most: int) -> tuple[Sequence[Any], dict[str, Any]]:
    """The rows of the page that was asked for, and the `paging` object (no `next` on the last page)."""
    limit = call.integer("limit", USUAL)
    if limit < 1:
        raise invalid("Param limit must be a positive integer")
    limit = min(limit, most)
    if "before" in call.params:
        stop = _place(call.params["before"])
        start = max(0, stop - limit)
    else:
        start = _place(call.params["after"]) + 1 if call.params.get("after") else 0
        stop = start + limit
    shown = rows[start:stop]
    if not shown:
        return shown, {}
    paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(start + len(shown) - 1)}}
    if stop < len(rows):
        paging["next"] = _link(call, after=paging["cursors"]["after"])
    if start > 0:
        paging["previous"] = _link(call, before=paging["cursors"]["before"])
    return shown, paging


def envelope(data: list[Any], paging: dict[str, Any]) -> dict[str, Any]:
    """A list as Meta wraps it."""
    return {"data": data, "paging": paging} if paging else {"data": data}


def _cursor(place: int) -> str:
    return urlsafe_b64encode(f"sandbox:{place}".encode()).decode()


def _place(cursor: str) -> int:
    try:
        kind, _, place = urlsafe_b64decode(cursor).decode().partition(":")
        if kind == "sandbox":
            return int(place)
    except (Error, ValueError):
        pass
    raise invalid("Invalid cursors values")


def _link(call: Call, **cursor: str) -> str:
    kept = {key: value for key, value in call.params.items() if key not in {"after", "before", "appsecret_proof"}}
    query = urlencode(kept | {"access_token": call.token} | cursor)
    return f"{call.base}/{call.version}/{'/'.join(call.parts)}?{query}"
