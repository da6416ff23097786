"""The Standard Webhooks scheme, for those who pass a platform's deliveries on to us: ours, not any platform's.

Three headers: an id, the time in seconds, and signatures `v1,<base64>` apart by spaces, each the HMAC-SHA256 of
`<id>.<time>.<body>` under one secret. Several secrets may be valid at once, so that they can be rotated.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

from engine.connectors.notices import Delivery, Forged

ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
WINDOW_S = 300
SECRET_BYTES = 24

_ID = re.compile(r"[\x21-\x7e]{1,200}")
_TIME = re.compile(r"[0-9]{1,12}")
_SIGNED = re.compile(r"v1,[A-Za-z0-9+/]{43}=")


def is_relayed(delivery: Delivery) -> bool:
    """Whether it claims this scheme."""
    return bool({ID, TIME, SIGNATURE} & delivery.headers.keys())


def new_secret() -> str:
    """A fresh secret, `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether it can sign in this scheme."""
    return bool(_key(text))


def verify(delivery: Delivery, secrets: Sequence[str], platform: str) -> str:
    """The delivery's id, when one of the secrets signed id, time and these very bytes within five minutes.

    Forged with the reason `missing`, `malformed`, `wrong` or `stale`; every secret is tried on every signature.
    """
    given = [delivery.headers.get(name, "") for name in (ID, TIME, SIGNATURE)]
    if not all(given):
        raise Forged(platform=platform, reason="missing")
    told_id, told_time, signatures = given
    offered = [one for one in signatures.split(" ") if _SIGNED.fullmatch(one)]
    if not (_ID.fullmatch(told_id) and _TIME.fullmatch(told_time) and offered):
        raise Forged(platform=platform, reason="malformed")
    message = f"{told_id}.{told_time}.".encode() + delivery.body
    expected = [_signature(key, message) for secret in secrets if (key := _key(secret))]
    if not any([hmac.compare_digest(one, ours) for one in offered for ours in expected]):  # noqa: C419 - all of them, always
        raise Forged(platform=platform, reason="wrong")
    if abs(delivery.received_at.timestamp() - int(told_time)) > WINDOW_S:
        raise Forged(platform=platform, reason="stale")
    return told_id


def _signature(key: bytes, message: bytes) -> str:
    return "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """The bytes of a secret; none when it is not of this scheme."""
    if not secret.startswith(PREFIX):
        return b""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return b""
