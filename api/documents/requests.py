"""An example of every body, and the shape of those that a route takes as they come: the engine judges them."""

from typing import Any

from api.documents.words import SOME_ID
from engine.connectors import PLATFORMS

_ORDER: dict[str, Any] = {
    "name": "Winter sale",
    "total_budget": 2000,
    "start_date": "2027-01-10",
    "end_date": "2027-01-23",
    "objective": "traffic",
    "ads": [
        {
            "platform": "meta",
            "integration_id": SOME_ID,
            "budget": 2000,
            "targeting": {"countries": ["SA"]},
            "creative": {
                "headline": "Winter sale",
                "body": "Up to half off this week. Free delivery.",
                "url": "https://shop.example/winter",
                "media": ["https://shop.example/winter.jpg"],
            },
        }
    ],
}
_POST = {"content": "Winter has come.", "platforms": ["meta"], "scheduled_for": "2027-01-10T09:00:00+03:00"}

EXAMPLES: dict[str, Any] = {
    "sessions_sign_in": {"email": "person@example.com", "password": "the-password-of-this-person"},
    "sessions_give_code": {"code": "123456"},
    "sessions_sign_out": {"everywhere": False},
    "orgs_change": {"timezone": "Asia/Riyadh"},
    "orgs_save_goals": {"targets": {"spend": 50000}},
    "orgs_choose_limits": {"api": 300},
    "members_invite": {"email": "person@example.com", "name": "A colleague", "role": "analyst"},
    "members_change": {"role": "analyst"},
    "keys_create": {"name": "Weekly report", "role": "viewer"},
    "keys_rotate": {"overlap_hours": 24},
    "imports_upload": {"file": "Day,Campaign name,Amount spent\n2026-11-01,Winter,120.50\n", "platform": "meta"},
    "imports_adjust": {"decimal": ".", "account": {"name": "Shop", "currency": "SAR", "timezone": "Asia/Riyadh"}},
    "budgets_choose": {"auto_pause": True},
    "budgets_choose_for": {"auto_pause": False},
    "syncs_trigger": {"data_type": "metrics"},
    "syncs_trigger_integration": {"data_type": "all"},
    "campaign_batches_upload": {"file": "(the sample file, filled in)"},
    "campaign_templates_save": {"name": "Winter", "order": _ORDER},
    "campaign_templates_rename": {"name": "Winter sale", "description": "Every January"},
    "campaign_utm_choose": {"enabled": True, "enforce": False, "medium": "cpc", "campaign": "{campaign}"},
    "unified_campaigns_create": _ORDER,
    "unified_campaigns_check": _ORDER,
    "unified_campaigns_change": {"name": "Winter sale, second week", "version": 1},
    "unified_campaigns_retry": {"start_date": "2027-01-12", "end_date": "2027-01-25"},
    "webhooks_deliver": {"object": "page", "entry": []},
    "webhooks_deliver_to_endpoint": {"object": "page", "entry": []},
    "deliveries_create_endpoint": {"platform": "snapchat", "secret": "the-secret-that-the-platform-shows"},
    "deliveries_rotate": {"secret": "another-secret-that-the-platform-shows"},
    "subscriptions_subscribe": {"url": "https://shop.example/hooks", "events": ["PostPublished"]},
    "subscriptions_change": {"events": ["CampaignCreated", "PostFailed"]},
    "subscriptions_redeliver_failed": {"since": "2026-11-01T00:00:00+03:00"},
    "inbox_export": {"format": "csv", "platform": "meta"},
    "alerts_snooze": {"until": "2026-12-31T09:00:00+03:00"},
    "notifications_mark_read": {"ids": [SOME_ID]},
    "notifications_save_preferences": {"quiet_from": "22:00", "quiet_until": "07:00"},
    "notifications_add_channel": {"kind": "webhook", "address": "https://shop.example/hooks", "pace": "daily"},
    "notifications_change_channel": {"pace": "weekly"},
    "posts_create": _POST,
    "posts_check": _POST,
    "posts_set_approvals": {"approvals": 1},
    "posts_upload": {"file": "(the bytes of a picture or video)"},
    "posts_edit": {"content": "Winter has come at last.", "version": 1},
    "posts_schedule": {"scheduled_for": "2027-01-10T09:00:00+03:00", "version": 1},
    "posts_approve": {"comment": "Good."},
    "posts_reject": {"comment": "The price is last year's."},
    "cache_warm": {"services": ["dashboard", "sync"]},
    "cache_choose": {"on": True, "hour": 7, "weekdays": [0, 1, 2, 3, 6]},
}


_TEXT, _DAY, _FLAG = {"type": "string"}, {"type": "string", "format": "date"}, {"type": "boolean"}
_NOTHING: dict[str, Any] = {"enum": [None, ""]}
_MONEY = {"type": ["number", "string"]}


def _object(*needed: str, **fields: Any) -> dict[str, Any]:
    """These fields and no others; any but the `needed` may be empty."""
    shapes = {name: shape if name in needed else _maybe(shape) for name, shape in fields.items()}
    shape = {"type": "object", "properties": shapes, "additionalProperties": False}
    return shape | {"required": list(needed)} if needed else shape


def _maybe(shape: dict[str, Any]) -> dict[str, Any]:
    words = {"description": shape["description"]} if "description" in shape else {}
    return {"anyOf": [{key: value for key, value in shape.items() if key != "description"}, _NOTHING], **words}


def _list(shape: dict[str, Any], most: int = 50, words: str = "") -> dict[str, Any]:
    return {"type": "array", "items": shape, "maxItems": most} | ({"description": words} if words else {})


_AMOUNT = _MONEY | {"description": "major units of the account's currency"}
_VERSION = {"type": "integer", "description": "the one you saw"}
_AD = _object(
    "platform",
    "budget",
    "creative",
    platform={"enum": [*PLATFORMS], "description": "slug, such as `meta`"},
    integration_id=_TEXT | {"description": "the account, where the platform has several"},
    profile_id=_TEXT | {"description": "the page or profile that speaks"},
    name=_TEXT,
    budget=_AMOUNT,
    objective=_TEXT,
    targeting=_object(countries=_list(_TEXT, 200, "ISO 3166, such as SA"), keywords=_list(_TEXT, 200)),
    creative=_object(
        "headline",
        "body",
        "url",
        headline=_TEXT,
        body=_TEXT,
        url=_TEXT,
        media=_list(_TEXT, words="ids of uploaded files, or addresses"),
        headlines=_list(_TEXT),
        bodies=_list(_TEXT),
    ),
)
_PLANNED = _object(content=_TEXT, platforms=_list(_TEXT), media=_list(_TEXT), scheduled_for=_TEXT)
_FIELDS: dict[str, Any] = {
    "name": _TEXT,
    "description": _TEXT,
    "total_budget": _AMOUNT,
    "currency": _TEXT | {"description": "ISO 4217"},
    "start_date": _DAY,
    "end_date": _DAY,
    "objective": _TEXT,
    "activate": _FLAG | {"description": "begin as soon as all platforms have it"},
    "special_categories": _list({"enum": ["credit", "employment", "housing"]}, 3),
    "political": _FLAG,
    "ads": _list(_AD, words="one for each platform"),
    "content": _object(posts=_list(_PLANNED, words="what is published beside the ads")),
}
_CAMPAIGN = _object("name", "total_budget", "start_date", "end_date", "ads", **_FIELDS)
_ANY_CAMPAIGN = {
    "type": "object",
    "description": "What `create` takes. Whatever else is sent, `messages` says what stands against it.",
    "properties": {name: {} for name in _FIELDS},
}
_PATTERN = _TEXT | {"description": "with the places {campaign} {platform} {adset} {date}"}

SHAPES: dict[str, dict[str, Any]] = {
    "unified_campaigns_create": _CAMPAIGN,
    "unified_campaigns_check": _ANY_CAMPAIGN,
    "unified_campaigns_change": _object(
        name=_TEXT,
        description=_TEXT,
        total_budget=_AMOUNT,
        start_date=_DAY,
        end_date=_DAY,
        status=_TEXT,
        version=_VERSION,
    ),
    "unified_campaigns_retry": _object(start_date=_DAY, end_date=_DAY, version=_VERSION),
    "campaign_templates_save": _object(
        "name",
        name=_TEXT,
        description=_TEXT,
        campaign=_TEXT | {"description": "id of a campaign to take it from"},
        order=_object(**_FIELDS) | {"description": "or the request itself, whole or unfinished"},
    ),
    "campaign_templates_rename": _object(name=_TEXT, description=_TEXT),
    "campaign_utm_choose": _object(
        enabled=_FLAG,
        enforce=_FLAG,
        sources=_object(**dict.fromkeys(PLATFORMS, _TEXT)) | {"description": "utm_source by platform"},
        medium=_TEXT,
        campaign=_PATTERN,
        content=_PATTERN,
        term=_PATTERN,
    ),
    "webhooks_deliver": {"type": "object", "description": "What the platform sends, signed in its own way."},
    "webhooks_deliver_to_endpoint": {"type": "object", "description": "What the platform sends, signed."},
}
