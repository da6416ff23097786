"""One try: a signed request to the receiver, and what the log keeps of its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from engine.core import clock, outward, signing
from engine.core.errors import AppError, Invalid, Unready
from engine.core.i18n import N_

TIMEOUT_S = 15.0
KEPT = 1024  # characters of an answer
GONE = 410
REFUSED = N_("{host} answered {status}. Only an answer from 200 to 299 counts as received.")
REDIRECTED = N_("{host} redirects to another address, which is not followed. Subscribe that address itself.")
ENDED = N_("{host} answered 410: it wants to be told nothing more.")


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that is ours to send, with the secrets that sign it now."""

    message_id: UUID
    subscription_id: UUID
    url: str
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try; without an error it was received. `retry_after_s`: how long it asks us to wait."""

    at: datetime
    duration_ms: int
    status: int | None = None
    response: str = ""
    error: AppError | None = None
    retry_after_s: float = 0

    def kept(self) -> dict[str, Any]:
        """As the log keeps it: `{at, status, duration_ms, response, error}`."""
        return {
            "at": self.at.isoformat(),
            "status": self.status,
            "duration_ms": self.duration_ms,
            "response": self.response.replace("\0", "�"),  # Postgres keeps no NUL
            "error": self.error.kept() if self.error else None,
        }


def host(url: str) -> str:
    """The name that sentences and the log call a receiver by."""
    return urlsplit(url).hostname or url


def send(sending: Sending) -> Outcome:
    """POST the message, whatever the network does to us."""
    at, started = clock.now(), monotonic()
    try:
        answer = outward.post(sending.url, sending.body, _headers(sending, at), timeout_s=TIMEOUT_S)
    except (Invalid, Unready) as trouble:
        return Outcome(at, round((monotonic() - started) * 1000), error=trouble)
    return Outcome(
        at, answer.ms, answer.status, answer.text[:KEPT], _judged(sending.url, answer.status),
        _pause_s(answer.headers, at),
    )  # fmt: skip


def _headers(sending: Sending, at: datetime) -> dict[str, str]:
    message_id = f"msg_{sending.message_id.hex}"  # the same at every try: what makes twice once over there
    return {
        "content-type": "application/json",
        "user-agent": "CMIS-Webhooks/1",
        **signing.signed(sending.secrets, message_id, int(at.timestamp()), sending.body),
    }


def _judged(url: str, status: int) -> AppError | None:
    if 200 <= status < 300:
        return None
    if status == GONE:
        return AppError(ENDED, host=host(url))
    if 300 <= status < 400:
        return AppError(REDIRECTED, host=host(url))
    return AppError(REFUSED, host=host(url), status=status)


def _pause_s(headers: Mapping[str, str], now: datetime) -> float:
    """What Retry-After asks for, in seconds or as a date; 0 when it asks for nothing that can be read."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return 0
    return max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0)
