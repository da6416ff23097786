"""What LinkedIn's errors mean: an HTTP status, a word (`code`) and sometimes a number (`serviceErrorCode`)."""

from datetime import timedelta
from typing import Any

from engine.connectors import faults
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.wire import Reply
from engine.core import clock
from engine.core.errors import AppError

# Not confirmed by LinkedIn's documents: which number means what, so the word counts as well. An invalid
# token (65600, INVALID_ACCESS_TOKEN) and an expired one (65602) are both worth a refresh; this one is not.
REVOKED = frozenset({"65601", "REVOKED_ACCESS_TOKEN"})
# Not confirmed either: 426 for a version that is missing or no longer there.
OLD_VERSION = frozenset({"NONEXISTENT_VERSION", "VERSION_MISSING"})

METRIC_VALUES_S = 330.0  # figures are metered over five minutes that roll

_OUR_SETUP = frozenset({"invalid_client", "unauthorized_client", "invalid_redirect_uri", "access_denied"})


def fault(reply: Reply) -> AppError | None:
    """The error that an answer carries, if any."""
    if reply.ok:
        return None
    match reply.body:
        case {"error": str(error), **rest}:
            return _of_signin(error, str(rest.get("error_description", "")), reply)
        case {"code": _} | {"serviceErrorCode": _}:
            return _of_error(reply.body, reply)
    return faults.by_status(PLATFORM, reply)


def _of_signin(error: str, description: str, reply: Reply) -> AppError:
    """The token endpoint's own, flat errors."""
    words = f"{error}: {description}"
    if reply.status >= 500 or reply.status == 429:
        return faults.by_status(PLATFORM, reply)
    if error == "invalid_grant":
        return faults.revoked(PLATFORM, words)
    return (faults.forbidden if error in _OUR_SETUP else faults.invalid)(PLATFORM, words)


def _of_error(error: dict[str, Any], reply: Reply) -> AppError:
    code, number = str(error.get("code", "")), str(error.get("serviceErrorCode", ""))
    words = f"{reply.status} {code}/{number} {error.get('message', '')}"
    match reply.status:
        case _ if code in OLD_VERSION:
            return faults.outdated(PLATFORM, words)
        case 401:
            return (faults.revoked if {code, number} & REVOKED else faults.expired)(PLATFORM, words)
        case 426:
            return faults.outdated(PLATFORM, words)
        case 409 | 412:  # somebody else changed it at the same moment
            return faults.transient(PLATFORM, words)
        case 429:
            return _of_throttle(words, reply)
        case 504:
            return faults.overdue(PLATFORM, words)
    return faults.by_status(PLATFORM, Reply(reply.status, reply.headers, words))


def _of_throttle(words: str, reply: Reply) -> AppError:
    """A day's quota is the app's or one member's and comes back at midnight UTC; metric values in minutes."""
    if "APPLICATION DAY" in words:
        return faults.quota(PLATFORM, words, _until_midnight_s())
    if " DAY " in words:
        return faults.throttled(PLATFORM, words, _until_midnight_s())
    usual_s = METRIC_VALUES_S if "metric" in words.lower() else faults.THROTTLED_S
    return faults.throttled(PLATFORM, words, faults.seconds(reply) or usual_s)


def _until_midnight_s() -> float:
    now = clock.now()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
