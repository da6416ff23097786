"""What is written, planned and out: lists, one post with its siblings, and the calendar."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db.kinds import PostStatus
from db.models import Profile, SocialPost, User
from db.session import tenant
from engine.core.cache import read
from engine.core.errors import Invalid, Missing, told
from engine.core.i18n import t
from engine.posts.contents import rules_of

LONGEST = timedelta(days=100)
_MOMENT = func.coalesce(SocialPost.published_at, SocialPost.scheduled_for, SocialPost.created_at)


@read
def list_posts(
    session: Session,
    *,
    status: str | None = None,
    platform: str | None = None,
    review: str | None = None,
    q: str = "",
    page: int = 1,
    per_page: int = 50,
) -> dict[str, Any]:
    """`{"posts", "total", "page", "per_page"}`, the newest moment first; `q` is looked for in the texts."""
    wanted = {SocialPost.status: status, SocialPost.platform: platform, SocialPost.review: review}
    conditions = [column == value for column, value in wanted.items() if value]
    if q:
        conditions.append(SocialPost.content.icontains(q, autoescape=True))
    query = _posts(session, *conditions)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(
        query.order_by(_MOMENT.desc(), SocialPost.id.desc()).limit(per_page).offset((page - 1) * per_page)
    )
    return {"posts": [_shown(*row) for row in rows], "total": total, "page": page, "per_page": per_page}


@read
def post_of(session: Session, post_id: UUID) -> dict[str, Any]:
    """One post, with `siblings`: the same content on other profiles."""
    row = session.execute(_posts(session, SocialPost.id == post_id)).one_or_none()
    if row is None:
        raise Missing
    post = row[0]
    others = (
        session.execute(
            _posts(session, SocialPost.group_id == post.group_id, SocialPost.id != post.id).order_by(SocialPost.id)
        )
        if post.group_id
        else ()
    )
    return _shown(*row) | {"siblings": [_shown(*other) for other in others]}


@read
def calendar(session: Session, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """What is planned for or went out in `[since, until)`, the earliest first; Invalid when that is too long."""
    if not timedelta() < until - since <= LONGEST:
        raise Invalid(
            fields={"until": [t("Choose an end after the start, at most {days} days.", days=LONGEST.days)]}
        )
    at = func.coalesce(SocialPost.published_at, SocialPost.scheduled_for)
    rows = session.execute(_posts(session, at >= since, at < until).order_by(at, SocialPost.id))
    return [_shown(*row) for row in rows]


def _posts(session: Session, *conditions: ColumnElement[bool]) -> Select[SocialPost, Profile, str]:
    return (
        select(SocialPost, Profile, User.name)
        .outerjoin(Profile, (Profile.org_id == SocialPost.org_id) & (Profile.id == SocialPost.profile_id))
        .outerjoin(User, User.id == SocialPost.created_by)
        .where(SocialPost.org_id == tenant(session), SocialPost.deleted_at.is_(None), *conditions)
    )


def _shown(post: SocialPost, profile: Profile | None, author: str | None) -> dict[str, Any]:
    return {
        "id": str(post.id),
        "group_id": str(post.group_id) if post.group_id else None,
        "campaign_id": str(post.campaign_id) if post.campaign_id else None,
        "ours": post.group_id is not None,
        "platform": post.platform,
        "profile": _profile(profile) if profile else None,
        "content": post.content,
        "media": post.media,
        "status": post.status,
        "review": post.review,
        "reviews": post.reviews,
        "author": author,
        "created_by": str(post.created_by) if post.created_by else None,
        "scheduled_for": _iso(post.scheduled_for),
        "published_at": _iso(post.published_at),
        "next_attempt_at": _iso(post.next_attempt_at),
        "attempts": post.attempts,
        "in_doubt": post.status != PostStatus.PUBLISHED and post.claimed_at is not None,
        "error": told(post.error) if post.error else None,
        "detail": (post.error or {}).get("detail", ""),
        "url": post.url,
        "external_id": post.external_id,
        "engagement": {"likes": post.likes, "comments": post.comments, "shares": post.shares},
        "impressions": post.impressions,
        "version": post.version,
        "created_at": post.created_at.isoformat(),
    }


def _profile(profile: Profile) -> dict[str, Any]:
    name = rules_of(profile.platform, profile.kind).name
    return {"id": str(profile.id), "name": profile.name, "kind": profile.kind, "network": name}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
