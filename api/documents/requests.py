"""An example of every body, and the shape of those that a route takes as they come: the engine judges them."""

from typing import Any

from api.documents.words import SOME_ID

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
    "cache_warm": {"services": ["dashboard"]},
    "cache_choose": {"on": True, "hour": 7, "weekdays": [0, 1, 2, 3, 6]},
}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields}


_TEXT, _DAY = {"type": "string"}, {"type": "string", "format": "date"}
_AMOUNT = {"type": ["number", "string"], "description": "major units of the account's currency"}
_AD = _object(
    platform=_TEXT | {"description": "slug, such as `meta`"},
    integration_id=_TEXT | {"description": "the account, where the platform has several"},
    budget=_AMOUNT,
    targeting={"type": "object", "description": "countries, ages, genders, interests"},
    creative={"type": "object", "description": "headline, body, url, media"},
)
_CAMPAIGN = _object(
    name=_TEXT,
    description=_TEXT,
    total_budget=_AMOUNT,
    start_date=_DAY,
    end_date=_DAY,
    objective=_TEXT,
    ads={"type": "array", "items": _AD, "description": "one for each platform"},
    content={"type": "object", "description": "`posts`: what is published beside the ads"},
)

SHAPES: dict[str, dict[str, Any]] = {
    "unified_campaigns_create": _CAMPAIGN,
    "unified_campaigns_check": _CAMPAIGN,
    "unified_campaigns_change": _object(
        name=_TEXT,
        description={"type": ["string", "null"]},
        total_budget=_AMOUNT,
        start_date=_DAY,
        end_date=_DAY,
        status=_TEXT,
        version={"type": "integer", "description": "the one you saw"},
    ),
    "unified_campaigns_retry": _object(start_date=_DAY, end_date=_DAY, version={"type": "integer"}),
    "campaign_templates_save": _object(
        name=_TEXT,
        description={"type": ["string", "null"]},
        campaign=_TEXT | {"description": "id of a campaign to take it from"},
        order=_CAMPAIGN | {"description": "or the request itself"},
    ),
    "campaign_templates_rename": _object(name=_TEXT, description={"type": ["string", "null"]}),
    "campaign_utm_choose": _object(
        enabled={"type": "boolean"},
        enforce={"type": "boolean"},
        sources={"type": "object", "additionalProperties": _TEXT, "description": "utm_source by platform"},
        medium=_TEXT,
        campaign=_TEXT | {"description": "with the places {campaign} {platform} {adset} {date}"},
        content=_TEXT,
        term=_TEXT,
    ),
    "webhooks_deliver": {"type": "object", "description": "What the platform sends, signed in its own way."},
    "webhooks_deliver_to_endpoint": {"type": "object", "description": "What the platform sends, signed."},
}
