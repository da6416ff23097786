"""Pages by number: `start` and `count`, as everything that is not an advertisement is listed."""

from collections.abc import Sequence
from typing import Any

from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import bad_param
from sandbox.dialects.linkedin.resources import Resource

USUAL, MOST = 10, 100


def page(call: Call, found: Sequence[Resource]) -> dict[str, Any]:
    """The elements that were asked for, and a link to the next ones where there are any."""
    start, count = _number(call, "start", 0, 10**6), _number(call, "count", USUAL, MOST)
    ends = start + count
    links = [
        {"type": "application/json", "rel": "next", "href": f"/rest/{call.parts[0]}?start={ends}&count={count}"}
    ]
    more = ends < len(found)
    paging = {"start": start, "count": count, "total": len(found), "links": links if more else []}
    return {"elements": list(found[start:ends]), "paging": paging}


def _number(call: Call, name: str, usual: int, most: int) -> int:
    text = call.text(name, str(usual))
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise bad_param(name, f"a whole number up to {most} is expected")
    return int(text)
