"""Comments under posts and messages to profiles, each once, however often a platform tells of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import Comment, Profile, SocialPost
from db.session import tenant
from engine.core.cache import read
from engine.core.work import Work
from engine.inbox import PAGE, Sought, narrowed

MESSAGE = "message"


def store(
    unit: Work,
    platform: str,
    integration_id: UUID,
    *,
    kind: str,
    external_id: str,
    written_at: datetime,
    profile_id: UUID | None = None,
    post_id: str = "",
    author: str = "",
    text: str = "",
) -> bool:
    """Keep a `comment` or a `message`; False when it is known."""
    words = {"external_id": external_id, "post_external_id": post_id, "author": author, "text": text}
    row = insert(Comment).values(
        org_id=unit.org_id,
        id=uuid7(),
        integration_id=integration_id,
        profile_id=profile_id,
        platform=platform,
        kind=kind,
        written_at=written_at,
        **{name: word.replace("\0", "�") for name, word in words.items()},
    )
    fresh = row.on_conflict_do_nothing(index_elements=["org_id", "platform", "external_id"]).returning(Comment.id)
    return unit.session.scalar(fresh) is not None


@read
def list_comments(
    session: Session,
    sought: Sought,
    *,
    messages: bool,
    kind: str | None = None,
    page: int = 1,
    per_page: int = PAGE,
) -> dict[str, Any]:
    """`{comments: [one, …], total, page}`, newest first.

    One: `{id, platform, profile, kind, author, text, post: {id, text, url} or None, written_at}`. `messages`:
    whether the reader may read what was written to us alone; else its `author` and `text` are None, and the words
    sought are not sought in it.
    """
    where = narrowed(session, Comment, sought)
    where += [Comment.kind == kind] if kind else []
    if sought.words:
        where.append(
            or_(*(part.icontains(sought.words, autoescape=True) for part in (Comment.text, Comment.author)))
        )
        where += [] if messages else [Comment.kind != MESSAGE]
    total = session.scalar(select(func.count()).select_from(Comment).where(*where)) or 0
    rows = session.execute(
        select(Comment, Profile.name)
        .outerjoin(Profile, (Profile.org_id == Comment.org_id) & (Profile.id == Comment.profile_id))
        .where(*where)
        .order_by(Comment.written_at.desc(), Comment.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    posts = _posts(session, [row for row, _ in rows])
    shown = [_shown(row, profile, posts, messages) for row, profile in rows]
    return {"comments": shown, "total": total, "page": page}


def _posts(session: Session, rows: Any) -> dict[tuple[str, str], SocialPost]:
    """The posts that the comments are under, as far as they are ours."""
    found = session.scalars(
        select(SocialPost)
        .where(SocialPost.org_id == tenant(session), SocialPost.external_id.is_not(None))
        .where(SocialPost.external_id.in_({row.post_external_id for row in rows if row.post_external_id}))
    )
    return {(post.platform, str(post.external_id)): post for post in found}


def _shown(
    row: Comment, profile: str | None, posts: dict[tuple[str, str], SocialPost], messages: bool
) -> dict[str, Any]:
    post, hidden = posts.get((row.platform, row.post_external_id)), row.kind == MESSAGE and not messages
    return {
        "id": str(row.id),
        "platform": row.platform,
        "integration_id": str(row.integration_id),
        "profile": profile,
        "kind": row.kind,
        "author": None if hidden else row.author,
        "text": None if hidden else row.text,
        "post": {"id": str(post.id), "text": post.content, "url": post.url} if post else None,
        "written_at": row.written_at.isoformat(),
    }
