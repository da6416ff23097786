"""The JSON schema of an answer that was seen: types of leaves, names of fields, and nothing that was not seen."""

import re
from typing import Any

from engine.core.cache import AREAS

KEYED = re.compile(r"[0-9a-f-]{36}|\d{4}-\d\d(-\d\d)?.*|\d+")  # names that are ids, days or numbers: a map

FREE = {"detail", "facts", "payload"}  # each kind of entry has its own


def whole(answer: Any) -> dict[str, Any]:
    """Of a whole answer: its own fields are always there, unless it is a map."""
    found = shape(answer)
    if not isinstance(answer, dict):
        return found
    return found | {"type": "object"} | ({"required": sorted(answer)} if "properties" in found else {})


def shape(value: Any) -> dict[str, Any]:
    """The JSON schema of what was seen: types of leaves, names of fields; any value may be null."""
    if isinstance(value, dict):
        if _is_map(value):
            return {
                "type": ["object", "null"],
                "additionalProperties": merged([shape(one) for one in value.values()]),
            }
        return {
            "type": ["object", "null"],
            "properties": {name: {} if name in FREE else shape(one) for name, one in value.items()},
        }
    if isinstance(value, list):
        return {"type": ["array", "null"], "items": merged([shape(one) for one in value])}
    kind = {bool: "boolean", int: "number", float: "number", str: "string"}.get(type(value))
    return {"type": [kind, "null"]} if kind else {}


def _is_map(value: dict[str, Any]) -> bool:
    """Whether its names say which, not what: ids, days, numbers, areas of the cache."""
    return bool(value) and (
        all(KEYED.fullmatch(name) for name in value) or (len(value) > 1 and value.keys() <= AREAS.keys())
    )


def merged(shapes: list[dict[str, Any]]) -> dict[str, Any]:
    """What all of them are; `{}` where they have nothing in common."""
    known = [one for one in shapes if one]
    if not known:
        return {}
    kinds = sorted({kind for one in known for kind in one["type"]} - {"null"})
    found: dict[str, Any] = {"type": [*kinds, "null"]}
    names = dict.fromkeys(name for one in known for name in one.get("properties", {}))
    if names:
        fields = [one.get("properties", {}) for one in known]
        found["properties"] = {name: merged([one[name] for one in fields if name in one]) for name in names}
    if items := [one["items"] for one in known if "items" in one]:
        found["items"] = merged(items)
    if more := [one["additionalProperties"] for one in known if "additionalProperties" in one]:
        found["additionalProperties"] = merged(more)
    return found
