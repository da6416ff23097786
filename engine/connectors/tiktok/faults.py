"""What TikTok's codes mean. Its HTTP status is 200 whatever happens, and no header says how long to wait."""

from datetime import UTC, datetime, timedelta
from typing import Any

from engine.connectors import faults
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.wire import Reply
from engine.core import clock
from engine.core.errors import AppError

OK = 0
PARTIAL = 20001  # part of several changes took effect; whoever asked looks at which
THROTTLED_APP = frozenset({40100, 61000})
THROTTLED_ACCOUNT = frozenset({40016, 40132, 40133})
EXPIRED = frozenset({40102, 40103})
REVOKED = frozenset({40104, 40105, 40106, 40107, 40110, 40114, 40309})
FORBIDDEN = frozenset({40001, 40003, 40101, 40113, 40117, 40118, 40124, 40125, 40130, 40301, 41000})
NOT_THERE = frozenset({40007, 40300, 40302, 40400})
OLD_VERSION = frozenset({40006, 40051, 41001, 41002})
REPEATED = 40050  # a request_id that was used before: what was asked for has been created
TRANSIENT = frozenset({40200, 40201, 40202})
OVERDUE = frozenset({50002, 51010})
MAINTENANCE = 60001
MAINTENANCE_S = 300.0


def fault(reply: Reply) -> AppError | None:
    """The error that an answer carries, if any."""
    if isinstance(reply.body, str) and reply.ok:
        return None  # a report as text, which has no envelope
    code = reply.body.get("code") if isinstance(reply.body, dict) else None
    if not isinstance(code, int) or isinstance(code, bool):
        if reply.ok:
            return faults.unreadable(PLATFORM, f"no code in {reply.body!s}")
        return faults.by_status(PLATFORM, reply)
    return None if code in (OK, PARTIAL) else of_code(code, _words(code, reply.body))


def of_code(code: int, words: str) -> AppError:
    """The error that a code means."""
    if code in THROTTLED_APP | THROTTLED_ACCOUNT:
        return _throttled(code, words)
    if code in EXPIRED:
        return faults.expired(PLATFORM, words)
    if code in REVOKED:
        return faults.revoked(PLATFORM, words)
    if code in FORBIDDEN:
        return faults.forbidden(PLATFORM, words)
    if code in NOT_THERE:
        return faults.gone(PLATFORM, words)
    if code in OLD_VERSION:
        return faults.outdated(PLATFORM, words)
    if code in OVERDUE:
        return faults.overdue(PLATFORM, words)
    if code == MAINTENANCE:
        return faults.transient(PLATFORM, words, MAINTENANCE_S)
    if code in TRANSIENT or 50000 <= code < 60000:
        return faults.transient(PLATFORM, words)
    refused = faults.invalid(PLATFORM, words)
    refused.facts["repeated"] = code == REPEATED
    return refused


def _throttled(code: int, words: str) -> AppError:
    """Closed for as long as the limit that its words name takes to recover.

    Not confirmed: that the words name the limit. What names none waits a minute.
    """
    whole_app = code in THROTTLED_APP
    if "QPD" in words:
        return faults.quota(PLATFORM, words, _until_midnight_s())
    waits_s = {"QPS": 1.0, "QPM": 300.0}
    wait_s = next((each for name, each in waits_s.items() if name in words), faults.THROTTLED_S)
    return faults.throttled(PLATFORM, words, wait_s, whole_app=whole_app)


def _until_midnight_s() -> float:
    """Days are counted in UTC."""
    now = clock.now().astimezone(UTC)
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
    return (midnight - now).total_seconds()


def _words(code: int, body: dict[str, Any]) -> str:
    request = body.get("request_id")
    return f"{code} {body.get('message', '')}" + (f" (request {request})" if request else "")
