"""What Snapchat tells: leads, with everything that was entered; nothing else, and it shakes no hands before."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import hex_sha256, prove
from engine.connectors.snapchat.platform import PLATFORM
from engine.connectors.strangers import moment, moment_of, text

# Snapchat publishes neither its headers nor what it signs. The first pair is what others saw in real deliveries:
# the HMAC of time, full stop and body. The second is ours, for a relay: the HMAC of the body alone.
SIGNATURE, MOMENT = "signature", "t"
OURS = "x-snap-signature"
WINDOW = timedelta(minutes=5)

_HEX = "[0-9a-f]{64}"
_PLACES = frozenset(
    {"form_id", "form_name", "ad_account_id", "campaign_id", "campaign_name", "ad_squad_id", "ad_squad_name"}
    | {"ad_id", "ad_name", "lead_id", "create_time"}
)


def greet(delivery: Delivery, secrets: Secrets) -> Greeting | None:  # noqa: ARG001 - the verb's shape
    """Nothing: Snapchat asks for no handshake."""
    return None


def verify(delivery: Delivery, secrets: Secrets) -> None:
    """Nothing when the form's secret signed these bytes; with Snapchat's own headers, not long ago either."""
    headers = delivery.headers
    if SIGNATURE not in headers and MOMENT not in headers:
        prove(PLATFORM, headers.get(OURS), _HEX, secrets, partial(_signature, delivery.body))
        return
    told = headers.get(MOMENT, "")
    if not told:
        raise Forged(platform=PLATFORM.name, reason="missing")
    signed_at = moment_of(told)
    if signed_at is None:
        raise Forged(platform=PLATFORM.name, reason="malformed")
    signed = told.encode() + b"." + delivery.body
    prove(PLATFORM, headers.get(SIGNATURE), _HEX, secrets, partial(_signature, signed))
    if abs(delivery.received_at - signed_at) > WINDOW:
        raise Forged(platform=PLATFORM.name, reason="stale")


def read_webhook(body: Any) -> list[Notice]:
    """The lead in a body; one lead comes at a time, but a list of them would be read whole."""
    found = [_notice(each) for each in (body if isinstance(body, list) else [body])]
    return found or [_notice(None)]


def _signature(message: bytes, secret: bytes) -> str:
    return hex_sha256(secret, message)


def _notice(item: Any) -> Notice:
    lead_id, account_id = text(item, "lead_id"), text(item, "ad_account_id")
    if not lead_id or not account_id:
        return Notice(Kind.OTHER, Owner.ACCOUNT, account_id, {"what": ", ".join(_names(item))})
    facts = {"lead_id": lead_id, "form_id": text(item, "form_id"), "lead": _lead(lead_id, item)}
    return Notice(Kind.LEAD, Owner.ACCOUNT, account_id, facts, lead_id, moment(item, "create_time"))


def _lead(lead_id: str, item: dict[str, Any]) -> dict[str, Any]:
    """The lead's values; its time only where it was told."""
    created = moment(item, "create_time")
    return {
        "external_id": lead_id,
        "form_id": text(item, "form_id"),
        "fields": _answers(item),
        "form_name": text(item, "form_name"),
        "campaign_id": text(item, "campaign_id"),
        "ad_set_id": text(item, "ad_squad_id"),
        "ad_id": text(item, "ad_id"),
        **({"created_at": created.isoformat()} if created else {}),
    }


def _answers(item: dict[str, Any]) -> dict[str, str]:
    """What is no place is an answer; the name, which Snapchat asks for in two, is there in one as well."""
    found = {name: text(item, name) for name in item if name not in _PLACES and text(item, name)}
    whole = " ".join(filter(None, (found.get("first_name"), found.get("last_name"))))
    return ({"full_name": whole} if whole else {}) | found


def _names(item: Any) -> Iterable[str]:
    """What an unknown body is made of: names only, since its values may be somebody's."""
    return sorted(str(name) for name in item)[:10] if isinstance(item, dict) else ()
