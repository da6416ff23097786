"""Deliveries that somebody passes on to us under the Standard Webhooks scheme (`engine.core.signing`)."""

import hmac
import re
from collections.abc import Sequence

from engine.connectors.notices import Delivery, Forged
from engine.core.signing import ID, SIGNATURE, TIME, signatures

WINDOW_S = 300

_ID = re.compile(r"[\x21-\x7e]{1,200}")
_TIME = re.compile(r"[0-9]{1,12}")
_SIGNED = re.compile(r"v1,[A-Za-z0-9+/]{43}=")


def is_relayed(delivery: Delivery) -> bool:
    """Whether it claims this scheme."""
    return bool({ID, TIME, SIGNATURE} & delivery.headers.keys())


def verify(delivery: Delivery, secrets: Sequence[str], platform: str) -> str:
    """The delivery's id, when one of the secrets signed id, time and these very bytes within five minutes.

    Forged with the reason `missing`, `malformed`, `wrong` or `stale`; every secret is tried on every signature.
    """
    given = [delivery.headers.get(name, "") for name in (ID, TIME, SIGNATURE)]
    if not all(given):
        raise Forged(platform=platform, reason="missing")
    told_id, told_time, told = given
    offered = [one for one in told.split(" ") if _SIGNED.fullmatch(one)]
    if not (_ID.fullmatch(told_id) and _TIME.fullmatch(told_time) and offered):
        raise Forged(platform=platform, reason="malformed")
    expected = signatures(secrets, told_id, told_time, delivery.body)
    if not any([hmac.compare_digest(one, ours) for one in offered for ours in expected]):  # noqa: C419 - all of them, always
        raise Forged(platform=platform, reason="wrong")
    if abs(delivery.received_at.timestamp() - int(told_time)) > WINDOW_S:
        raise Forged(platform=platform, reason="stale")
    return told_id
