"""What TikTok tells: leads, reviews and changed figures of ads; comments, messages and consent of accounts.

Two families of bodies: subscriptions of the Marketing API have an `object` and an `entry`, events of TikTok
accounts have an `event` and carry their `content` as JSON text.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson

from db.kinds import Level
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import hex_sha256, prove
from engine.connectors.tiktok.platform import PLATFORM

SKEW_S = 300  # how far the time of a signature may be from ours, either way
LEAD, AD_GROUP, AD, REPORT_DATA_CHANGE = 1, 2, 3, 11
_REVIEWED = {AD_GROUP: (Level.AD_SET, "adgroup_id", "ADGROUP"), AD: (Level.AD, "ad_id", "AD")}
_MILLIS = 10**11  # a moment beyond this is told in milliseconds
Fields = dict[str, Any]


def greet(delivery: Delivery, secrets: Secrets) -> Greeting | None:  # noqa: ARG001 - the verb's shape
    """TikTok shakes no hands."""
    return None


def verify(delivery: Delivery, secrets: Secrets) -> None:
    """Nothing when `TikTok-Signature` proves the raw body and its time is ours, give or take five minutes.

    Not confirmed: that subscriptions are signed, too. One that is not is believed when the address it was sent to
    carries our own `token`, which only the subscription knows.
    """
    given = delivery.headers.get("tiktok-signature")
    if not given and _knows_the_address(delivery, secrets):
        return
    prove(
        PLATFORM, given, "t=[0-9]{1,12},s=[0-9a-f]{64}", secrets, partial(_signature, given or "", delivery.body)
    )
    second = int(_second(given or ""))
    if abs(delivery.received_at.timestamp() - second) > SKEW_S:
        raise Forged(platform=PLATFORM.name, reason="stale")


def read_webhook(body: Any) -> list[Notice]:
    """Every entry of a delivery."""
    if _text(body, "event"):
        return [_read_event(body)]
    entries, what = _items(body, "entry"), _text(body, "object")
    if _text(body, "subscription_id"):
        return [Notice(Kind.OTHER, Owner.ACCOUNT, _text(body, "advertiser_id"), {"what": "AD_ACCOUNT_SUSPENSION"})]
    notices = [notice for n, entry in enumerate(entries) for notice in _read_entry(body, n, entry)]
    return notices or [Notice(Kind.OTHER, Owner.ACCOUNT, "", {"what": what})]


def _knows_the_address(delivery: Delivery, secrets: Secrets) -> bool:
    ours, given = secrets.verify_token, delivery.query.get("token", "")
    return bool(ours) and hmac.compare_digest(given.encode(), ours.encode())


def _second(signature: str) -> str:
    return signature.removeprefix("t=").partition(",")[0]


def _signature(given: str, body: bytes, secret: bytes) -> str:
    """What the signature would be, at the second that the given one names."""
    second = _second(given)
    return f"t={second},s={hex_sha256(secret, second.encode() + b'.' + body)}"


def _read_entry(body: Any, n: int, entry: Any) -> Iterable[Notice]:
    kind, at = body.get("object"), _moment(body, "time")
    key = f"{_text(body, 'request_id')}:{n}" if _text(body, "request_id") else ""
    if kind == LEAD and _text(entry, "id"):
        return [_lead(entry, at)]
    if kind in (AD_GROUP, AD) and _text(entry, _REVIEWED[kind][1]):
        return [Notice(Kind.ENTITY, Owner.ACCOUNT, _text(entry, "adv_id"), _review(kind, entry), key, at)]
    if kind == REPORT_DATA_CHANGE and (changed := _part(entry, "changed_metrics_values")):
        return [Notice(Kind.FIGURES, Owner.ACCOUNT, str(each), {}, key, at) for each in changed]
    owner_id = _text(entry, "advertiser_id") or _text(entry, "adv_id")
    return [Notice(Kind.OTHER, Owner.ACCOUNT, owner_id, {"what": _text(body, "object")}, key, at)]


def _lead(entry: Any, at: datetime | None) -> Notice:
    """A lead comes whole: TikTok offers no way to fetch one by its id."""
    created = _moment(entry, "create_time") or at
    answers = {
        _text(each, "field"): _text(each, "value") for each in _items(entry, "changes") if _text(each, "field")
    }
    facts: Fields = {"lead_id": _text(entry, "id"), "form_id": _text(entry, "page_id")}
    if answers:
        facts["lead"] = {
            "external_id": facts["lead_id"], "form_id": facts["form_id"], "form_name": _text(entry, "page_name"),
            "fields": answers, "campaign_id": _text(entry, "campaign_id"),
            "ad_set_id": _text(entry, "adgroup_id"), "ad_id": _text(entry, "ad_id"),
            **({"created_at": created} if created else {}),
        }  # fmt: skip
    return Notice(Kind.LEAD, Owner.ACCOUNT, _text(entry, "advertiser_id"), facts, facts["lead_id"], created)


def _review(kind: int, entry: Any) -> Fields:
    """What was reviewed. A rejection keeps it from running; what passed may still wait for other things."""
    level, name, prefix = _REVIEWED[kind]
    rejected = {"delivery": f"{prefix}_STATUS_AUDIT_DENY"} if _text(entry, "reject_reason") else {}
    return {"level": level, "external_id": _text(entry, name), **rejected}


def _read_event(body: Any) -> Notice:
    event, owner_id = _text(body, "event"), _text(body, "user_openid")
    content, at = _content(body), _moment(body, "create_time")
    if event == "comment.update" and _text(content, "comment_action") == "insert" and _text(content, "comment_id"):
        facts = {
            "comment_id": _text(content, "comment_id"), "post_id": _text(content, "video_id"),
            "author": _text(content, "unique_identifier"), "text": _text(content, "text"),
        }  # fmt: skip
        return Notice(Kind.COMMENT, Owner.PROFILE, owner_id, facts, facts["comment_id"], at)
    if event == "im_receive_msg" and _text(content, "message_id"):
        said = _text(_part(content, "text"), "body")
        facts = {"message_id": _text(content, "message_id"), "author": _text(content, "from"), "text": said}
        return Notice(Kind.MESSAGE, Owner.PROFILE, owner_id, facts, facts["message_id"], at)
    if event == "authorization.removed":
        return Notice(Kind.ACCESS, Owner.PROFILE, owner_id, {}, occurred_at=at)
    return Notice(Kind.OTHER, Owner.PROFILE, owner_id, {"what": event}, occurred_at=at)


def _content(body: Any) -> Any:
    try:
        return orjson.loads(_text(body, "content"))
    except orjson.JSONDecodeError:
        return None


def _items(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _part(value: Any, name: str) -> Fields:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _moment(value: Any, name: str) -> datetime | None:
    """A time in seconds or milliseconds; None when it is none."""
    text = _text(value, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        return None
    number = int(text)
    return datetime.fromtimestamp(number / 1000 if number >= _MILLIS else number, UTC)
