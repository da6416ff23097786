"""Published posts and how people answered them, as their platforms tell it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import PostStatus
from db.models import Profile, SocialPost
from engine.connectors.content import PostRow, Published
from engine.core import clock
from engine.core.work import Work
from engine.posts.looks import SKEW, SLOWEST
from engine.posts.publishing import shown
from engine.posts.rows import words
from engine.staging import Counts


def store(unit: Work, profile: Profile, since: datetime, rows: Iterable[PostRow]) -> Counts:
    """Bring one profile's posts to what its platform says now; ones that are gone there are marked deleted.

    `rows` are all posts published since then. A post that we published ourselves is known by the platform's id;
    one that we may have published, by its words: while somebody is at it, they find out whether it is that one,
    and a post that was given up was not in vain.
    """
    session = unit.session
    asked_at = clock.now()
    told = list(rows)  # all of it before we look at what is ours, or a post that goes out meanwhile would be two
    known, doubtful = _known(session, profile, since), _doubtful(session, profile)
    created = updated = 0
    for row in told:
        post = known.pop(row.external_id, None)
        if post is None:
            lost = doubtful.get(words(row.text))
            if lost is None or (lost.claimed_at and row.published_at < lost.claimed_at - SKEW):
                session.add(_new(profile, row))
                created += 1
            elif lost.status == PostStatus.FAILED:
                shown(unit, lost, Published(row.external_id, row.url), row.published_at)
            continue
        for name, value in _told(row, ours=post.group_id is not None).items():
            if getattr(post, name) != value:
                setattr(post, name, value)
        updated += session.is_modified(post)
    for gone in known.values():
        if gone.published_at and gone.published_at < asked_at - SLOWEST:
            gone.deleted_at = gone.deleted_at or clock.now()
            updated += session.is_modified(gone)
    session.flush()
    return Counts(len(told), created, updated, max(len(told) - created - updated, 0))


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


def _doubtful(session: Session, profile: Profile) -> dict[str, SocialPost]:
    """The posts that the platform may or may not have, by their words."""
    query = select(SocialPost).where(
        SocialPost.org_id == profile.org_id,
        SocialPost.profile_id == profile.id,
        SocialPost.claimed_at.is_not(None),
        SocialPost.deleted_at.is_(None),
    )
    return {words(post.content): post for post in session.scalars(query)}


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
        **_told(row, ours=False),
    )


def _id(profile_id: UUID, external_id: str) -> UUID:
    return uuid5(profile_id, external_id)


def _told(row: PostRow, *, ours: bool) -> dict[str, Any]:
    """What the platform says; words and files of our own posts stay what we wrote."""
    shown = {} if ours else {"content": row.text, "media": list(row.media)}
    return shown | {
        "url": row.url,
        "likes": row.likes,
        "comments": row.comments,
        "shares": row.shares,
        "impressions": row.impressions,
        "deleted_at": None,
    }
