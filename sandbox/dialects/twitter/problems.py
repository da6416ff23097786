"""What version 2 of X's API says when it refuses: a problem document, quite unlike the errors of the Ads API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from sandbox.answers import json_response
from sandbox.dialects.twitter.errors import AdsError

KINDS = "https://api.x.com/2/problems/"
GENERIC = "about:blank"
INVALID_DETAIL = "One or more parameters to your request was invalid."


@dataclass(eq=False)
class Problem(Exception):
    """One refusal; `errors` names what was wrong with which parameter."""

    status: int
    title: str
    detail: str
    type: str = GENERIC
    errors: list[dict[str, Any]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, headers: Mapping[str, str]) -> Response:
        """The document; one about a request repeats what was wrong with it."""
        body: dict[str, Any] = {"title": self.title, "detail": self.detail, "type": self.type}
        body |= {"errors": self.errors} if self.errors else {"status": self.status}
        return json_response(body, self.status, {**headers, **self.headers})


def invalid(parameter: str, value: Any, message: str) -> Problem:
    """A parameter, or a member of the body, that cannot be accepted."""
    wrong = {"parameters": {parameter: [str(value)]}, "message": message}
    return Problem(400, "Invalid Request", INVALID_DETAIL, f"{KINDS}invalid-request", [wrong])


def forbidden(detail: str) -> Problem:
    """Understood, and not allowed."""
    return Problem(403, "Forbidden", detail)


UNAUTHORIZED = Problem(401, "Unauthorized", "Unauthorized")
NO_ROUTE = Problem(404, "Not Found", "Not Found")
DUPLICATE = forbidden("You are not allowed to create a Tweet with duplicate content.")
# That it is this title and not "Forbidden" is from memory: X's documents do not show the answer to a long text.
TOO_LONG = invalid(
    "text", "", "Your Tweet text is too long. For more information on how Twitter determines text length see "
    "https://github.com/twitter/twitter-text.",
)  # fmt: skip
ORDERED = {
    "permission": forbidden("Your client app is not configured with the appropriate oauth1 app permissions for "
                            "this endpoint."),
    "500": Problem(500, "Internal Server Error", "Something is broken. Please try again."),
    "503": Problem(503, "Service Unavailable", "Service Unavailable"),
    "too_much_data": invalid("max_results", "", "The `max_results` query parameter value is too large"),
    "missing": NO_ROUTE,
}  # fmt: skip


def too_many(headers: Mapping[str, str]) -> Problem:
    """A window's calls are spent; the headers say until when."""
    return Problem(429, "Too Many Requests", "Too Many Requests", headers=headers)


def told(error: AdsError) -> Problem:
    """A refusal at the door, which all versions share, in the words of this one."""
    if error.status == 429:
        return too_many(error.headers)
    return UNAUTHORIZED
