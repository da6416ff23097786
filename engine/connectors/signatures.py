"""Proof that a delivery is genuine, where the platforms differ only in what they sign and how they write it."""

import hashlib
import hmac
import re
from collections.abc import Callable

from engine.connectors.base import Platform
from engine.connectors.notices import Forged, Secrets


def prove(
    platform: Platform, given: str | None, form: str, secrets: Secrets, expected: Callable[[bytes], str]
) -> None:
    """Nothing when the proof is, letter for letter, what one of the secrets makes of the delivery.

    `form`: the whole proof as a regular expression, ASCII only; `expected`: the proof under a secret. Raises
    Forged with the reason `missing`, `malformed` or `wrong`; every secret is tried, each in constant time.
    """
    if not given:
        raise Forged(platform=platform.name, reason="missing")
    if not re.fullmatch(form, given, re.ASCII):
        raise Forged(platform=platform.name, reason="malformed")
    if not any([hmac.compare_digest(given, expected(secret.encode())) for secret in secrets.signing]):  # noqa: C419 - all of them, always
        raise Forged(platform=platform.name, reason="wrong")


def hex_sha256(secret: bytes, message: bytes) -> str:
    """The HMAC-SHA256 of a message in lower-case hex."""
    return hmac.new(secret, message, hashlib.sha256).hexdigest()
