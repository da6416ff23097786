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
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The envelope, with a fresh trace id."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["is_transient"] = self.transient
        if self.title:
            error |= {"error_user_title": self.title, "error_user_msg": self.advice or self.message}
        return {"error": error | {"fbtrace_id": "A" + secrets.token_urlsafe(16)}}


def invalid(message: str, subcode: int | None = None, advice: str | None = None) -> GraphError:
    """Code 100: a parameter makes no sense."""
    title = "Invalid parameter" if advice else None
    return GraphError(400, 100, f"(#100) {message}", subcode, title=title, advice=advice)


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


ORDERED = {
    "throttle": GraphError(
        400, 17, "(#17) User request limit reached", 2446079,
        title="Ad Account Has Too Many API Calls",
        advice="There have been too many calls from this ad-account. Wait a bit and try again.",
    ),
    "daily_quota": GraphError(
        400, 80004,
        "(#80004) There have been too many calls to this ad-account. Wait a bit and try again. For more info, "
        "please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
        2446079,
    ),
    "500": GraphError(500, 1, "An unknown error occurred"),
    "503": GraphError(
        503, 2, "An unexpected error has occurred. Please retry your request later.", transient=True
    ),
    "too_much_data": too_much_data(),
    "permission": GraphError(
        403, 200, "(#200) Ad account owner has NOT grant ads_management or ads_read permission"
    ),
}  # fmt: skip
