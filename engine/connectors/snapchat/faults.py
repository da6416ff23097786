"""What Snapchat's errors mean: told by the HTTP status, the token header, or a reason inside a success."""

import re
from collections.abc import Iterator
from typing import Any

from engine.connectors import faults
from engine.connectors.snapchat.platform import PLATFORM
from engine.connectors.wire import Reply
from engine.core.errors import AppError

NOT_FOUND = "E3003"
LONGEST_RESET_S = 3600

_OUR_SETUP = frozenset({"invalid_client", "unauthorized_client", "redirect_uri_mismatch"})
_CODE = re.compile(r"\bE(\d)\d{3}\b")


def fault(reply: Reply) -> AppError | None:
    """The error that an answer means, if any; a 200 may hold one for the whole or for a single item."""
    body = reply.body if isinstance(reply.body, dict) else {}
    if isinstance(body.get("error"), str):
        return _of_signin(body["error"], str(body.get("error_description", "")))
    if not reply.ok:
        return _of_status(reply, body)
    if _failed(body.get("request_status")):
        return _of_reason(f"{body.get('error_code', '')}: {body.get('debug_message', '')}")
    return next((_of_reason(reason) for reason in _refused_items(body)), None)


def _refused_items(body: dict[str, Any]) -> Iterator[str]:
    """Why single items of an answer were refused."""
    for value in body.values():
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and _failed(item.get("sub_request_status")):
                yield str(item.get("sub_request_error_reason", "no reason given"))


def _failed(status: Any) -> bool:
    """Whether a status is an error; it is written in capitals or not."""
    return isinstance(status, str) and status.upper() == "ERROR"


def _of_signin(error: str, description: str) -> AppError:
    """The token endpoint's own, flat errors."""
    words = f"{error}: {description}"
    if error in ("invalid_grant", "invalid_token"):
        return faults.revoked(PLATFORM, words)
    if error in ("temporarily_unavailable", "server_error"):
        return faults.transient(PLATFORM, words)
    return (faults.forbidden if error in _OUR_SETUP else faults.invalid)(PLATFORM, words)


def _of_status(reply: Reply, body: dict[str, Any]) -> AppError:
    words = f"HTTP {reply.status} {body.get('error_code', '')}: {body.get('debug_message') or reply.body!s}"
    match reply.status:
        case 401:
            return _of_token(reply.headers.get("www-authenticate", ""), words)
        case 429:
            # The limits are the token's and the app's, so every account has to wait.
            return faults.throttled(PLATFORM, words, _reset_s(reply), whole_app=True)
        case 504 if body:  # its own words: a mere gateway's say nothing of the question
            return faults.overdue(PLATFORM, words)
    return faults.by_status(PLATFORM, Reply(reply.status, reply.headers, words))


def _of_token(challenge: str, words: str) -> AppError:
    """A revoked token has no documented words of its own; in doubt a refresh is tried, which tells."""
    said = f"{challenge} {words}".lower()
    return (faults.revoked if "revoked" in said else faults.expired)(PLATFORM, said)


def _of_reason(reason: str) -> AppError:
    """A reason inside an answer; the first digit of a code is its family, of which few are documented."""
    if NOT_FOUND in reason:
        return faults.gone(PLATFORM, reason)
    family = _CODE.search(reason)
    return faults.invalid(PLATFORM, reason) if family else faults.transient(PLATFORM, reason)


def _reset_s(reply: Reply) -> float:
    """When to come back: no header is documented, but two are honoured where they make sense."""
    told = reply.headers.get("retry-after") or reply.headers.get("x-rate-limit-reset", "")
    if told.isdigit() and 0 < int(told) <= LONGEST_RESET_S:
        return float(told)
    return faults.THROTTLED_S
