"""What X tells: replies, direct messages and what became of posts, and nothing of any ad.

Its bodies come in two forms, those of the Account Activity API (lists of events for a person) and those of its
successor, the X Activity API (one event in an envelope); both are signed alike. No time is signed, so a repeat is
known by what it says.
"""

import re
from base64 import b64encode
from datetime import datetime
from functools import partial
from hashlib import sha256
from hmac import digest
from typing import Any

from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import prove
from engine.connectors.strangers import items, moment, part, text
from engine.connectors.twitter.platform import PLATFORM

# The answer to a challenge would sign a body of the same letters, so nothing that could be a body is answered.
_CHALLENGE = re.compile(r"[A-Za-z0-9_\-+/=.]{1,256}", re.ASCII)
_OLD_STAMP = "%a %b %d %H:%M:%S %z %Y"
# Events of the newer form that change how a post stands.
_ENGAGED = frozenset(
    {"post.create", "post.delete", "post.quote.create", "post.repost.create", "post.mention.create", "like.create"}
)


def greet(delivery: Delivery, secrets: Secrets) -> Greeting | None:
    """The answer to X's Challenge-Response Check, which proves that we know the app's secret."""
    token = delivery.query.get("crc_token")
    if token is None or delivery.body or not secrets.signing:
        return None
    if not _CHALLENGE.fullmatch(token):
        raise Forged(platform=PLATFORM.name, reason="malformed")
    return Greeting({"response_token": _signature(token.encode(), secrets.signing[0].encode())})


def verify(delivery: Delivery, secrets: Secrets) -> None:
    """Nothing when `x-twitter-webhooks-signature` is the HMAC of the raw body under the app's secret."""
    given = delivery.headers.get("x-twitter-webhooks-signature")
    prove(PLATFORM, given, "sha256=[A-Za-z0-9+/]{43}=", secrets, partial(_signature, delivery.body))


def read_webhook(body: Any) -> list[Notice]:
    """Every event of a body, whichever form it has."""
    if event := text(part(body, "data"), "event_type"):
        return _read_event(event, part(body, "data"))
    if revoked := part(part(body, "user_event"), "revoke"):
        user = text(part(revoked, "source"), "user_id")
        return [_notice(Kind.ACCESS, user, at=_moment(revoked, "date_time"))] if user else [_other("revoke", "")]
    owner = text(body, "for_user_id")
    lists = body if isinstance(body, dict) else {}
    notices = [_read(name, owner, body, each) for name in lists for each in items(body, name)]
    return notices or [_other(", ".join(sorted(map(str, lists))), owner)]


def _signature(message: bytes, secret: bytes) -> str:
    return "sha256=" + b64encode(digest(secret, message, sha256)).decode()


def _read(name: str, owner: str, body: Any, item: Any) -> Notice:
    """One event of the older form; a person's own doings come like everybody else's."""
    liked = part(part(item, "favorited_status"), "user")
    match name:
        case "tweet_create_events" if owner and text(item, "id_str"):
            return _tweet(owner, item)
        case "favorite_events" if owner and text(liked, "id_str") == owner:
            return _notice(Kind.FIGURES, owner, key=text(item, "id"), at=_moment(item, "timestamp_ms"))
        case "direct_message_events" if owner:
            return _message(owner, part(body, "users"), item)
    return _other(name, owner)


def _read_event(event: str, data: dict[str, Any]) -> list[Notice]:
    """The event of the newer form, which has several messages at most."""
    owner, payload = text(part(data, "filter"), "user_id"), part(data, "payload")
    key, at = text(data, "event_uuid"), _moment(payload, "created_at")
    match event:
        case "post.reply.create" if owner and text(payload, "id"):
            facts = {
                "comment_id": text(payload, "id"), "post_id": text(payload, "in_reply_to_tweet_id"),
                "author": _name_of(part(data, "includes"), text(payload, "author_id")),
                "text": text(payload, "text"),
            }  # fmt: skip
            return [_notice(Kind.COMMENT, owner, facts, text(payload, "id"), at)]
        case "dm.received":
            users, messages = part(payload, "users"), items(payload, "direct_message_events")
            return [_message(owner, users, item) for item in messages] or [_other(event, owner, key)]
        case "oauth.revoke" if text(payload, "user_id"):
            return [_notice(Kind.ACCESS, text(payload, "user_id"), key=key, at=_moment(payload, "date_time"))]
        case _ if owner and event in _ENGAGED and text(part(data, "filter"), "direction") != "outbound":
            return [_notice(Kind.FIGURES, owner, key=key, at=at)]
    return [_other(event, owner, key)]


def _tweet(owner: str, item: dict[str, Any]) -> Notice:
    """A reply to the person is a comment; anything else, a repost for one, changes how their posts stand."""
    author, at = part(item, "user"), _moment(item, "timestamp_ms") or _moment(item, "created_at")
    ours = text(author, "id_str") == owner
    if ours or text(item, "in_reply_to_user_id_str") != owner or not text(item, "in_reply_to_status_id_str"):
        return _notice(Kind.FIGURES, owner, key=text(item, "id_str"), at=at)
    facts = {
        "comment_id": text(item, "id_str"),
        "post_id": text(item, "in_reply_to_status_id_str"),
        "author": text(author, "name") or text(author, "screen_name"),
        "text": text(part(item, "extended_tweet"), "full_text") or text(item, "text"),
    }
    return _notice(Kind.COMMENT, owner, facts, text(item, "id_str"), at)


def _message(owner: str, users: dict[str, Any], item: Any) -> Notice:
    """A message to the person; what they sent themselves is told, too, and is nothing to answer."""
    message, message_id = part(item, "message_create"), text(item, "id")
    sender = text(message, "sender_id")
    if not message_id or not sender or sender == owner:
        return _other("direct_message_events", owner, message_id)
    known = part(users, sender)
    facts = {
        "message_id": message_id,
        "author": text(known, "name") or text(part(known, "data"), "name") or sender,
        "text": text(part(message, "message_data"), "text"),
    }
    return _notice(Kind.MESSAGE, owner, facts, message_id, _moment(item, "created_timestamp"))


def _notice(
    kind: Kind, owner: str, facts: dict[str, Any] | None = None, key: str = "", at: datetime | None = None
) -> Notice:
    return Notice(kind, Owner.PROFILE, owner, facts or {}, key, at)


def _other(what: str, owner: str, key: str = "") -> Notice:
    return _notice(Kind.OTHER, owner, {"what": what}, key)


def _name_of(includes: dict[str, Any], user_id: str) -> str:
    """A person's name where it is told, else their id."""
    known = (part(user, "data") or user for user in items(includes, "users") if isinstance(user, dict))
    return next((text(user, "name") for user in known if text(user, "id") == user_id), "") or user_id


def _moment(value: Any, name: str) -> datetime | None:
    """Milliseconds, a date of today's API or one of the first; None when it is none of them."""
    if found := moment(value, name):
        return found
    told = text(value, name)
    try:
        found = datetime.strptime(told, _OLD_STAMP) if told[:1].isalpha() else datetime.fromisoformat(told)  # noqa: DTZ007 - it has %z
    except ValueError:
        return None
    return found if found.tzinfo else None
