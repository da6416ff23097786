"""What LinkedIn tells of itself: leads, and what people do beneath an organisation's posts; nothing of campaigns.

The signature's key is the client secret, and what is signed begins with the scheme's own name.
"""

import hmac
from typing import Any
from uuid import UUID

import orjson

from sandbox.dialects.linkedin.resources import millis
from sandbox.dialects.linkedin.urns import PERSON, comment_urn, organization_urn, person_urn, post_urn
from sandbox.stage import Stage
from sandbox.webhooks import Happening, Outgoing
from sandbox.world.chance import digest
from sandbox.world.posts import Post

PREFIX = b"hmacsha256="
SOCIAL = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
# Somebody likes a post, or speaks of the organisation elsewhere.
ACTIONS = {"comment": "COMMENT", "figures": "LIKE", "other": "SHARE_MENTION"}


def emit(stage: Stage, happening: Happening) -> list[Outgoing]:
    """The handshake, or one delivery signed over its bytes."""
    if happening.kind == "handshake":
        return [_handshake(happening)]
    if happening.kind == "lead":
        return [_signed(happening, _lead(happening))]
    if happening.kind in ACTIONS:
        return [_signed(happening, {"type": SOCIAL, "notifications": [_social(stage, happening)]})]
    return []


def _handshake(happening: Happening) -> Outgoing:
    code = str(UUID(int=digest("challenge", happening.id) << 64 | digest("code", happening.id), version=4))
    answer = {"challengeCode": code, "challengeResponse": _digest(happening, code.encode())}
    return Outgoing(method="GET", query={"challengeCode": code}, expects=answer)


def _signed(happening: Happening, told: dict[str, Any]) -> Outgoing:
    body = orjson.dumps(told)
    headers = {"Content-Type": "application/json", "X-LI-Signature": _digest(happening, PREFIX + body)}
    return Outgoing(body, headers)


def _digest(happening: Happening, message: bytes) -> str:
    return hmac.new(happening.secret.encode(), message, "sha256").hexdigest()


def _lead(happening: Happening) -> dict[str, Any]:
    lead = happening.lead
    assert lead is not None  # noqa: S101 - a lead has happened
    return {
        "type": "LEAD_ACTION",
        "leadGenFormResponse": f"urn:li:leadGenFormResponse:{lead.id}",
        "leadGenForm": f"urn:li:leadGenForm:{lead.form_id}",
        "owner": {"sponsoredAccount": f"urn:li:sponsoredAccount:{lead.account_id}"},
        "associatedEntity": {"associatedCreative": f"urn:li:sponsoredCreative:{lead.ad_id}"},
        "leadType": "SPONSORED",
        "leadAction": "CREATED",
        "occurredAt": millis(lead.at),
    }


def _social(stage: Stage, happening: Happening) -> dict[str, Any]:
    profile, comment = happening.profile, happening.comment
    assert profile is not None  # noqa: S101 - LinkedIn has organisations
    post = happening.post or stage.content.posts_of(profile)[0]
    told = {
        "notificationId": int(happening.id),
        "organizationalEntity": organization_urn(profile.id),
        "subscriber": PERSON,
        "action": ACTIONS[happening.kind],
        "sourcePost": post_urn(post),
        "lastModifiedAt": millis(happening.at),
        "decoratedSourcePost": _decorated(post),
    }
    if comment is None:
        return told | {"generatedActivity": f"urn:li:like:({PERSON},urn:li:activity:{post.id})"}
    said = {"entity": comment_urn(comment), "owner": person_urn(comment.author), "text": comment.text}
    return told | {"generatedActivity": said["entity"], "decoratedGeneratedActivity": {"comment": said}}


def _decorated(post: Post) -> dict[str, Any]:
    kind = "VIDEO" if post.video else "IMAGE" if post.media else "NONE"
    return {
        "entity": post_urn(post), "owner": organization_urn(post.profile_id), "text": post.text,
        "mediaCategory": kind,
    }  # fmt: skip
