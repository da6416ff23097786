"""Snapchat's error envelope, and every refusal the sandbox knows how to say in it.

Snapchat publishes few of its codes. E3003, E1165, E1166 and E2023 are known; the other numbers are assumptions
and stand here only, so that nothing else depends on them.
"""

import secrets
from dataclasses import dataclass
from typing import Any

NOT_FOUND, MALFORMED_PATCH, INAPPLICABLE_PATCH, IMMUTABLE = "E3003", "E1165", "E1166", "E2023"
INVALID, FORBIDDEN, UNSIGNED, THROTTLED, FAILED = "E1001", "E3002", "E1004", "E1010", "E1000"


@dataclass(eq=False)
class SnapError(Exception):
    """One refusal: HTTP status, code, and Snapchat's words for developers."""

    http: int
    code: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        """The same inside an answer that is otherwise a success."""
        return f"{self.code}: {self.message}"


def envelope(error: SnapError) -> dict[str, Any]:
    """The whole error answer."""
    return {
        "request_status": "ERROR",
        "request_id": request_id(),
        "debug_message": error.message,
        "display_message": "We're sorry, but the requested resource is not available at this time"
        if error.http >= 500
        else error.message,
        "error_code": error.code,
    }


def request_id() -> str:
    """What Snapchat's support would ask for."""
    return secrets.token_hex(32)


def invalid(message: str, code: str = INVALID) -> SnapError:
    """The request makes no sense."""
    return SnapError(400, code, message)


def missing() -> SnapError:
    """There is no such thing, or not for this caller: Snapchat does not say which."""
    return SnapError(404, NOT_FOUND, "Resource can not be found")


def unsigned(description: str) -> SnapError:
    """The token opens nothing."""
    challenge = f'Bearer error="invalid_token", error_description="{description}"'
    return SnapError(401, UNSIGNED, description, (("WWW-Authenticate", challenge),))


ORDERED = {
    "throttle": SnapError(429, THROTTLED, "Too many requests, please slow down"),
    "daily_quota": SnapError(429, THROTTLED, "Too many requests, please slow down"),
    "500": SnapError(500, FAILED, "An internal error occurred"),
    "503": SnapError(503, FAILED, "Service unavailable"),
    "too_much_data": SnapError(504, FAILED, "The request timed out"),
    "missing": missing(),
    "permission": SnapError(
        403, FORBIDDEN, "None of the requested actions [READ_CONTAINER_ENTITY] can be authorized."
    ),
}
