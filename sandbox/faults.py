"""Misbehaviour to order: faults wait in a queue until a call comes that they match."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal[
    "throttle", "daily_quota", "expire", "revoke", "slow", "timeout", "500", "503", "500_after_effect",
    "garbage", "half_page", "html", "too_much_data", "permission", "missing", "job_failed",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(slots=True)
class Fault:
    """One order: `account` is the platform's own id, `path` any part of a path, `seconds` how slow.

    `code` chooses where a platform has several codes for the same.
    """

    platform: str
    kind: Kind
    account: str | None = None
    path: str | None = None
    times: int = 1
    seconds: float | None = None
    code: int | None = None


class Faults:
    """The queue, oldest first."""

    def __init__(self) -> None:
        self._queue: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order a fault."""
        self._queue.append(fault)

    def take(self, platform: str, path: str, account: str | None, *, starts_job: bool = False) -> Fault | None:
        """The first fault that matches a call, used up once; sign-in is spared unless `path` names it."""
        for fault in self._queue:
            if fault.platform != platform or (fault.kind == "job_failed") != starts_job:
                continue
            if fault.path is not None and fault.path not in path:
                continue
            if fault.path is None and _signs_in(path):
                continue
            if fault.account is not None and fault.account != account:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._queue.remove(fault)
            return fault
        return None

    def clear(self) -> None:
        """Behave again."""
        self._queue.clear()

    def waiting(self) -> list[dict[str, Any]]:
        """What is still to come."""
        return [asdict(fault) for fault in self._queue]


def _signs_in(path: str) -> bool:
    return "/oauth" in path or "/o/oauth2" in path or path.endswith(("/token", "/revoke"))
