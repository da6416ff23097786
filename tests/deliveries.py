"""Deliveries as platforms and relays sign them, for tests that are about what we do with them."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from engine.connectors.notices import Delivery

SECRET = "sandbox-secret"
RELAY_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def hmac_hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def meta(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Meta's header for these bytes."""
    return {"X-Hub-Signature-256": f"sha256={hmac_hex(secret, body)}"}


def tiktok(body: bytes, secret: str = SECRET, *, late_s: int = 0) -> dict[str, str]:
    """TikTok's header for these bytes, signed so many seconds ago."""
    second = int(time.time()) - late_s
    return {"TikTok-Signature": f"t={second},s={hmac_hex(secret, f'{second}.'.encode() + body)}"}


def relayed(body: bytes, secret: str = RELAY_SECRET, *, id: str = "msg_1", late_s: int = 0) -> dict[str, str]:  # noqa: A002 - what the scheme calls it
    """The Standard Webhooks headers for these bytes."""
    second = int(time.time()) - late_s
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{second}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(signed).decode()
    return {"webhook-id": id, "webhook-timestamp": str(second), "webhook-signature": signature}


def delivery(body: bytes, headers: Mapping[str, str], received_at: datetime | None = None) -> Delivery:
    """The request as the door hands it on."""
    lower = {name.lower(): value for name, value in headers.items()}
    return Delivery(lower, {}, body, received_at or datetime.now(UTC))


def post(
    url: str, platform: str, body: Any, headers: Mapping[str, str] | None = None, *, endpoint: str = ""
) -> httpx.Response:
    """Send a body, signed as its platform does unless headers are given."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    signed = headers if headers is not None else {"meta": meta, "tiktok": tiktok}[platform](raw)
    place = f"{url}/api/webhooks/{platform}" + (f"/{endpoint}" if endpoint else "")
    return httpx.post(place, content=raw, headers=dict(signed), timeout=30, trust_env=False)


def meta_changes(*changes: tuple[str, str, Mapping[str, Any]], topic: str = "ad_account") -> dict[str, Any]:
    """A Meta body: `(account or page, field, value)` each in an entry of its own."""
    now = int(time.time())
    entries = [
        {"id": owner, "time": now, "changes": [{"field": field, "value": dict(value)}]}
        for owner, field, value in changes
    ]
    return {"object": topic, "entry": entries}


def reviewed(campaign: str, status: str = "PAUSED") -> dict[str, Any]:
    """Meta's word that a campaign came into that state."""
    return {"id": campaign, "level": "CAMPAIGN", "status_name": status}


def commented(comment_id: str, text: str = "Price?") -> dict[str, Any]:
    """Somebody's comment under a post of a page."""
    return {
        "item": "comment", "verb": "add", "comment_id": comment_id, "post_id": "p_1", "message": text,
        "from": {"name": "Lena"}, "created_time": int(time.time()),
    }  # fmt: skip


def tiktok_lead(account: str, lead_id: str, **answers: str) -> dict[str, Any]:
    """TikTok's whole lead."""
    said = answers or {"email": "a@b.example"}
    entry = {
        "id": lead_id, "advertiser_id": account, "page_id": "form1", "page_name": "Spring", "campaign_id": "c1",
        "create_time": int(time.time()),
        "changes": [{"field": name, "value": value} for name, value in said.items()],
    }  # fmt: skip
    return {"object": 1, "request_id": f"r{lead_id}", "time": int(time.time()), "entry": [entry]}
