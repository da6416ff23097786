"""LinkedIn's error envelope, and every refusal the sandbox knows how to say in it."""

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class RestError(Exception):
    """One refusal: HTTP status, its word, a sentence, and the number that some of them have."""

    status: int
    code: str
    message: str
    number: int | None = None
    field: str | None = None

    def body(self) -> dict[str, Any]:
        """The envelope as it is sent."""
        found: dict[str, Any] = {"status": self.status, "message": self.message}
        if self.code:
            found["code"] = self.code
        if self.number is not None:
            found["serviceErrorCode"] = self.number
        if self.field is not None:
            path = {"inputPath": {"fieldPath": self.field}}
            found["errorDetailType"] = "com.linkedin.common.error.BadRequest"
            found["errorDetails"] = {
                "inputErrors": [{"description": self.message, "input": path, "code": self.code}]
            }
        return found


def bad_param(name: str, reason: str) -> RestError:
    """A parameter's value cannot be read."""
    return RestError(400, "PARAM_INVALID", f"Invalid value for parameter {name}: {reason}", field=name)


def illegal(message: str) -> RestError:
    """The parameters make no sense together."""
    return RestError(400, "ILLEGAL_ARGUMENT", message)


def invalid(field: str, message: str) -> RestError:
    """A field of the body is not acceptable."""
    return RestError(400, "INVALID_VALUE_FOR_FIELD", f"/{field} :: {message}", field=field)


def unprocessable(field: str, message: str) -> RestError:
    """A body that is not what the resource's schema says; it comes without a word of its own."""
    return RestError(422, "", f"ERROR :: /{field} :: {message}\n")


def not_found(what: str) -> RestError:
    """There is no such entity."""
    return RestError(404, "NOT_FOUND", f"Could not find entity {what}")


def no_resource() -> RestError:
    """There is nothing under that path."""
    return RestError(404, "RESOURCE_NOT_FOUND", "No virtual resource found")


def denied(what: str = "this resource") -> RestError:
    """The token may not do it."""
    return RestError(403, "ACCESS_DENIED", f"Not enough permissions to access: {what}", 100)


APPLICATION_DAY = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
METRIC_VALUES = (
    "Request would exceed the limit of 45000000 metric values in 5 minutes for this application. "
    "Please retry after 5 minutes."
)
ORDERED = {
    "throttle": RestError(429, "TOO_MANY_REQUESTS", METRIC_VALUES, 101),
    "daily_quota": RestError(429, "TOO_MANY_REQUESTS", APPLICATION_DAY, 101),
    "500": RestError(500, "INTERNAL_SERVER_ERROR", "Internal Server Error"),
    "503": RestError(503, "SERVICE_UNAVAILABLE", "Service Unavailable"),
    "too_much_data": RestError(504, "GATEWAY_TIMEOUT", "The request timed out"),
    "permission": denied(),
    "missing": not_found("in the data store"),
}
