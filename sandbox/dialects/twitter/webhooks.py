"""What X tells by itself: replies, direct messages and withdrawn access of a person, and nothing of any ad.

The bodies are those of the Account Activity API, signed with the app's own secret; before X tells an address
anything, and every hour, it asks there whether that secret is known (the Challenge-Response Check).
"""

import hmac
import secrets
from base64 import b64encode
from hashlib import sha256
from typing import Any

import orjson

from sandbox.dialects.twitter.tweets import WHEN
from sandbox.stage import Stage
from sandbox.webhooks import Happening, Outgoing
from sandbox.world.chance import digest
from sandbox.world.profiles import Profile

SIGNATURE = "x-twitter-webhooks-signature"
APP_ID = "29820954"


def emit(stage: Stage, happening: Happening) -> list[Outgoing]:
    """The delivery of one happening; none for what X does not tell."""
    del stage
    if happening.kind == "handshake":
        challenge = secrets.token_urlsafe(32)
        asked = {"crc_token": challenge, "nonce": secrets.token_urlsafe(16)}
        expected = {"response_token": signature(happening.secret, challenge.encode())}
        return [Outgoing(query=asked, method="GET", expects=expected)]
    body = _body(happening)
    if body is None:
        return []
    raw = orjson.dumps(body)
    headers = {"content-type": "application/json", SIGNATURE: signature(happening.secret, raw)}
    return [Outgoing(raw, headers)]


def signature(secret: str, raw: bytes) -> str:
    """The signature of a body, or the answer to a challenge."""
    return "sha256=" + b64encode(hmac.digest(secret.encode(), raw, sha256)).decode()


def _body(happening: Happening) -> dict[str, Any] | None:
    if happening.profile is None:
        return None
    match happening.kind:
        case "comment":
            return {"for_user_id": happening.profile.id, "user_has_blocked": False} | {
                "tweet_create_events": [_reply(happening)]
            }
        case "message":
            return {"for_user_id": happening.profile.id} | _message(happening, happening.profile)
        case "figures":
            return {"for_user_id": happening.profile.id, "favorite_events": [_like(happening, happening.profile)]}
        case "access":
            revoke = {
                "date_time": happening.at.isoformat(),
                "target": {"app_id": APP_ID},
                "source": {"user_id": happening.profile.id},
            }
            return {"user_event": {"revoke": revoke}}
        case "other":
            return {"for_user_id": happening.profile.id, "follow_events": [_follow(happening, happening.profile)]}
    return None


def _reply(happening: Happening) -> dict[str, Any]:
    """Somebody's answer to a post, as a Tweet of its own."""
    if happening.comment is None or happening.post is None or happening.profile is None:
        raise ValueError("a comment without its post")
    said, profile = happening.comment, happening.profile
    return {
        "created_at": said.at.strftime(WHEN), "id": int(said.id), "id_str": said.id, "text": said.text,
        "source": "", "truncated": False,
        "in_reply_to_status_id": int(happening.post.id), "in_reply_to_status_id_str": happening.post.id,
        "in_reply_to_user_id": int(profile.id), "in_reply_to_user_id_str": profile.id,
        "in_reply_to_screen_name": profile.handle, "user": _person(said.author), "is_quote_status": False,
        "quote_count": 0, "reply_count": 0, "retweet_count": 0, "favorite_count": 0, "lang": "und",
        "timestamp_ms": _stamp(happening),
    }  # fmt: skip


def _message(happening: Happening, profile: Profile) -> dict[str, Any]:
    sender = _person(happening.author)
    told = {"text": happening.text, "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}}
    event = {
        "type": "message_create",
        "id": happening.id,
        "created_timestamp": _stamp(happening),
        "message_create": {
            "target": {"recipient_id": profile.id}, "sender_id": sender["id_str"], "message_data": told,
        },
    }  # fmt: skip
    users = {
        sender["id_str"]: {"id": sender["id_str"], "name": sender["name"], "screen_name": sender["screen_name"]},
        profile.id: {"id": profile.id, "name": profile.name, "screen_name": profile.handle},
    }
    return {"direct_message_events": [event], "apps": {}, "users": users}


def _like(happening: Happening, profile: Profile) -> dict[str, Any]:
    """Somebody likes the profile's last post."""
    liked = {"id_str": happening.id, "user": {"id_str": profile.id, "screen_name": profile.handle}}
    return {
        "id": f"{digest('like', happening.id):032x}", "created_at": happening.at.strftime(WHEN),
        "timestamp_ms": int(_stamp(happening)), "favorited_status": liked, "user": _person(happening.author),
    }  # fmt: skip


def _follow(happening: Happening, profile: Profile) -> dict[str, Any]:
    followed = {"id": profile.id, "name": profile.name, "screen_name": profile.handle}
    source = _person(happening.author)
    return {"type": "follow", "created_timestamp": _stamp(happening), "target": followed, "source": source}


def _person(name: str) -> dict[str, Any]:
    number = 10**17 + digest("person", name) % 10**17
    handle = f"person{number % 10**6}"
    return {"id": number, "id_str": str(number), "name": name, "screen_name": handle, "verified": False}


def _stamp(happening: Happening) -> str:
    return str(int(happening.at.timestamp() * 1000))
