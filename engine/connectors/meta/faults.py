"""What Meta's error codes mean. Its HTTP status says little: throttles come as 400 or 403, never as 429."""

from typing import Any

import orjson

from engine.connectors import faults
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.meta.usage import regain_s
from engine.connectors.wire import Reply
from engine.core.errors import AppError

THROTTLED = frozenset({4, 17, 32, 613, *range(80000, 80015)})
THROTTLED_APP = 4
SIGNED_OUT = frozenset({102, 104, 190})
FORBIDDEN = frozenset({3, 10, 294, *range(200, 300)})
TRANSIENT = frozenset({1, 2})

_EXPIRED = frozenset({(102, 0), (190, 0), (190, 463), (190, 467)})
_BROKEN_REPORT = (2601, 1815107)
_TOO_MUCH = (1, 99)
_NOT_THERE = frozenset({(100, 33), (803, 0)})
_OLD_VERSION = 2635
_FIELDS = {
    "name": "name", "title": "headline", "message": "body", "link": "url", "picture": "media", "file_url": "media",
    "url": "media", "image_url": "media", "video_url": "media", "caption": "text", "page_id": "profile_id",
    "objective": "objective", "daily_budget": "daily_budget_micros", "lifetime_budget": "lifetime_budget_micros",
    "bid_amount": "bid_micros", "start_time": "starts_on", "stop_time": "ends_on", "end_time": "ends_on",
    "targeting": "countries",
}  # fmt: skip


def fault(reply: Reply) -> AppError | None:
    """The error that an answer carries, if any."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    if isinstance(error, dict):
        return of_error(error, regain_s(reply) or None)
    return None if reply.ok else faults.by_status(PLATFORM, reply)


def of_error(error: dict[str, Any], retry_after: float | None = None) -> AppError:
    """The error that Meta's error object means; reports that fail carry the same object."""
    code, subcode = _int(error, "code"), _int(error, "error_subcode")
    words = _words(error, code, subcode)
    if code in THROTTLED:
        wait_s = retry_after or faults.THROTTLED_S
        return faults.throttled(PLATFORM, words, wait_s, whole_app=code == THROTTLED_APP)
    if (code, subcode) == _TOO_MUCH or "reduce the amount of data" in words:
        return faults.too_much(PLATFORM, words)
    if code in SIGNED_OUT or "appsecret_proof" in words:
        return (faults.expired if (code, subcode) in _EXPIRED else faults.revoked)(PLATFORM, words)
    if (code, subcode) in _NOT_THERE:
        return faults.gone(PLATFORM, words)
    if error.get("is_transient") is True or code in TRANSIENT or (code, subcode) == _BROKEN_REPORT:
        return faults.transient(PLATFORM, words)
    if code in FORBIDDEN:
        return faults.forbidden(PLATFORM, words)
    if code == _OLD_VERSION:
        return faults.outdated(PLATFORM, words)
    refused = faults.invalid(PLATFORM, words)
    if field := _FIELDS.get(_blamed(error)):
        refused.facts["field"] = field
    return refused


def _words(error: dict[str, Any], code: int, subcode: int) -> str:
    said = error.get("error_user_msg") or error.get("message") or error.get("error_message") or ""
    trace = error.get("fbtrace_id")
    return f"{code}/{subcode} {said}" + (f" (trace {trace})" if trace else "")


def _blamed(error: dict[str, Any]) -> str:
    """The parameter that Meta blames, where it blames one; its place is an object, or JSON in a string."""
    data = error.get("error_data")
    try:
        data = orjson.loads(data) if isinstance(data, str) else data
    except orjson.JSONDecodeError:
        return ""
    match data:
        case {"blame_field_specs": [[str(name), *_], *_]}:
            return name
    return ""


def _int(error: dict[str, Any], name: str) -> int:
    value = error.get(name)
    return int(value) if isinstance(value, int | str) and str(value).lstrip("-").isdigit() else 0
