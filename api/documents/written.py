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
JSON = "application/json"

_SAID: dict[str, tuple[int, str, Any]] = {
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
