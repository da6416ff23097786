"""What Google's errors mean: the first error of the GoogleAdsFailure says it, the HTTP status hardly does."""

from typing import Any

from engine.connectors import faults
from engine.connectors.google.platform import PLATFORM
from engine.connectors.wire import Reply
from engine.core.errors import AppError

QUOTA_S = 3600.0

EXPIRED = frozenset({"OAUTH_TOKEN_EXPIRED", "OAUTH_TOKEN_INVALID", "OAUTH_TOKEN_HEADER_INVALID"})
NO_ADS = frozenset({"NOT_ADS_USER", "TWO_STEP_VERIFICATION_NOT_ENROLLED", "ADVANCED_PROTECTION_NOT_ENROLLED"})
DAILY = frozenset({"RESOURCE_EXHAUSTED", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"})
TRANSIENT = frozenset({"INTERNAL_ERROR", "TRANSIENT_ERROR", "CONCURRENT_MODIFICATION"})
NOT_THERE = frozenset({"CUSTOMER_NOT_FOUND", "RESOURCE_NOT_FOUND"})
OLD_VERSION = frozenset({"UNSUPPORTED_VERSION", "VERSION_SUNSET"})

# Google's fields → ours, so that what only Google can know is told at the field that a person entered.
FIELDS = {
    "name": "name", "amount_micros": "daily_budget_micros", "total_amount_micros": "lifetime_budget_micros",
    "cpc_bid_micros": "bid_micros", "target_cpa_micros": "bid_micros", "start_date_time": "starts_on",
    "end_date_time": "ends_on", "geo_target_constant": "countries", "keyword": "keywords", "final_urls": "url",
    "headlines": "headline", "descriptions": "body",
}  # fmt: skip

_OUR_SETUP = frozenset({"invalid_client", "unauthorized_client", "redirect_uri_mismatch"})


def fault(reply: Reply) -> AppError | None:
    """The error that an answer carries, if any; a stream's answer is a list that may end in one."""
    parts = reply.body if isinstance(reply.body, list) else [reply.body]
    error = next((part["error"] for part in parts if isinstance(part, dict) and "error" in part), None)
    if isinstance(error, str):
        return _of_signin(error, str(reply.body.get("error_description", "")))
    if isinstance(error, dict):
        return _of_failure(error, reply)
    return None if reply.ok else faults.by_status(PLATFORM, reply)


def _of_signin(error: str, description: str) -> AppError:
    """The token endpoint's own, flat errors."""
    words = f"{error}: {description}"
    if error in ("invalid_grant", "invalid_token"):
        return faults.revoked(PLATFORM, words)
    if error in ("temporarily_unavailable", "server_error", "internal_failure"):
        return faults.transient(PLATFORM, words)
    return (faults.forbidden if error in _OUR_SETUP else faults.invalid)(PLATFORM, words)


def _of_failure(error: dict[str, Any], reply: Reply) -> AppError:
    failures = [detail for detail in error.get("details", ()) if detail.get("errors")]
    if not failures:
        words = f"{error.get('status', '')}: {error.get('message', '')}"
        return faults.by_status(PLATFORM, Reply(int(error.get("code", reply.status)), reply.headers, words))
    first = failures[0]["errors"][0]
    kind, name = next(iter(first.get("errorCode", {"unknown": "UNKNOWN"}).items()))
    words = f"{kind}.{name}: {first.get('message', '')} (request {failures[0].get('requestId', '?')})"
    return _of_code(kind, name, words, first, reply)


def _of_code(kind: str, name: str, words: str, error: dict[str, Any], reply: Reply) -> AppError:
    if name in NOT_THERE:
        return faults.gone(PLATFORM, words)
    if name == "DEADLINE_EXCEEDED":
        return faults.overdue(PLATFORM, words)
    if name in TRANSIENT or kind == "internalError":
        return faults.transient(PLATFORM, words, faults.seconds(reply))
    if kind == "quotaError":
        return _of_quota(name, words, error.get("details", {}).get("quotaErrorDetails", {}))
    if kind == "authenticationError":
        if name in NO_ADS:
            return faults.forbidden(PLATFORM, words)
        return (faults.expired if name in EXPIRED else faults.revoked)(PLATFORM, words)
    if kind == "authorizationError":
        return faults.forbidden(PLATFORM, words)
    if name in OLD_VERSION:
        return faults.outdated(PLATFORM, words)
    field = _field(error)
    return faults.unfit(PLATFORM, field, words) if field else faults.invalid(PLATFORM, words)


def _field(error: dict[str, Any]) -> str | None:
    """Which field of ours an error is about: the innermost of Google's that we have a word for."""
    steps = [step.get("fieldName", "") for step in error.get("location", {}).get("fieldPathElements", ())]
    return next((FIELDS[step] for step in reversed(steps) if step in FIELDS), None)


def _of_quota(name: str, words: str, quota: dict[str, Any]) -> AppError:
    """The quota is the whole project's unless Google says that it is the account's."""
    asked_s = _duration(quota.get("retryDelay", ""))
    if name in DAILY:
        return faults.quota(PLATFORM, words, asked_s or QUOTA_S)
    whole_app = quota.get("rateScope", "DEVELOPER") != "ACCOUNT"
    return faults.throttled(PLATFORM, words, asked_s or faults.THROTTLED_S, whole_app=whole_app)


def _duration(text: str) -> float:
    """Seconds of a protobuf duration such as `30s` or `1.5s`; 0 when it is none."""
    number = text.removesuffix("s")
    return float(number) if number.replace(".", "", 1).isdigit() else 0.0
