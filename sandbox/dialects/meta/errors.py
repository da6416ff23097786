"""Meta's error envelope and every refusal the sandbox knows how to say in it."""

import secrets
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class GraphError(Exception):
    """A refusal: HTTP status, Meta's `code` and `error_subcode`, and what it says."""

    status: int
    code: int
    message: str
    subcode: int | None = None
    transient: bool = False
    kind: str = "OAuthException"
    title: str | None = None
    advice: str | None = None
    blame: str | None = None  # the parameter that is at fault
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The envelope, with a fresh trace id."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["is_transient"] = self.transient
        if self.title:
            error |= {"error_user_title": self.title, "error_user_msg": self.advice or self.message}
        if self.blame:
            error["error_data"] = {"blame_field_specs": [[self.blame]]}
        return {"error": error | {"fbtrace_id": "A" + secrets.token_urlsafe(16)}}


def invalid(
    message: str, subcode: int | None = None, advice: str | None = None, *, blame: str | None = None
) -> GraphError:
    """Code 100: a parameter makes no sense; `blame` names it."""
    title = "Invalid parameter" if advice else None
    return GraphError(400, 100, f"(#100) {message}", subcode, title=title, advice=advice, blame=blame)


def unknown_node(node: str) -> GraphError:
    """100/33: nothing of that id, or nothing this token may see."""
    return GraphError(
        400, 100,
        f"Unsupported get request. Object with ID '{node}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation.",
        33, kind="GraphMethodException",
    )  # fmt: skip


def unknown_path(path: str) -> GraphError:
    """Code 2500: no such edge."""
    return GraphError(400, 2500, f"Unknown path components: /{path}")


def dead_version(version: str) -> GraphError:
    """Code 2635: the version is over, or none was named."""
    return GraphError(
        400, 2635,
        f"(#2635) You are calling a deprecated version of the Ads API ({version or 'none'}). "
        "Please update to the latest version: v26.0.",
    )  # fmt: skip


def too_much_data() -> GraphError:
    """1/99: the synchronous answer would be too large."""
    return GraphError(500, 1, "Please reduce the amount of data you're asking for, then retry your request", 99)


def unsigned(message: str, subcode: int | None = None) -> GraphError:
    """Code 190: the token does not open anything (any more)."""
    return GraphError(401 if subcode == 467 else 400, 190, message, subcode)


TOO_MANY = "There have been too many calls {where}. Wait a bit and try again."
THROTTLES = {
    4: (1504022, "Application request limit reached"),
    17: (2446079, "User request limit reached"),
    32: (None, "Page request limit reached"),
    613: (1487742, "Calls to this api have exceeded the rate limit."),
    80000: (2446079, TOO_MANY.format(where="from this ad-account")),
    80004: (2446079, TOO_MANY.format(where="to this ad-account")),
}


def too_many_calls(code: int) -> GraphError:
    """A throttle, by the code of what was called too often."""
    subcode, message = THROTTLES[code]
    advice = TOO_MANY.format(where="from this ad-account")
    return GraphError(400, code, f"(#{code}) {message}", subcode, title="Too Many API Calls", advice=advice)


def ordered(kind: str, code: int | None) -> GraphError:
    """A refusal to order; `code` chooses among the throttles."""
    match kind:
        case "throttle":
            return too_many_calls(code if code in THROTTLES else 17)
        case "daily_quota":
            return too_many_calls(80004)
        case "too_much_data":
            return too_much_data()
        case "missing":
            return unknown_node("0")
        case "permission":
            message = "(#200) Ad account owner has NOT grant ads_management or ads_read permission"
            return GraphError(403, 200, message)
        case "503":
            message = "An unexpected error has occurred. Please retry your request later."
            return GraphError(503, 2, message, transient=True)
    return GraphError(500, 1, "An unknown error occurred")
