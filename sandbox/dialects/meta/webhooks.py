"""What Meta sends out: everything beyond ASCII escaped, then signed over the very bytes, in two strengths."""

import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.dialects.meta.access import USER_ID
from sandbox.stage import Stage
from sandbox.webhooks import Happening, Outgoing
from sandbox.world.leads import Lead
from sandbox.world.model import Ad, AdSet, Campaign, Entity, Status
from sandbox.world.posts import Comment
from sandbox.world.profiles import Profile

PERSON = {"id": "7400000000000011", "name": "Lena Brandt"}


def emit(_: Stage, happening: Happening) -> list[Outgoing]:
    """One delivery; Meta never tells of a budget that is used up."""
    if happening.kind == "handshake":
        return [_handshake(happening)]
    told = _told(happening)
    return [_signed(happening, *told)] if told else []


def _handshake(happening: Happening) -> Outgoing:
    challenge = str(secrets.randbelow(10**10))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": happening.verify_token}
    return Outgoing(method="GET", query=query, expects=challenge)


def _signed(happening: Happening, topic: str, owner_id: str, content: Mapping[str, Any]) -> Outgoing:
    # A page's messages are dated in milliseconds, everything else in seconds.
    unit = 1000 if "messaging" in content else 1
    entry = {"id": owner_id, "time": int(happening.at.timestamp()) * unit, **content}
    body = _escaped({"object": topic, "entry": [entry]})
    key = happening.secret.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        "X-Hub-Signature": f"sha1={hmac.new(key, body, 'sha1').hexdigest()}",
        "X-Hub-Signature-256": f"sha256={hmac.new(key, body, 'sha256').hexdigest()}",
    }
    return Outgoing(body, headers)


def _escaped(value: Any) -> bytes:
    """JSON as PHP writes it: beyond ASCII escaped in lower-case hex, slashes escaped too."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def _told(happening: Happening) -> tuple[str, str, Mapping[str, Any]] | None:
    """Topic, whose entry it is, and what the entry holds."""
    account, profile = happening.account.id, happening.profile
    page = profile.page_id or profile.id if profile else ""
    match happening:
        case Happening(kind="lead", lead=Lead() as lead):
            return "page", page, _change("leadgen", _lead(lead, page))
        case Happening(kind="comment", comment=Comment() as said, profile=Profile(kind="instagram") as speaker):
            return "instagram", speaker.id, _change("comments", _beneath_media(said))
        case Happening(kind="comment", comment=Comment() as said):
            return "page", page, _change("feed", _beneath_post(said, page))
        case Happening(kind="message"):
            return "page", page, {"messaging": [_message(happening, page)]}
        case Happening(kind="entity", entity=Campaign() | AdSet() | Ad() as entity):
            return "ad_account", account, _change(*_reviewed(entity, happening.status))
        case Happening(kind="figures"):
            liked = {"item": "reaction", "reaction_type": "like", "verb": "add", "from": PERSON}
            return "page", page, _change("feed", liked)
        case Happening(kind="access"):
            return "permissions", USER_ID, _change("ads_management", {"verb": "revoke", "target_ids": [account]})
        case Happening(kind="other"):
            return "ad_account", account, _change("ad_recommendations", {"ad_object_ids": []})
    return None


def _change(field: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {"changes": [{"field": field, "value": value}]}


def _lead(lead: Lead, page: str) -> dict[str, Any]:
    return {
        "ad_id": lead.ad_id, "form_id": lead.form_id, "leadgen_id": lead.id, "page_id": page,
        "created_time": int(lead.at.timestamp()), "adgroup_id": lead.ad_id,
    }  # fmt: skip


def _beneath_post(said: Comment, page: str) -> dict[str, Any]:
    post = f"{page}_{said.post_id}"
    return {
        "item": "comment", "verb": "add", "from": PERSON | {"name": said.author}, "post_id": post,
        "comment_id": f"{said.post_id}_{said.id}", "parent_id": post, "message": said.text,
        "created_time": int(said.at.timestamp()),
    }  # fmt: skip


def _beneath_media(said: Comment) -> dict[str, Any]:
    return {
        "id": said.id, "from": {"id": PERSON["id"], "username": said.author}, "text": said.text,
        "media": {"id": said.post_id, "media_product_type": "FEED"},
    }  # fmt: skip


def _message(happening: Happening, page: str) -> dict[str, Any]:
    return {
        "sender": {"id": PERSON["id"]}, "recipient": {"id": page},
        "timestamp": int(happening.at.timestamp() * 1000),
        "message": {"mid": f"m_{happening.id}", "text": happening.text},
    }  # fmt: skip


def _reviewed(entity: Entity, status: Status | None) -> tuple[str, dict[str, Any]]:
    """What is told of an ad object: that it is in a new state, or that something is wrong with it."""
    level = "CAMPAIGN" if isinstance(entity, Campaign) else "AD_SET" if isinstance(entity, AdSet) else "AD"
    about: dict[str, Any] = {"id": entity.id, "level": level}
    if status is not None:
        return "in_process_ad_objects", about | {"status_name": status.capitalize()}
    issue = {"error_code": 1815869, "error_summary": "Ad set has issues", "error_message": "Check its audience."}
    return "with_issues_ad_objects", about | issue
