"""The Standard Webhooks scheme (standardwebhooks.com): what we sign with it, and what others sign for us.

Three headers: an id, the time in seconds, and signatures `v1,<base64>` apart by spaces, each the HMAC-SHA256 of
`<id>.<time>.<body>` under one secret. Several secrets may be valid at once, so that they can be rotated.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
SECRET_BYTES = 24


def new_secret() -> str:
    """A fresh secret, `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether it can sign in this scheme."""
    return bool(_key(text))


def signatures(signing: Sequence[str], message_id: str, second: int | str, body: bytes) -> list[str]:
    """The signature of that id, time and body under each of the secrets, those of no use left out."""
    message = f"{message_id}.{second}.".encode() + body
    return [
        "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
        for secret in signing
        if (key := _key(secret))
    ]


def signed(signing: Sequence[str], message_id: str, second: int, body: bytes) -> dict[str, str]:
    """The three headers that prove the body to whoever has one of the secrets."""
    return {
        ID: message_id,
        TIME: str(second),
        SIGNATURE: " ".join(signatures(signing, message_id, second, body)),
    }


def _key(secret: str) -> bytes:
    """The bytes of a secret; none when it is not of this scheme."""
    if not secret.startswith(PREFIX):
        return b""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return b""
