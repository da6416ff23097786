"""Posts are written, changed and thrown away; each profile's is a row of its own from the start."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from db.kinds import PostStatus, ReviewState
from db.models import Profile, SocialPost
from engine.alerts import resolve_alert
from engine.core import clock
from engine.core.errors import Invalid
from engine.core.work import Work
from engine.posts import reviews
from engine.posts.contents import Content, examined
from engine.posts.rows import expect, find, not_now
from engine.posts.scheduling import set_moment

EDITABLE = (PostStatus.DRAFT, PostStatus.SCHEDULED)


def create_posts(unit: Work, content: Content, *, campaign_id: UUID | None = None) -> list[SocialPost]:
    """A draft for every profile that is meant, scheduled when a moment is given; Invalid names every field."""
    profiles, flaws = examined(unit.session, content)
    if flaws:
        raise Invalid(fields=flaws)
    group_id = uuid7()
    posts = [_written(unit, content, profile, group_id, campaign_id) for profile in profiles]
    for post in posts:
        if content.scheduled_for:
            set_moment(unit, post, content.scheduled_for)
    unit.audit("posts_created", group_id, posts=len(posts))
    return posts


def edit(
    unit: Work, post_id: UUID, *, text: str | None = None, media: tuple[str, ...] | None = None,
    version: int | None = None,
) -> SocialPost:  # fmt: skip
    """Change what one profile's post says or shows, unless it is or may be out; it is then approved anew."""
    post = find(unit, post_id, lock=True)
    expect(post, version)
    if post.status not in EDITABLE and (post.status != PostStatus.FAILED or post.claimed_at):
        raise not_now(post)
    changed: dict[str, Any] = {"text": text, "media": media}
    new = replace(_content(post), **{name: value for name, value in changed.items() if value is not None})
    if flaws := examined(unit.session, new)[1]:
        raise Invalid(fields=flaws)
    post.content, post.media = new.text, list(new.media)
    post.version += 1
    if post.review in (ReviewState.WAITING, ReviewState.APPROVED):
        post.status, post.queued_for = PostStatus.DRAFT, None
        reviews.begin(unit, post)
    unit.audit("post_edited", post.id)
    return post


def delete(unit: Work, post_id: UUID) -> None:
    """Throw a post away that is not out; one that is out is taken down on its platform."""
    post = find(unit, post_id, lock=True)
    if post.status not in (*EDITABLE, PostStatus.FAILED):
        raise not_now(post)
    post.deleted_at = clock.now()
    resolve_alert(unit, f"post:{post.id}")
    unit.audit("post_deleted", post.id)


def _written(
    unit: Work, content: Content, profile: Profile, group_id: UUID, campaign_id: UUID | None
) -> SocialPost:
    return unit.add(
        SocialPost(
            org_id=unit.org_id, id=uuid7(), created_at=clock.now(), group_id=group_id, campaign_id=campaign_id,
            created_by=unit.actor.user_id, profile_id=profile.id, integration_id=profile.integration_id,
            platform=profile.platform, status=PostStatus.DRAFT, content=content.text, media=list(content.media),
            version=1, attempts=0, review="none", reviews=[],
        )
    )  # fmt: skip


def _content(post: SocialPost) -> Content:
    return Content(post.content, tuple(post.media), profiles=(post.profile_id,) if post.profile_id else ())
