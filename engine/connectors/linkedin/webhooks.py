"""What LinkedIn tells: leads, and what people do beneath posts. Nothing of campaigns, budgets or figures of ads.

Its signature carries no time, so a repeat is known by the notification's own number or by lead and action.
"""

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any

from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import hex_sha256, prove

PREFIX = "hmacsha256="  # begins what is signed, and may begin the header
SOCIAL, LEAD = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "LEAD_ACTION"
_CODE = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_COMMENTS = frozenset({"COMMENT", "COMMENT_EDIT", "ADMIN_COMMENT"})
_COUNTED = frozenset({"LIKE", "SHARE", "COMMENT_DELETE"})
_LATEST_MS = 10**14


def greet(delivery: Delivery, secrets: Secrets) -> Greeting | None:
    """The challenge, signed with the first secret.

    Only a UUID is signed: whoever could have any text signed here could have a whole delivery signed.
    """
    code = delivery.query.get("challengeCode")
    if code is None or delivery.body:
        return None
    if not _CODE.fullmatch(code):
        raise Forged(platform=PLATFORM.name, reason="malformed")
    if not secrets.signing:
        raise Forged(platform=PLATFORM.name, reason="wrong")
    answer = hex_sha256(secrets.signing[0].encode(), code.encode())
    return Greeting({"challengeCode": code, "challengeResponse": answer})


def verify(delivery: Delivery, secrets: Secrets) -> None:
    """Nothing when `X-LI-Signature` is the HMAC of the scheme's name and the raw body."""
    given = delivery.headers.get("x-li-signature")
    bare = given.removeprefix(PREFIX) if given else given
    prove(PLATFORM, bare, "[0-9a-f]{64}", secrets, partial(_signature, delivery.body))


def read_webhook(body: Any) -> list[Notice]:
    """A lead, or up to ten things that people did beneath posts."""
    topic = _text(body, "type")
    if topic == LEAD:
        return [_lead(body)]
    items = body.get("notifications") if isinstance(body, dict) else None
    if topic == SOCIAL and isinstance(items, list) and items:
        return [_social(item) for item in items]
    return [Notice(Kind.OTHER, Owner.ACCOUNT, "", {"what": topic})]


def _signature(body: bytes, secret: bytes) -> str:
    return hex_sha256(secret, PREFIX.encode() + body)


def _lead(body: dict[str, Any]) -> Notice:
    """Only its ids: the answers are fetched. A lead that was deleted is told, too, and not applied."""
    owner, owner_id = _owner(body.get("owner"))
    lead_id, action = _last(_text(body, "leadGenFormResponse")), _text(body, "leadAction")
    at, key = _moment(body, "occurredAt"), f"{lead_id}:{action}"
    if action != "CREATED" or not lead_id:
        return Notice(Kind.OTHER, owner, owner_id, {"what": f"{LEAD} {action}".strip()}, key, at)
    facts = {"lead_id": lead_id, "form_id": _last(_text(body, "leadGenForm"))}
    return Notice(Kind.LEAD, owner, owner_id, facts, key, at)


def _owner(value: Any) -> tuple[Owner, str]:
    """Whose form it is: an ad account's or an organisation's, as an object by kind or as a name."""
    name = (
        _text(value, "sponsoredAccount")
        or _text(value, "organization")
        or (value if isinstance(value, str) else "")
    )
    owner = Owner.PROFILE if name.startswith("urn:li:organization:") else Owner.ACCOUNT
    return owner, _last(name)


def _social(item: Any) -> Notice:
    action, owner_id = _text(item, "action"), _last(_text(item, "organizationalEntity"))
    key, at = _text(item, "notificationId"), _moment(item, "lastModifiedAt")
    facts = _comment(item)
    if action in _COMMENTS and facts["comment_id"]:
        return Notice(Kind.COMMENT, Owner.PROFILE, owner_id, facts, key, at)
    kind = Kind.FIGURES if action in _COUNTED else Kind.OTHER
    return Notice(kind, Owner.PROFILE, owner_id, {} if kind is Kind.FIGURES else {"what": action}, key, at)


def _comment(item: Any) -> dict[str, Any]:
    """The comment in a notification; LinkedIn tells who wrote it by an id only."""
    decorated = item.get("decoratedGeneratedActivity") if isinstance(item, dict) else None
    comment = decorated.get("comment") if isinstance(decorated, dict) else None
    return {
        "comment_id": _text(item, "generatedActivity") or _text(comment, "entity"),
        "post_id": _text(item, "sourcePost"),
        "author": _text(comment, "owner"),
        "text": _text(comment, "text"),
    }


def _last(name: str) -> str:
    """The id at the end of a URN."""
    return name.rpartition(":")[2]


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _moment(value: Any, name: str) -> datetime | None:
    """A time in milliseconds; None when it is none."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found < _LATEST_MS:
        return None
    return datetime.fromtimestamp(found / 1000, UTC)
