"""JSON Patch (RFC 6902) over one flat object: `add`, `replace`, `remove` and `test` of its members."""

from typing import Any

import orjson

from sandbox.dialects.snapchat.errors import IMMUTABLE, INAPPLICABLE_PATCH, MALFORMED_PATCH, SnapError, invalid
from sandbox.dialects.snapchat.objects import Object

OPERATIONS = frozenset({"add", "replace", "remove", "test"})
IDENTITY = frozenset({"id", "ad_account_id", "campaign_id", "ad_squad_id", "created_at"})


def patched(now: Object, body: bytes) -> Object:
    """The object after the operations of a body; raises E1165, E1166 or E2023."""
    wanted = dict(now)
    for operation in _operations(body):
        _apply(wanted, operation)
    return wanted


def _operations(body: bytes) -> list[dict[str, Any]]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _malformed("not valid JSON") from error
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise _malformed("an array of operations is expected")
    for each in found:
        if each.get("op") not in OPERATIONS or not str(each.get("path", "")).startswith("/"):
            raise _malformed("op or path is invalid")
        if each["op"] != "remove" and "value" not in each:
            raise _malformed("value is missing")
    return found


def _apply(wanted: Object, operation: dict[str, Any]) -> None:
    name = str(operation["path"])[1:].replace("~1", "/").replace("~0", "~")
    if name in IDENTITY and operation["op"] != "test":
        raise invalid(f"{name} cannot be changed", IMMUTABLE)
    if operation["op"] != "add" and name not in wanted:
        raise invalid(f"The patch cannot be applied: there is no {name}", INAPPLICABLE_PATCH)
    match operation["op"]:
        case "test":
            if wanted[name] != operation["value"]:
                raise invalid(f"The patch cannot be applied: {name} has another value", INAPPLICABLE_PATCH)
        case "remove":
            raise invalid(f"{name} cannot be removed", IMMUTABLE)
        case _:
            wanted[name] = operation["value"]


def _malformed(why: str) -> SnapError:
    return invalid(f"The patch is malformed: {why}", MALFORMED_PATCH)
