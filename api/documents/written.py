"""Answers that the demo is in no state to give, written as their routes make them; a recorded one comes first."""

from typing import Any

from api.documents.shapes import whole
from api.documents.words import SOME_ID

_AT = "2026-11-27T09:00:00+00:00"
_MEMBER = {
    "user_id": SOME_ID,
    "email": "person@example.com",
    "name": "A colleague",
    "role": "analyst",
    "is_active": True,
    "second_factor": False,
    "since": _AT,
}
_CHANNEL = {
    "id": SOME_ID,
    "kind": "webhook",
    "name": "",
    "hint": "shop.example",
    "pace": "daily",
    "is_active": True,
    "created_at": _AT,
}
_DELIVERY = {
    "id": SOME_ID,
    "platform": "meta",
    "kind": "leadgen",
    "account": "Shop",
    "status": "processed",
    "attempts": 1,
    "received_at": _AT,
    "processed_at": _AT,
    "error": None,
}
_ORG = {"id": SOME_ID, "name": "Al Waha", "role": "owner"}
_ME = {
    "via": "session",
    "user_id": SOME_ID,
    "key_id": None,
    "email": "person@example.com",
    "name": "A colleague",
    "locale": "ar",
    "timezone": "Asia/Riyadh",
    "second_factor": True,
    "must_add_codes": False,
    "org": _ORG | {"currency": "SAR"},
    "permissions": ["campaigns.write", "read"],
    "orgs": [_ORG],
}
_SESSION = {
    "id": "9f86d081884c7d659a2feaa0",
    "since": _AT,
    "seen": _AT,
    "ip": "203.0.113.7",
    "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "here": True,
    "org_id": SOME_ID,
}
_IN = {"status": "signed_in", "message": "You are signed in.", "expires_in": 43200, "me": _ME}
JSON = "application/json"

_SAID: dict[str, tuple[int, str, Any]] = {
    "sessions_sign_in": (200, JSON, _IN),
    "sessions_give_code": (200, JSON, _IN),
    "sessions_sign_out": (200, JSON, {"message": "You are signed out."}),
    "sessions_me": (200, JSON, _ME),
    "sessions_show_all": (200, JSON, {"sessions": [_SESSION]}),
    "sessions_end": (200, JSON, {"message": "That session has ended."}),
    "members_change": (200, JSON, {"member": _MEMBER}),
    "members_remove": (200, JSON, {"message": "They have no access any more."}),
    "imports_load": (
        202,
        JSON,
        {"message": "The file is being loaded.", "import_id": SOME_ID, "status": "running"},
    ),
    "budgets_resume": (202, JSON, {"message": "The campaign is being resumed."}),
    "campaign_batches_discard": (200, JSON, {"message": "The file was dropped."}),
    "campaign_batches_result": (200, "text/csv", "name,outcome,campaign_id,errors"),
    "unified_campaigns_decide": (
        200,
        JSON,
        {"message": "It stays on its platform, as a campaign of its account."},
    ),
    "webhooks_greet": (200, "text/plain", "1158201444"),
    "webhooks_greet_at_endpoint": (200, "text/plain", "1158201444"),
    "webhooks_deliver": (200, JSON, {"status": "received"}),
    "webhooks_deliver_to_endpoint": (200, JSON, {"status": "received"}),
    "deliveries_read_delivery": (200, JSON, _DELIVERY | {"notices": []}),
    "deliveries_replay": (202, JSON, {"message": "The delivery is being applied again.", "id": SOME_ID}),
    "notifications_add_channel": (201, JSON, _CHANNEL),
    "notifications_change_channel": (200, JSON, {"channels": [_CHANNEL]}),
    "notifications_remove_channel": (200, JSON, {"channels": []}),
    "notifications_try_channel": (200, JSON, {"ok": True, "message": ""}),
    "posts_lent": (200, "image/png", ""),
    "events_replay": (202, JSON, {"message": "The event is on its way to its listener again.", "id": SOME_ID}),
    "jobs_requeue": (202, JSON, {"message": "The job is queued again.", "id": SOME_ID}),
}

# Answered as another operation is, which was recorded.
ALIKE = {
    "posts_reject": ("posts_approve", 200),
    "posts_retry": ("posts_publish", 202),
    "unified_campaigns_change": ("unified_campaigns_create", 200),
    "unified_campaigns_retry": ("unified_campaigns_create", 202),
}

# Given as another kind of file as well, where the caller wants it.
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = ("image/jpeg", "image/gif", "image/webp", "video/mp4", "video/quicktime")
ALSO: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("audits_export", "campaign_batches_sample", "campaign_batches_result", "inbox_export"), (EXCEL,)
    ),
    **dict.fromkeys(("posts_file", "posts_lent"), SHOWN),
}

WRITTEN: dict[str, dict[str, Any]] = {
    name: {"status": status, "media": media}
    | ({"example": said} if said else {})
    | ({"schema": whole(said)} if media == JSON else {})
    for name, (status, media, said) in _SAID.items()
}
