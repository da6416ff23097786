"""What X's errors mean: a word for each in the Ads API, a number in the older API that guards the door.

Version 2, where posts are, has problem documents instead: a title, and a type that is an address.
"""

from typing import Any

from engine.connectors import faults
from engine.connectors.twitter.platform import PLATFORM
from engine.connectors.twitter.stamps import learn
from engine.connectors.twitter.usage import reset_s
from engine.connectors.wire import Reply
from engine.core.errors import AppError

THROTTLED = frozenset({"TOO_MANY_REQUESTS", "TWEET_RATE_LIMIT_EXCEEDED", "88"})
TRANSIENT = frozenset(
    {"INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "OVER_CAPACITY", "CANCELLED_REQUEST", "LOCK_ACQUISITION_TIMEOUT"}
    | {"130", "131"}
)
MISDATED = "135"
# X's tokens do not expire and it does not say why one died. Its documents use 89 for "invalid or expired" and
# UNAUTHORIZED_ACCESS for what it no longer recognises; that the latter means withdrawn is not confirmed.
EXPIRED = frozenset({"89"})
REVOKED = frozenset({"UNAUTHORIZED_ACCESS", "CURRENT_USER_SUSPENDED", "32", "64", "215", "326"})
FORBIDDEN = frozenset(
    {"UNAUTHORIZED_CLIENT_APPLICATION", "READONLY_CLIENT_APPLICATION", "ACCOUNT_NOT_FOUND", "ACCOUNT_LOCKED_OUT"}
    | {"ACTION_NOT_ALLOWED", "FEATURE_NOT_AVAILABLE", "FUNDING_INSTRUMENT_ACCESS_NOT_ALLOWED", "MALWARE_STATUS"}
    | {"USER_NOT_FOUND", "261", "415"}
)
TOO_MUCH = frozenset({"REQUEST_TOO_COMPLEX"})
# The last parts of the types of version 2's problems.
GONE = frozenset({"resource-not-found", "resource-unavailable"})
CLOSED = frozenset({"not-authorized-for-resource", "not-authorized-for-field", "client-forbidden",
                    "oauth1-permissions", "disallowed-resource", "field-unauthorized"})  # fmt: skip
OLD_VERSION = frozenset({"ROUTE_NOT_FOUND"})


def fault(reply: Reply) -> AppError | None:
    """The error that an answer carries, if any; a body that is not X's envelope is read by its HTTP status."""
    body: dict[str, Any] = reply.body if isinstance(reply.body, dict) else {}
    if learn(reply) and reply.status == 401:  # version 2 does not say what it did not like
        return faults.misdated(PLATFORM, str(body))
    errors = body.get("errors")
    if isinstance(body.get("title"), str) and isinstance(body.get("type"), str):
        return _of_problem(body, reply)
    if reply.ok and body.get("data"):
        return None  # what is wrong with a part of it does not spoil the rest
    if isinstance(body.get("operation_errors"), list):
        errors = errors or _of_batch(body["operation_errors"])
    if isinstance(errors, list) and errors and isinstance(errors[0], dict) and "type" in errors[0]:
        return _of_problem(errors[0], reply)
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return _of_error(errors[0], reply)
    return None if reply.ok else faults.by_status(PLATFORM, reply)


def _of_batch(items: list[Any]) -> list[Any]:
    """The errors of a batch, which stand at the places of its items; an item without any has an empty list."""
    return [error for item in items for error in (item if isinstance(item, list) else [item]) if error]


def _of_problem(problem: dict[str, Any], reply: Reply) -> AppError:
    """A refusal of version 2, which tells what kind it is by the end of its type, or only by its status."""
    said = problem.get("errors")
    first = said[0] if isinstance(said, list) and said and isinstance(said[0], dict) else {}
    words = f"{problem.get('title')}: {problem.get('detail') or ''} {first.get('message') or ''}"
    kind = str(problem["type"]).rpartition("/")[2]
    if reply.status == 429 or kind in ("rate-limit-exceeded", "usage-capped"):
        return faults.throttled(PLATFORM, words, reset_s(reply) or faults.THROTTLED_S)
    if kind in GONE:
        return faults.gone(PLATFORM, words)
    if kind in CLOSED or reply.status == 403:
        return faults.forbidden(PLATFORM, words)
    if reply.status == 401:
        return faults.revoked(PLATFORM, words)  # X's tokens do not expire, so a dead one was taken back
    if reply.status >= 500 or reply.status in (404, 408):
        return faults.by_status(PLATFORM, Reply(reply.status, reply.headers, words))
    return faults.invalid(PLATFORM, words)


def _of_error(error: dict[str, object], reply: Reply) -> AppError:
    code = str(error.get("code", ""))
    parameter = f" ({error['parameter']})" if error.get("parameter") else ""
    words = f"{code}: {error.get('message', '')}{parameter}"
    if code in THROTTLED or reply.status == 429:
        return faults.throttled(PLATFORM, words, reset_s(reply) or faults.THROTTLED_S)
    if code == MISDATED:
        return faults.misdated(PLATFORM, words)
    if code in TRANSIENT:
        return faults.transient(PLATFORM, words, faults.seconds(reply))
    if code in EXPIRED:
        return faults.expired(PLATFORM, words)
    if code in REVOKED:
        return faults.revoked(PLATFORM, words)
    if code in FORBIDDEN:
        return faults.forbidden(PLATFORM, words)
    if code in TOO_MUCH:
        return faults.too_much(PLATFORM, words)
    if code in OLD_VERSION:
        return faults.outdated(PLATFORM, words)
    if code.endswith("_NOT_FOUND") or code == "NOT_FOUND":
        return faults.gone(PLATFORM, words)
    if reply.status >= 500 or reply.status in (401, 408, 423):
        return faults.by_status(PLATFORM, Reply(reply.status, reply.headers, words))
    return faults.invalid(PLATFORM, words)
