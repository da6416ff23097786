"""What was asked of the platforms: the record tests and the curious look at; tokens are left out of it."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 20_000
SECRET = frozenset(
    {
        "access_token",
        "input_token",
        "fb_exchange_token",
        "appsecret_proof",
        "client_secret",
        "code",
        "secret",
        "auth_code",
        "oauth_token",
        "oauth_verifier",
    }
)


@dataclass(frozen=True, slots=True)
class Record:
    """One call received and how it was answered."""

    at: str
    platform: str
    method: str
    path: str
    query: dict[str, str]
    status: int
    fault: str | None


class Calls:
    """The latest calls, oldest first."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=KEPT)

    def add(self, record: Record) -> None:
        """Keep one."""
        self._records.append(record)

    def of(self, platform: str | None) -> list[dict[str, Any]]:
        """Calls of one platform, or all."""
        return [asdict(record) for record in self._records if platform in (None, record.platform)]

    def clear(self) -> None:
        """Forget them."""
        self._records.clear()


def public(query: dict[str, str]) -> dict[str, str]:
    """The query without what opens doors."""
    return {key: value for key, value in query.items() if key not in SECRET}
