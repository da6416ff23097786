"""TikTok's envelope: HTTP 200 whatever happens, and a `code` that says what did."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

OK = 0
PARTIAL = 20001


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal: TikTok's code, what it says, and what it may still carry."""

    code: int
    message: str
    data: dict[str, Any] = field(default_factory=dict)


def envelope(data: dict[str, Any] | list[dict[str, Any]], code: int = OK, message: str = "OK") -> dict[str, Any]:
    """Any answer, good or bad, with a fresh request id."""
    request_id = f"{datetime.now(UTC):%Y%m%d%H%M%S}{secrets.token_hex(9).upper()}"
    return {"code": code, "message": message, "request_id": request_id, "data": data}


def invalid(message: str) -> ApiError:
    """40002: a parameter makes no sense."""
    return ApiError(40002, message)


def missing(name: str) -> ApiError:
    """40002: a parameter is not there."""
    return invalid(f"{name}: Missing data for required field.")


def no_permission(what: str) -> ApiError:
    """40001: not this token's."""
    return ApiError(40001, f"No permission to operate {what}.")


def not_found(what: str) -> ApiError:
    """40007: nothing of that id in the account."""
    return ApiError(40007, f"{what} does not exist.")


REVOKED = ApiError(40105, "Access token is incorrect or has been revoked.")
EXPIRED = ApiError(40102, "Access token has expired.")
UNSIGNED = ApiError(40104, "Access token is empty.")

THROTTLES = {
    40100: "Too many requests. Please retry in some time.",
    40016: "Too many requests: the flow control of this business was triggered.",
    40132: "Request frequency limited. Please retry in some time.",
    40133: "Too many requests for this advertiser: QPM limit reached.",
    61000: "Too many requests.",
}
DAY_IS_SPENT = ApiError(40100, "Too many requests: QPD limit reached.")


def ordered(kind: str, code: int | None) -> ApiError:
    """A refusal to order; `code` chooses among the throttles."""
    match kind:
        case "throttle":
            chosen = code if code in THROTTLES else 40133
            return ApiError(chosen, THROTTLES[chosen])
        case "daily_quota":
            return DAY_IS_SPENT
        case "too_much_data":
            return ApiError(51010, "Internal service timed out. Please retry.")
        case "missing":
            return not_found("The object")
        case "permission":
            return no_permission("advertiser")
        case "503":
            return ApiError(51000, "Internal service error. Please retry.")
    return ApiError(50000, "System error.")
