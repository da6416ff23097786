"""X's error envelope, and every refusal the sandbox knows how to say in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

THROTTLED_S = 60
QUOTA_S = 900


@dataclass(eq=False)
class AdsError(Exception):
    """One error: HTTP status, its code (a word, or a number of the older API), and what was wrong with what."""

    status: int
    code: str | int
    message: str
    parameter: str | None = None
    value: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    place: tuple[int, int] | None = None  # which item of a batch of how many

    def body(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The envelope; `params` is the request as it was understood."""
        found: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.parameter is not None:
            found |= {"parameter": self.parameter, "value": self.value or "", "details": ""}
        if self.place:
            index, count = self.place
            return {"operation_errors": [[found] if n == index else [] for n in range(count)], "data": []}
        if isinstance(self.code, int):
            return {"errors": [found]}  # the older API echoes nothing
        return {"errors": [found], "request": {"params": dict(params)}}


def invalid(parameter: str, value: str, expected: str) -> AdsError:
    """A parameter that cannot be read."""
    message = f'Expected {expected}, got "{value}" for {parameter}'
    return AdsError(400, "INVALID_PARAMETER", message, parameter, value)


def missing(parameter: str) -> AdsError:
    """A required parameter that is not there."""
    return AdsError(400, "MISSING_PARAMETER", f'"{parameter}" is a required parameter', parameter)


def bad_window(message: str) -> AdsError:
    """A range of time that is too long, backwards, or does not begin where it has to."""
    return AdsError(400, "INVALID_TIME_WINDOW", message, "start_time")


def not_found(kind: str, entity_id: str) -> AdsError:
    """No such thing, or a deleted one; `kind` is e.g. `CAMPAIGN`."""
    words = kind.lower().replace("_", " ")
    return AdsError(404, f"{kind}_NOT_FOUND", f"{words} ({entity_id}) was not found", f"{kind.lower()}_id")


def no_route(path: str) -> AdsError:
    """Nothing is there."""
    return AdsError(404, "ROUTE_NOT_FOUND", f"The requested resource ({path}) was not found")


def account_closed(account_id: str) -> AdsError:
    """The person may not see that account, or there is none: X does not say which."""
    message = f"User does not have permission to access account {account_id}"
    return AdsError(403, "ACCOUNT_NOT_FOUND", message, "account_id", account_id)


def too_many(headers: Mapping[str, str]) -> AdsError:
    """A window's calls are spent; the headers say until when."""
    return AdsError(429, "TOO_MANY_REQUESTS", "Over rate limit. Rate limit exceeded.", headers=headers)


ORDERED = {
    "permission": AdsError(
        403, "UNAUTHORIZED_CLIENT_APPLICATION", "The client application making this request does not have access"
    ),
    "500": AdsError(500, "INTERNAL_ERROR", "An internal error occurred. We've been notified"),
    "503": AdsError(503, "OVER_CAPACITY", "The service is over capacity", headers={"retry-after": "1"}),
    "too_much_data": AdsError(400, "REQUEST_TOO_COMPLEX", "The request is too complex. Ask for less."),
    "missing": not_found("CAMPAIGN", "?"),
}
