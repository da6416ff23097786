"""The content part of the dashboard: what was published, what comes next, how the latest did."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import PostStatus
from db.models import SocialPost
from db.session import tenant
from engine.core.money import ratio
from engine.core.periods import Days

SHOWN = 10
_ENGAGED = SocialPost.likes + SocialPost.comments + SocialPost.shares


def content(session: Session, days: Days, zone: str) -> dict[str, Any]:
    """`{"posts_published", "engagement_rate"}`: the rate over the posts whose platform reports impressions."""
    since, until = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (days.since, days.until))
    measured = SocialPost.impressions > 0
    row = session.execute(
        select(
            func.count().label("posts"),
            func.sum(_ENGAGED).filter(measured).label("engaged"),
            func.sum(SocialPost.impressions).filter(measured).label("impressions"),
        ).where(
            SocialPost.org_id == tenant(session),
            SocialPost.status == PostStatus.PUBLISHED,
            SocialPost.deleted_at.is_(None),
            SocialPost.published_at >= since,
            SocialPost.published_at < until,
        )
    ).one()
    return {"posts_published": row.posts, "engagement_rate": ratio(row.engaged or 0, row.impressions or 0)}


def list_scheduled(session: Session) -> list[dict[str, Any]]:
    """The next posts, the soonest first."""
    rows = session.scalars(
        select(SocialPost)
        .where(
            SocialPost.org_id == tenant(session),
            SocialPost.status == PostStatus.SCHEDULED,
            SocialPost.deleted_at.is_(None),
        )
        .order_by(SocialPost.scheduled_for)
        .limit(SHOWN)
    )
    return [
        {
            "id": str(post.id),
            "content": post.content,
            "platform": post.platform,
            "scheduled_for": post.scheduled_for.isoformat() if post.scheduled_for else None,
        }
        for post in rows
    ]


def list_recent(session: Session) -> list[dict[str, Any]]:
    """The latest published posts with their engagement, the newest first."""
    rows = session.scalars(
        select(SocialPost)
        .where(
            SocialPost.org_id == tenant(session),
            SocialPost.status == PostStatus.PUBLISHED,
            SocialPost.deleted_at.is_(None),
        )
        .order_by(SocialPost.published_at.desc().nulls_last())
        .limit(SHOWN)
    )
    return [_shown(post) for post in rows]


def _shown(post: SocialPost) -> dict[str, Any]:
    engaged = post.likes + post.comments + post.shares
    return {
        "id": str(post.id),
        "content": post.content,
        "platform": post.platform,
        "published_at": post.published_at.isoformat() if post.published_at else None,
        "engagement": {"likes": post.likes, "comments": post.comments, "shares": post.shares},
        "rate": ratio(engaged, post.impressions or 0),
    }
