"""What LinkedIn tells: leads, and what people do beneath posts. Nothing of campaigns, budgets or figures of ads.

Its signature carries no time, so a repeat is known by the notification's own number or by lead and action.
"""

import re
from functools import partial
from typing import Any

from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from engine.connectors.signatures import hex_sha256, prove
from engine.connectors.strangers import moment, text

PREFIX = "hmacsha256="  # begins what is signed, and may begin the header
SOCIAL, LEAD = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "LEAD_ACTION"
_CODE = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_COMMENTS = frozenset({"COMMENT", "COMMENT_EDIT", "ADMIN_COMMENT"})
_COUNTED = frozenset({"LIKE", "SHARE", "COMMENT_DELETE"})


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
    topic = text(body, "type")
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
    lead_id, action = _last(text(body, "leadGenFormResponse")), text(body, "leadAction")
    at, key = moment(body, "occurredAt"), f"{lead_id}:{action}"
    if action != "CREATED" or not lead_id:
        return Notice(Kind.OTHER, owner, owner_id, {"what": f"{LEAD} {action}".strip()}, key, at)
    facts = {"lead_id": lead_id, "form_id": _last(text(body, "leadGenForm"))}
    return Notice(Kind.LEAD, owner, owner_id, facts, key, at)


def _owner(value: Any) -> tuple[Owner, str]:
    """Whose form it is: an ad account's or an organisation's, as an object by kind or as a name."""
    name = (
        text(value, "sponsoredAccount") or text(value, "organization") or (value if isinstance(value, str) else "")
    )
    owner = Owner.PROFILE if name.startswith("urn:li:organization:") else Owner.ACCOUNT
    return owner, _last(name)


def _social(item: Any) -> Notice:
    action, owner_id = text(item, "action"), _last(text(item, "organizationalEntity"))
    key, at = text(item, "notificationId"), moment(item, "lastModifiedAt")
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
        "comment_id": text(item, "generatedActivity") or text(comment, "entity"),
        "post_id": text(item, "sourcePost"),
        "author": text(comment, "owner"),
        "text": text(comment, "text"),
    }


def _last(name: str) -> str:
    """The id at the end of a URN."""
    return name.rpartition(":")[2]
