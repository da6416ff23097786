"""What Google tells: what somebody entered into a lead form, and nothing else.

Nobody signs it. Whoever knows the form's key may say anything, so it is worth as much as the key is secret: it is
compared in constant time, and all that is believed is that a form was filled in.
"""

import hmac
from typing import Any

import orjson

from engine.connectors.google.platform import PLATFORM
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.strangers import text


def greet(delivery: Delivery, secrets: Secrets) -> Greeting | None:  # noqa: ARG001 - the verb's shape
    """Google shakes no hands."""
    return None


def verify(delivery: Delivery, secrets: Secrets) -> None:
    """Nothing when the body's `google_key` is, letter for letter, one of our keys; every key is tried."""
    given = _key(delivery.body)
    if not any([hmac.compare_digest(given, secret.encode()) for secret in secrets.signing]):  # noqa: C419 - all, always
        raise Forged(platform=PLATFORM.name, reason="wrong")


def read_webhook(body: Any) -> list[Notice]:
    """The lead, whole: Google names its campaign, but no account, and no time."""
    lead_id, campaign_id = text(body, "lead_id"), text(body, "campaign_id")
    if not lead_id or not isinstance(body.get("user_column_data"), list):
        return [Notice(Kind.OTHER, Owner.CAMPAIGN, campaign_id, {"what": "lead form"})]
    lead = {
        "external_id": lead_id,
        "form_id": text(body, "form_id"),
        "fields": dict(filter(None, map(_field, body["user_column_data"]))),
        "campaign_id": campaign_id,
        "ad_set_id": text(body, "adgroup_id"),
        "ad_id": text(body, "creative_id"),
        "is_test": body.get("is_test") is True,
    }
    facts = {"lead_id": lead_id, "form_id": lead["form_id"], "lead": lead}
    return [Notice(Kind.LEAD, Owner.CAMPAIGN, campaign_id, facts, lead_id)]


def _key(body: bytes) -> bytes:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Forged(platform=PLATFORM.name, reason="malformed") from None
    given = told.get("google_key") if isinstance(told, dict) else None
    if given in (None, ""):
        raise Forged(platform=PLATFORM.name, reason="missing")
    if not isinstance(given, str):
        raise Forged(platform=PLATFORM.name, reason="malformed")
    return given.encode()


def _field(column: Any) -> tuple[str, str] | None:
    """A column's id, which is the same in every language, and the answer; questions of one's own have a name."""
    name = text(column, "column_id") or text(column, "column_name")
    return (name, text(column, "string_value")) if name else None
