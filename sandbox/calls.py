"""What was asked of the platforms: the record tests and the curious look at; tokens are left out of it."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl

KEPT = 20_000
LONGEST_BODY = 8_000
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
    """One call received and how it was answered; `body` are the fields of a short one, JSON or form."""

    at: str
    platform: str
    method: str
    path: str
    query: dict[str, str]
    status: int
    fault: str | None
    body: dict[str, Any]


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


def public(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A query or a body without what opens doors."""
    return {key: value for key, value in fields.items() if key not in SECRET}


def fields_of(body: bytes) -> dict[str, Any]:
    """What a short body says, without what opens doors; nothing of one that is neither JSON nor a form."""
    if len(body) > LONGEST_BODY:
        return {}
    try:
        text = body.decode()
        found = json.loads(text) if text.startswith("{") else dict(parse_qsl(text))
    except ValueError:
        return {}
    return public(found)
