"""What follows when a platform did not take a post: another attempt at 60, 300 and 900 s, then one alert."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.kinds import PostStatus, Severity
from db.models import SocialPost
from engine.alerts import raise_alert, resolve_alert
from engine.core import clock
from engine.core.i18n import N_
from engine.core.queue import RETRY_S
from engine.core.work import Work
from engine.posts.contents import rules_of
from engine.posts.looks import settles
from engine.posts.rows import find, not_now, profile_of
from engine.posts.scheduling import enqueue

ALERT = N_("A post of {profile} on {platform} was not published. Open Posts to see why, and try it again.")


def follow_up(unit: Work, fact: dict[str, Any]) -> None:
    """Plan the next attempt after the failed one, or raise the alert; hearing twice changes nothing."""
    post = unit.session.scalars(
        select(SocialPost)
        .where(SocialPost.org_id == unit.org_id, SocialPost.id == UUID(fact["post_id"]))
        .where(SocialPost.deleted_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if post is None:
        return
    if post.status == PostStatus.FAILED:
        _alert(unit, post)
    elif (
        post.status == PostStatus.PUBLISHING and post.attempts == fact["attempt"] and post.next_attempt_at is None
    ):
        post.next_attempt_at = clock.now() + _pause(unit, post)
        enqueue(unit, post, post.next_attempt_at)


def retry(unit: Work, post_id: UUID) -> SocialPost:
    """Try a failed post again now; if it may be out after all, it is looked for first."""
    post = find(unit, post_id, lock=True)
    if post.status != PostStatus.FAILED:
        raise not_now(post)
    post.status, post.attempts, post.next_attempt_at = PostStatus.PUBLISHING, 0, clock.now()
    enqueue(unit, post, clock.now())
    resolve_alert(unit, f"post:{post.id}")
    unit.audit("post_retried", post.id)
    return post


def _pause(unit: Work, post: SocialPost) -> timedelta:
    """Until the next attempt; after the last call only until the platform would show it."""
    if post.attempts <= len(RETRY_S):
        return timedelta(seconds=RETRY_S[post.attempts - 1])
    return settles(profile_of(unit, post).kind)


def _alert(unit: Work, post: SocialPost) -> None:
    profile = profile_of(unit, post)
    raise_alert(
        unit,
        "post_failed",
        f"post:{post.id}",
        Severity.ERROR,
        ALERT,
        integration_id=post.integration_id,
        subject=post.id,
        profile=profile.name,
        platform=rules_of(profile.platform, profile.kind).name,
    )
