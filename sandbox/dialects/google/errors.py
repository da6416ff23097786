"""Google's error envelope, and every refusal the sandbox knows how to say in it."""

from dataclasses import dataclass
from typing import Any

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
USUAL_TEXT = {
    400: "Request contains an invalid argument.",
    401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
    "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    403: "The caller does not have permission",
    429: "Resource has been exhausted (e.g. check quota).",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
    504: "Deadline exceeded",
}

Step = tuple[str, int | None]  # a field, and which of its elements


@dataclass(eq=False)
class AdsError(Exception):
    """One GoogleAdsError: HTTP status, the enum it belongs to, its name, and where it was found."""

    http: int
    family: str
    name: str
    message: str
    trigger: str | None = None
    path: tuple[Step, ...] = ()
    details: dict[str, Any] | None = None

    def error(self) -> dict[str, Any]:
        """The error as it stands in a GoogleAdsFailure."""
        found: dict[str, Any] = {"errorCode": {self.family: self.name}, "message": self.message}
        if self.trigger is not None:
            found["trigger"] = {"stringValue": self.trigger}
        if self.path:
            found["location"] = {"fieldPathElements": [_element(name, index) for name, index in self.path]}
        return found | ({"details": self.details} if self.details else {})


class Unreadable(Exception):
    """The JSON is not the message that it should be; the words say where."""


def bad(family: str, name: str, message: str, trigger: str | None = None, *path: Step) -> AdsError:
    """Something in a request that Google Ads does not accept."""
    return AdsError(400, family, name, message, trigger, path)


def failure(version: str, errors: list[AdsError], request_id: str) -> dict[str, Any]:
    """The GoogleAdsFailure that stands in `details`."""
    kind = f"type.googleapis.com/google.ads.googleads.{version}.errors.GoogleAdsFailure"
    return {"@type": kind, "errors": [error.error() for error in errors], "requestId": request_id}


def envelope(version: str, error: AdsError, request_id: str) -> dict[str, Any]:
    """The whole error answer."""
    return {
        "error": {
            "code": error.http,
            "message": USUAL_TEXT[error.http],
            "status": STATUSES[error.http],
            "details": [failure(version, [error], request_id)],
        }
    }


def plain(http: int, message: str) -> dict[str, Any]:
    """The envelope of the API front door, which knows nothing of Google Ads."""
    return {"error": {"code": http, "message": message, "status": STATUSES[http]}}


def query_error(name: str, message: str) -> AdsError:
    """The query makes no sense."""
    return AdsError(400, "queryError", name, message)


def request_error(name: str, message: str) -> AdsError:
    """The request around it makes no sense."""
    return AdsError(400, "requestError", name, message)


def _quota(name: str, delay_s: int, message: str) -> AdsError:
    scope = {"rateScope": "DEVELOPER", "rateName": "Requests per project", "retryDelay": f"{delay_s}s"}
    return AdsError(429, "quotaError", name, message, details={"quotaErrorDetails": scope})


ORDERED = {
    "throttle": _quota("RESOURCE_TEMPORARILY_EXHAUSTED", 30, "Too many requests. Retry in 30 seconds."),
    "daily_quota": _quota("RESOURCE_EXHAUSTED", 86_400, "Resource has been exhausted: operations per day."),
    "500": AdsError(500, "internalError", "INTERNAL_ERROR", "An internal error has occurred."),
    "503": AdsError(503, "internalError", "TRANSIENT_ERROR", "The service is temporarily unavailable."),
    "too_much_data": AdsError(504, "internalError", "DEADLINE_EXCEEDED", "The request ran out of time."),
    "missing": AdsError(400, "mutateError", "RESOURCE_NOT_FOUND", "Resource was not found."),
    "permission": AdsError(
        403, "authorizationError", "USER_PERMISSION_DENIED",
        "User doesn't have permission to access customer. Note: If you're accessing a client customer, the "
        "manager's customer id must be set in the 'login-customer-id' header.",
    ),
}  # fmt: skip


def _element(name: str, index: int | None) -> dict[str, Any]:
    return {"fieldName": name} if index is None else {"fieldName": name, "index": index}
