"""What a customer's system is told of an event: `{"type", "timestamp", "data"}`, one stable shape per event.

Ids come with the names they had when it happened, money in micros beside its currency, moments in UTC. What the
event is about may be gone by now: then its id stands alone and the rest is null.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AdAccount, AdCampaign, Campaign, Integration, Profile, SocialPost, SyncRun
from db.session import tenant

PING = "Ping"
Facts = dict[str, Any]

CAMPAIGN = ("id", "name", "status", "objective", "total_budget_micros", "currency", "start_date", "end_date")
AD_CAMPAIGN = (
    *("id", "name", "platform", "external_id", "status", "objective", "currency"),
    *("daily_budget_micros", "lifetime_budget_micros"),
)
INTEGRATION = ("id", "name", "platform", "is_active", "last_synced_at")
ACCOUNT = ("external_id", "currency", "timezone")
RUN = (
    *("id", "data_type", "trigger", "status", "attempt", "started_at", "finished_at"),
    *("rows_created", "rows_updated", "rows_unchanged"),
)
POST = ("id", "platform", "status", "content", "url", "external_id", "scheduled_for", "published_at")


def body(event: str, happened_at: datetime, data: Facts) -> bytes:
    """The bytes that are signed and sent."""
    return orjson.dumps({"type": event, "timestamp": happened_at.isoformat(), "data": data})


def data(session: Session, event: str, facts: Facts) -> Facts:
    """What an event's payload says, with names beside its ids; what is gone is null but for its id."""
    return TELLS[event](session, facts)


def _campaign_created(session: Session, facts: Facts) -> Facts:
    return {
        "campaign": _campaign(session, facts.get("campaign_id")),
        "ad_campaign": _ad_campaign(session, facts.get("ad_campaign_id")),
    }


def _integration_changed(session: Session, facts: Facts) -> Facts:
    return {"integration": _integration(session, facts.get("integration_id"))}


def _sync_completed(session: Session, facts: Facts) -> Facts:
    run = _find(session, SyncRun, facts.get("run_id"))
    return _integration_changed(session, facts) | {"run": _fields(run, RUN, facts.get("run_id"))}


def _sync_failed(session: Session, facts: Facts) -> Facts:
    run = _find(session, SyncRun, facts.get("run_id"))
    return _sync_completed(session, facts) | {"error": _error(run.error if run else None)}


def _post(session: Session, facts: Facts) -> Facts:
    post_id = facts.get("post_id")
    post = _find_post(session, post_id)
    return {
        "post": _fields(post, POST, post_id),
        "profile": _fields(_find(session, Profile, post and post.profile_id), ("id", "name", "kind")),
        "integration": _integration(session, post and post.integration_id),
        "campaign": _campaign(session, post and post.campaign_id),
    }


def _post_failed(session: Session, facts: Facts) -> Facts:
    post = _find_post(session, facts.get("post_id"))
    return _post(session, facts) | {"attempt": facts.get("attempt"), "error": _error(post.error if post else None)}


def _threshold_reached(session: Session, facts: Facts) -> Facts:
    told = ("threshold", "period", "spent_micros", "budget_micros", "currency")
    return _campaign_created(session, facts) | {name: facts.get(name) for name in told}


TELLS: dict[str, Callable[[Session, Facts], Facts]] = {
    "CampaignCreated": _campaign_created,
    "CampaignMetricsUpdated": _integration_changed,
    "PostScheduled": _post,
    "PostPublished": _post,
    "PostFailed": _post_failed,
    "IntegrationConnected": _integration_changed,
    "IntegrationDisconnected": _integration_changed,
    "IntegrationSyncCompleted": _sync_completed,
    "IntegrationSyncFailed": _sync_failed,
    "BudgetThresholdReached": _threshold_reached,
}


def _campaign(session: Session, row_id: Any) -> Facts | None:
    return _fields(_find(session, Campaign, row_id), CAMPAIGN, row_id)


def _ad_campaign(session: Session, row_id: Any) -> Facts | None:
    row = _find(session, AdCampaign, row_id)
    told = _fields(row, AD_CAMPAIGN, row_id)
    return told and told | {"integration": _integration(session, row and row.integration_id)}


def _integration(session: Session, row_id: Any) -> Facts | None:
    told = _fields(_find(session, Integration, row_id), INTEGRATION, row_id)
    if told is None:
        return None
    mine = (AdAccount.org_id == tenant(session), AdAccount.integration_id == row_id)
    account = session.scalars(select(AdAccount).where(*mine)).first()
    return told | {name: _plain(getattr(account, name, None)) for name in ACCOUNT}


def _find(session: Session, model: Any, row_id: Any) -> Any:
    """The org's row of that id; None when there is no id or no row."""
    return session.get(model, (tenant(session), UUID(str(row_id)))) if row_id else None


def _find_post(session: Session, post_id: Any) -> SocialPost | None:
    """Posts lie in partitions, so their key is longer than the id that events carry."""
    mine = (SocialPost.org_id == tenant(session), SocialPost.id == post_id)
    return session.scalars(select(SocialPost).where(*mine)).first() if post_id else None


def _fields(row: Any, names: tuple[str, ...], row_id: Any = None) -> Facts | None:
    """The named fields of a row; of one that is gone its id, of none nothing."""
    if row is None and not row_id:
        return None
    return {name: _plain(getattr(row, name, None)) for name in names} | {"id": str(row.id if row else row_id)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # moments are dates too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _error(kept: Facts | None) -> Facts | None:
    """An error that a row kept, as a code and an English sentence."""
    return kept and {"code": kept["code"], "message": kept["message"].format(**kept["facts"])}
