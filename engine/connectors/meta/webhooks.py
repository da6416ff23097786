"""What Meta tells: leads, comments, messages, ads that were reviewed or have issues, and consent withdrawn.

It never tells that an ad's figures changed. Its signature carries no time, so a repeat is known by what it says.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from db.kinds import Level
from engine.connectors.meta.platform import PLATFORM, STATUSES
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import hex_sha256, prove
from engine.connectors.strangers import items, moment, part, text

_LEVELS = {
    "CAMPAIGN": Level.CAMPAIGN, "ADSET": Level.AD_SET, "AD_SET": Level.AD_SET, "AD": Level.AD,
}  # fmt: skip
_STATUSES = {word: status for status, word in STATUSES.items()}
_ENGAGED = frozenset({"like", "reaction", "share"})
_OBJECTS = frozenset({"in_process_ad_objects", "with_issues_ad_objects"})
_TAKEN_BACK = frozenset({"revoke", "revoked"})


def greet(delivery: Delivery, secrets: Secrets) -> Greeting | None:
    """The challenge, to whoever repeats our verify token."""
    if delivery.query.get("hub.mode") != "subscribe":
        return None
    given = delivery.query.get("hub.verify_token")
    if not given:
        raise Forged(platform=PLATFORM.name, reason="missing")
    ours = secrets.verify_token
    if not hmac.compare_digest(given.encode(), ours.encode()) or not ours:
        raise Forged(platform=PLATFORM.name, reason="wrong")
    return Greeting(delivery.query.get("hub.challenge", ""))


def verify(delivery: Delivery, secrets: Secrets) -> None:
    """Nothing when `X-Hub-Signature-256` is the HMAC of the raw body under the app's secret."""
    given = delivery.headers.get("x-hub-signature-256")
    prove(PLATFORM, given, "sha256=[0-9a-f]{64}", secrets, partial(_signature, delivery.body))


def read_webhook(body: Any) -> list[Notice]:
    """Every change and message of every entry; up to a thousand come in one delivery."""
    topic, entries = text(body, "object"), items(body, "entry")
    notices = [notice for entry in entries for notice in _read_entry(topic, entry)]
    return notices or [Notice(Kind.OTHER, Owner.ACCOUNT, "", {"what": topic})]


def _signature(body: bytes, secret: bytes) -> str:
    return f"sha256={hex_sha256(secret, body)}"


def _read_entry(topic: str, entry: Any) -> Iterable[Notice]:
    at, owner_id = moment(entry, "time"), text(entry, "id")
    for change in items(entry, "changes"):
        value = change.get("value") if isinstance(change, dict) else None
        yield from _read_change(topic, owner_id, text(change, "field"), value, at)
    for message in items(entry, "messaging"):
        yield _read_message(owner_id, message, at)


def _read_change(topic: str, owner_id: str, field: str, value: Any, at: datetime | None) -> Iterable[Notice]:
    owner = Owner.ACCOUNT if topic == "ad_account" else Owner.PROFILE
    match topic, field:
        case "page", "leadgen" if text(value, "leadgen_id"):
            return [_lead(owner_id, value, at)]
        case ("page", "feed") | ("instagram", "comments") if _comment_id(value):
            return [_comment(owner_id, value, at)]
        case "page", "feed" if text(value, "item") in _ENGAGED:
            return [Notice(Kind.FIGURES, owner, owner_id, occurred_at=at)]
        case "ad_account", _ if field in _OBJECTS and text(value, "level").upper() in _LEVELS:
            return [_entity(owner_id, value, at)]
        case "permissions", _ if text(value, "verb").lower() in _TAKEN_BACK:
            return _withdrawn(owner_id, field, value, at)
    return [Notice(Kind.OTHER, owner, owner_id, {"what": field or topic}, occurred_at=at)]


def _lead(page_id: str, value: Any, at: datetime | None) -> Notice:
    """Only its ids: the answers are fetched with the page's token."""
    lead_id = text(value, "leadgen_id")
    facts = {"lead_id": lead_id, "form_id": text(value, "form_id")}
    occurred = moment(value, "created_time") or at
    return Notice(Kind.LEAD, Owner.PROFILE, text(value, "page_id") or page_id, facts, lead_id, occurred)


def _comment_id(value: Any) -> str:
    """The id of a new comment, under Facebook's name for it or Instagram's; "" when it is anything else."""
    if text(value, "item") == "comment":
        return text(value, "comment_id") if text(value, "verb") == "add" else ""
    return text(value, "id") if part(value, "media") else ""


def _comment(owner_id: str, value: Any, at: datetime | None) -> Notice:
    author, comment_id = part(value, "from"), _comment_id(value)
    facts = {
        "comment_id": comment_id,
        "post_id": text(value, "post_id") or text(part(value, "media"), "id"),
        "author": text(author, "name") or text(author, "username"),
        "text": text(value, "message") or text(value, "text"),
    }
    occurred = moment(value, "created_time") or at
    return Notice(Kind.COMMENT, Owner.PROFILE, owner_id, facts, comment_id, occurred)


def _read_message(owner_id: str, item: Any, at: datetime | None) -> Notice:
    message, sender = part(item, "message"), part(item, "sender")
    message_id = text(message, "mid")
    if not message_id or message.get("is_echo") is True:  # an echo is what the page itself said
        return Notice(Kind.OTHER, Owner.PROFILE, owner_id, {"what": "messaging"}, occurred_at=at)
    facts = {"message_id": message_id, "author": text(sender, "id"), "text": text(message, "text")}
    return Notice(Kind.MESSAGE, Owner.PROFILE, owner_id, facts, message_id, moment(item, "timestamp") or at)


def _entity(account_id: str, value: Any, at: datetime | None) -> Notice:
    """What an ad object came to; the names of these fields are not confirmed by Meta's documents."""
    word = text(value, "status_name").upper().replace(" ", "_")
    facts: dict[str, Any] = {
        "level": _LEVELS[text(value, "level").upper()], "external_id": text(value, "id"),
        "delivery": word or text(value, "error_summary") or "WITH_ISSUES",
    }  # fmt: skip
    if word in _STATUSES:
        facts["status"] = _STATUSES[word]
    return Notice(Kind.ENTITY, Owner.ACCOUNT, account_id.removeprefix("act_"), facts, occurred_at=at)


def _withdrawn(person: str, field: str, value: Any, at: datetime | None) -> list[Notice]:
    """A permission that a person took back, for each account or page that it was about."""
    owner = Owner.PROFILE if field.startswith(("pages_", "instagram_", "leads_")) else Owner.ACCOUNT
    targets = [str(each).removeprefix("act_") for each in items(value, "target_ids")]
    if not targets:
        return [Notice(Kind.OTHER, owner, "", {"what": f"{field} of {person}"}, occurred_at=at)]
    return [Notice(Kind.ACCESS, owner, target, {"what": field}, occurred_at=at) for target in targets]
