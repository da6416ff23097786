"""What TikTok tells: leads, reviews and changed figures of ads; comments, messages and consent of accounts.

Two families of bodies: subscriptions of the Marketing API have an `object` and an `entry`, events of TikTok
accounts have an `event` and carry their `content` as JSON text.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

import orjson

from db.kinds import Level
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import hex_sha256, prove
from engine.connectors.strangers import items, moment, part, text
from engine.connectors.tiktok.platform import PLATFORM

SKEW_S = 300  # how far the time of a signature may be from ours, either way
LEAD, AD_GROUP, AD, REPORT_DATA_CHANGE = 1, 2, 3, 11
_REVIEWED = {AD_GROUP: (Level.AD_SET, "adgroup_id", "ADGROUP"), AD: (Level.AD, "ad_id", "AD")}
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
    if text(body, "event"):
        return [_read_event(body)]
    entries, what = items(body, "entry"), text(body, "object")
    if text(body, "subscription_id"):
        return [Notice(Kind.OTHER, Owner.ACCOUNT, text(body, "advertiser_id"), {"what": "AD_ACCOUNT_SUSPENSION"})]
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
    kind, at = body.get("object"), moment(body, "time")
    key = f"{text(body, 'request_id')}:{n}" if text(body, "request_id") else ""
    if kind == LEAD and text(entry, "id"):
        return [_lead(entry, at)]
    if kind in (AD_GROUP, AD) and text(entry, _REVIEWED[kind][1]):
        return [Notice(Kind.ENTITY, Owner.ACCOUNT, text(entry, "adv_id"), _review(kind, entry), key, at)]
    if kind == REPORT_DATA_CHANGE and (changed := part(entry, "changed_metrics_values")):
        return [Notice(Kind.FIGURES, Owner.ACCOUNT, str(each), {}, key, at) for each in changed]
    owner_id = text(entry, "advertiser_id") or text(entry, "adv_id")
    return [Notice(Kind.OTHER, Owner.ACCOUNT, owner_id, {"what": text(body, "object")}, key, at)]


def _lead(entry: Any, at: datetime | None) -> Notice:
    """A lead comes whole: TikTok offers no way to fetch one by its id."""
    created = moment(entry, "create_time") or at
    answers = {text(each, "field"): text(each, "value") for each in items(entry, "changes") if text(each, "field")}
    facts: Fields = {"lead_id": text(entry, "id"), "form_id": text(entry, "page_id")}
    if answers:
        facts["lead"] = {
            "external_id": facts["lead_id"], "form_id": facts["form_id"], "form_name": text(entry, "page_name"),
            "fields": answers, "campaign_id": text(entry, "campaign_id"),
            "ad_set_id": text(entry, "adgroup_id"), "ad_id": text(entry, "ad_id"),
            **({"created_at": created} if created else {}),
        }  # fmt: skip
    return Notice(Kind.LEAD, Owner.ACCOUNT, text(entry, "advertiser_id"), facts, facts["lead_id"], created)


def _review(kind: int, entry: Any) -> Fields:
    """What was reviewed. A rejection keeps it from running; what passed may still wait for other things."""
    level, name, prefix = _REVIEWED[kind]
    rejected = {"delivery": f"{prefix}_STATUS_AUDIT_DENY"} if text(entry, "reject_reason") else {}
    return {"level": level, "external_id": text(entry, name), **rejected}


def _read_event(body: Any) -> Notice:
    event, owner_id = text(body, "event"), text(body, "user_openid")
    content, at = _content(body), moment(body, "create_time")
    if event == "comment.update" and text(content, "comment_action") == "insert" and text(content, "comment_id"):
        facts = {
            "comment_id": text(content, "comment_id"), "post_id": text(content, "video_id"),
            "author": text(content, "unique_identifier"), "text": text(content, "text"),
        }  # fmt: skip
        return Notice(Kind.COMMENT, Owner.PROFILE, owner_id, facts, facts["comment_id"], at)
    if event == "im_receive_msg" and text(content, "message_id"):
        said = text(part(content, "text"), "body")
        facts = {"message_id": text(content, "message_id"), "author": text(content, "from"), "text": said}
        return Notice(Kind.MESSAGE, Owner.PROFILE, owner_id, facts, facts["message_id"], at)
    if event == "authorization.removed":
        return Notice(Kind.ACCESS, Owner.PROFILE, owner_id, {}, occurred_at=at)
    return Notice(Kind.OTHER, Owner.PROFILE, owner_id, {"what": event}, occurred_at=at)


def _content(body: Any) -> Any:
    try:
        return orjson.loads(text(body, "content"))
    except orjson.JSONDecodeError:
        return None
