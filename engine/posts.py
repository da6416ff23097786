"""Published posts and how people answered them, as their platforms tell it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import PostStatus
from db.models import Profile, SocialPost
from engine.connectors.content import PostRow
from engine.core import clock
from engine.staging import Counts


def store(session: Session, profile: Profile, since: datetime, rows: Iterable[PostRow]) -> Counts:
    """Bring one profile's posts to what its platform says now; ones that are gone there are marked deleted.

    `rows` are all posts published since then. A post that we published ourselves is known by the platform's id.
    """
    known = _known(session, profile, since)
    read = created = updated = 0
    for row in rows:
        read += 1
        post = known.pop(row.external_id, None)
        if post is None:
            session.add(_new(profile, row))
            created += 1
            continue
        for name, value in _told(row).items():
            if getattr(post, name) != value:
                setattr(post, name, value)
        updated += session.is_modified(post)
    for gone in known.values():
        gone.deleted_at = gone.deleted_at or clock.now()
        updated += session.is_modified(gone)
    session.flush()
    return Counts(read, created, updated, max(read - created - updated, 0))


def _known(session: Session, profile: Profile, since: datetime) -> dict[str, SocialPost]:
    posts = session.scalars(
        select(SocialPost)
        .where(
            SocialPost.org_id == profile.org_id,
            SocialPost.profile_id == profile.id,
            SocialPost.external_id.is_not(None),
            SocialPost.published_at >= since,
        )
        .with_for_update()
    )
    return {str(post.external_id): post for post in posts}


def _new(profile: Profile, row: PostRow) -> SocialPost:
    """A post that was published elsewhere; the id is the same however often it is read."""
    return SocialPost(
        org_id=profile.org_id,
        id=_id(profile.id, row.external_id),
        created_at=row.published_at,
        profile_id=profile.id,
        integration_id=profile.integration_id,
        platform=profile.platform,
        external_id=row.external_id,
        status=PostStatus.PUBLISHED,
        published_at=row.published_at,
        **_told(row),
    )


def _id(profile_id: UUID, external_id: str) -> UUID:
    return uuid5(profile_id, external_id)


def _told(row: PostRow) -> dict[str, Any]:
    return {
        "content": row.text,
        "url": row.url,
        "media": list(row.media),
        "likes": row.likes,
        "comments": row.comments,
        "shares": row.shares,
        "impressions": row.impressions,
        "deleted_at": None,
    }
