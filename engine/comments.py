"""Comments under posts and messages to profiles, each once, however often a platform tells of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import Comment, SocialPost
from db.session import tenant
from engine.core.cache import read
from engine.core.work import Work

PAGE = 50
MESSAGE = "message"


def store(
    unit: Work,
    platform: str,
    integration_id: UUID,
    *,
    kind: str,
    external_id: str,
    written_at: datetime,
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
    *,
    messages: bool,
    platform: str | None = None,
    kind: str | None = None,
    page: int = 1,
    per_page: int = PAGE,
) -> dict[str, Any]:
    """`{comments: [{id, platform, kind, author, text, post: {id, text, url} or None, written_at}], total, page}`.

    Newest first. `messages`: whether the reader may read what was written to us alone; else its `author` and
    `text` are None.
    """
    where = [Comment.org_id == tenant(session)]
    where += [Comment.platform == platform] if platform else []
    where += [Comment.kind == kind] if kind else []
    total = session.scalar(select(func.count()).select_from(Comment).where(*where)) or 0
    rows = session.scalars(
        select(Comment)
        .where(*where)
        .order_by(Comment.written_at.desc(), Comment.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    posts = _posts(session, rows)
    return {"comments": [_shown(row, posts, messages) for row in rows], "total": total, "page": page}


def _posts(session: Session, rows: Any) -> dict[tuple[str, str], SocialPost]:
    """The posts that the comments are under, as far as they are ours."""
    found = session.scalars(
        select(SocialPost)
        .where(SocialPost.org_id == tenant(session), SocialPost.external_id.is_not(None))
        .where(SocialPost.external_id.in_({row.post_external_id for row in rows if row.post_external_id}))
    )
    return {(post.platform, str(post.external_id)): post for post in found}


def _shown(row: Comment, posts: dict[tuple[str, str], SocialPost], messages: bool) -> dict[str, Any]:
    post, hidden = posts.get((row.platform, row.post_external_id)), row.kind == MESSAGE and not messages
    return {
        "id": str(row.id),
        "platform": row.platform,
        "integration_id": str(row.integration_id),
        "kind": row.kind,
        "author": None if hidden else row.author,
        "text": None if hidden else row.text,
        "post": {"id": str(post.id), "text": post.content, "url": post.url} if post else None,
        "written_at": row.written_at.isoformat(),
    }
