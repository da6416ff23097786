"""One example of each event's `data`, in its documented shape; a test holds the real ones to it."""

from typing import Any

from engine.core.i18n import N_, t
from engine.subscriptions.bodies import TELLS

Example = dict[str, Any]

MOMENT = "2026-11-27T06:30:00+00:00"
INTEGRATION: Example = {
    "id": "0199f0a2-5c1e-7d11-8a52-0d6f3b1c2e01",
    "name": "Al Waha KSA",
    "platform": "meta",
    "is_active": True,
    "last_synced_at": MOMENT,
    "external_id": "act_1029384756",
    "currency": "SAR",
    "timezone": "Asia/Riyadh",
}
CAMPAIGN: Example = {
    "id": "0199f0a2-5c1e-7d11-8a52-0d6f3b1c2e02",
    "name": "Ramadan 2027",
    "status": "active",
    "objective": "sales",
    "total_budget_micros": 120_000_000_000,
    "currency": "SAR",
    "start_date": "2027-02-08",
    "end_date": "2027-03-09",
}
AD_CAMPAIGN: Example = {
    "id": "0199f0a2-5c1e-7d11-8a52-0d6f3b1c2e03",
    "name": "Ramadan 2027, Meta",
    "platform": "meta",
    "external_id": "120218000000000001",
    "status": "active",
    "objective": "sales",
    "currency": "SAR",
    "daily_budget_micros": 2_000_000_000,
    "lifetime_budget_micros": None,
    "integration": INTEGRATION,
}
RUN: Example = {
    "id": "0199f0a2-5c1e-7d11-8a52-0d6f3b1c2e04",
    "data_type": "metrics",
    "trigger": "scheduled",
    "status": "succeeded",
    "attempt": 1,
    "started_at": MOMENT,
    "finished_at": MOMENT,
    "rows_created": 12,
    "rows_updated": 340,
    "rows_unchanged": 88,
}
FAILURE: Example = {"code": "platform_busy", "message": "Meta Ads is busy. We will ask again shortly."}
POST: Example = {
    "post": {
        "id": "0199f0a2-5c1e-7d11-8a52-0d6f3b1c2e05",
        "platform": "meta",
        "status": "published",
        "content": "رمضان كريم",
        "url": "https://www.facebook.com/1/posts/2",
        "external_id": "1_2",
        "scheduled_for": MOMENT,
        "published_at": MOMENT,
    },
    "profile": {"id": "0199f0a2-5c1e-7d11-8a52-0d6f3b1c2e06", "name": "Al Waha", "kind": "facebook_page"},
    "integration": INTEGRATION,
    "campaign": CAMPAIGN,
}
EXAMPLES: dict[str, Example] = {
    "CampaignCreated": {"campaign": None, "ad_campaign": AD_CAMPAIGN},
    "CampaignMetricsUpdated": {"integration": INTEGRATION},
    "PostScheduled": POST | {"post": POST["post"] | {"status": "scheduled", "url": "", "published_at": None}},
    "PostPublished": POST,
    "PostFailed": POST
    | {"post": POST["post"] | {"status": "failed", "published_at": None}, "attempt": 1, "error": FAILURE},
    "IntegrationConnected": {"integration": INTEGRATION},
    "IntegrationDisconnected": {"integration": INTEGRATION | {"is_active": False}},
    "IntegrationSyncCompleted": {"integration": INTEGRATION, "run": RUN},
    "IntegrationSyncFailed": {
        "integration": INTEGRATION,
        "run": RUN | {"status": "failed", "attempt": 4},
        "error": FAILURE,
    },
    "BudgetThresholdReached": {
        "campaign": None,
        "ad_campaign": AD_CAMPAIGN,
        "threshold": 80,
        "period": "2026-11-27",
        "spent_micros": 1_604_000_000,
        "budget_micros": 2_000_000_000,
        "currency": "SAR",
    },
}
SAYS = {
    "CampaignCreated": N_("A campaign was created here, or a sync found a new one."),
    "CampaignMetricsUpdated": N_("Campaigns or figures of an account changed."),
    "PostScheduled": N_("A post got the moment at which it will be published."),
    "PostPublished": N_("A platform shows a post."),
    "PostFailed": N_("A platform did not take a post."),
    "IntegrationConnected": N_("An account was connected or reconnected."),
    "IntegrationDisconnected": N_("An account was disconnected."),
    "IntegrationSyncCompleted": N_("A sync finished well."),
    "IntegrationSyncFailed": N_("A sync failed after its last attempt."),
    "BudgetThresholdReached": N_("Spend crossed 80, 90 or 100 percent of a budget."),
}


def list_events() -> list[dict[str, Any]]:
    """`[{event, says, example}]`: what can be subscribed to, what it means, and one whole body of it."""
    return [
        {
            "event": name,
            "says": t(SAYS[name]),
            "example": {"type": name, "timestamp": MOMENT, "data": EXAMPLES[name]},
        }
        for name in TELLS
    ]
