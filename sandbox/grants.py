"""Who may act for whom: consent codes and tokens, for all platforms alike.

A person's *consent* makes a code; the code is exchanged once for tokens; all tokens of a consent die together
when it is revoked.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sandbox.world.clock import Clock

Kind = Literal["access", "refresh"]
Condition = Literal["live", "expired", "revoked"]
CODE_LIFETIME = timedelta(minutes=10)
LONGER_CODES = {"tiktok": timedelta(hours=1)}
FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Code:
    """What the consent page hands to the redirect address."""

    value: str
    platform: str
    redirect_uri: str
    scope: str
    expires_at: datetime
    offline: bool = True
    challenge: str | None = None
    declined: str = ""  # what was asked for and not granted

    def proven_by(self, verifier: str) -> bool:
        """Whether the verifier is the one whose S256 challenge came with the consent, if any did (PKCE)."""
        hashed = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return self.challenge is None or hmac.compare_digest(hashed, self.challenge)


@dataclass(frozen=True, slots=True)
class Token:
    """An access or refresh token; without `expires_at` it lives until revoked."""

    value: str
    platform: str
    kind: Kind
    consent: str
    scope: str
    issued_at: datetime
    expires_at: datetime | None
    condition: Condition = "live"


class Grants:
    """All codes and tokens of the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, Token] = {}

    def allow(
        self,
        platform: str,
        redirect_uri: str,
        scope: str,
        *,
        offline: bool = True,
        challenge: str | None = None,
        value: str | None = None,
        declined: str = "",
    ) -> str:
        """A person said yes: the code that their browser carries back; `value` when the dialect has made it."""
        ends = self._clock.now() + LONGER_CODES.get(platform, CODE_LIFETIME)
        made = value or _new_code(platform)
        code = Code(made, platform, redirect_uri, scope, ends, offline, challenge, declined)
        self._codes[code.value] = code
        return code.value

    def redeem(self, platform: str, value: str, redirect_uri: str | None) -> Code | None:
        """Use a code up; None when it is unknown, used, old, or was given to another address (None: not asked)."""
        code = self._codes.pop(value, None)
        if code is None or code.platform != platform or redirect_uri not in (None, code.redirect_uri):
            return None
        return code if self._clock.now() <= code.expires_at else None

    def issue(
        self,
        platform: str,
        kind: Kind,
        consent: str,
        scope: str,
        lifetime_s: float | None,
        *,
        value: str | None = None,
    ) -> Token:
        """A new token of a consent (any string; a code's value names a new one); `value` as for a code."""
        now = self._clock.now()
        self._forget_before(now - FORGOTTEN_AFTER)
        ends = now + timedelta(seconds=lifetime_s) if lifetime_s is not None else None
        prefix = {"meta": "EAASB", "google": "ya29.sb" if kind == "access" else "1//sb"}.get(platform, "sb")
        made = value or prefix + secrets.token_urlsafe(40)
        token = Token(made, platform, kind, consent, scope, now, ends)
        self._tokens[token.value] = token
        return token

    def find(self, platform: str, value: str) -> Token | None:
        """The token as it is now: one past its time is found in condition `expired`."""
        token = self._tokens.get(value)
        if token is None or token.platform != platform:
            return None
        over = token.expires_at is not None and self._clock.now() >= token.expires_at
        return replace(token, condition="expired") if over and token.condition == "live" else token

    def set_condition(self, platform: str, condition: Condition, value: str | None = None) -> int:
        """Expire or revoke one token, or all access tokens; revoking takes the whole consent. Returns how many."""
        hit = {token.consent for token in self._of(platform) if value in (None, token.value)}
        changed = 0
        for token in list(self._of(platform)):
            mine = value in (None, token.value) and (token.kind == "access" or value is not None)
            if mine or (condition == "revoked" and token.consent in hit):
                self._tokens[token.value] = replace(token, condition=condition)
                changed += 1
        return changed

    def _forget_before(self, moment: datetime) -> None:
        """Drop tokens that ended long ago; the state file would grow for ever."""
        kept = {value: token for value, token in self._tokens.items() if (token.expires_at or moment) >= moment}
        self._tokens = kept

    def _of(self, platform: str) -> Iterator[Token]:
        return (token for token in self._tokens.values() if token.platform == platform)

    def clear(self) -> None:
        """Forget everybody."""
        self._codes.clear()
        self._tokens.clear()

    def dump(self) -> list[dict[str, Any]]:
        """The tokens as plain values, for the state file."""
        return [asdict(token) for token in self._tokens.values()]

    def load(self, rows: list[dict[str, Any]]) -> None:
        """Take tokens back from the state file."""
        for row in rows:
            moments = {
                key: datetime.fromisoformat(row[key]) if row[key] else None for key in ("issued_at", "expires_at")
            }
            self._tokens[row["value"]] = Token(**(row | moments))


def _new_code(platform: str) -> str:
    """A code; with OAuth 1.0a it is two words, a request token and its verifier."""
    words = 2 if platform == "twitter" else 1
    return ":".join(secrets.token_urlsafe(24) for _ in range(words))
