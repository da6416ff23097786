"""A post by its id, and whether two texts are the same words."""

import re
from html import unescape
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import select

from db.models import Profile, SocialPost
from engine.core.errors import Conflict, Missing
from engine.core.i18n import N_
from engine.core.work import Work

_ADDRESS = re.compile(r"https?://\S+")


def find(unit: Work, post_id: UUID, *, lock: bool = False) -> SocialPost:
    """One of our own posts; Missing when there is none, it was deleted, or it was written elsewhere."""
    query = select(SocialPost).where(
        SocialPost.org_id == unit.org_id,
        SocialPost.id == post_id,
        SocialPost.group_id.is_not(None),
        SocialPost.deleted_at.is_(None),
    )
    post = unit.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if post is None:
        raise Missing
    return post


def expect(post: SocialPost, version: int | None) -> None:
    """Conflict when somebody changed the post since the caller read it; None does not care."""
    if version is not None and version != post.version:
        raise Conflict


def not_now(post: SocialPost) -> Conflict:
    """What is asked is not possible in the state that the post is in."""
    return Conflict(
        N_("In its present state this cannot be done with the post. Load it again."), status=post.status
    )


def profile_of(unit: Work, post: SocialPost) -> Profile:
    """Whose post it is."""
    if post.profile_id is None:
        raise Missing
    return unit.find(Profile, post.profile_id)


def words(text: str) -> str:
    """A text as it can be compared: composed alike, blanks alike, no addresses.

    X shortens addresses, adds one for what a post shows, and writes `&` as `&amp;`.
    """
    return " ".join(_ADDRESS.sub("", normalize("NFC", unescape(text))).split())
