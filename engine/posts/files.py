"""Pictures and films of posts and ads, kept by us: checked by their bytes, shown to members, lent to platforms.

A platform fetches from a public address, which is a sealed word: it names the file, holds for two days, and only
we can have written it. Platforms that take bytes are handed them without a way around through the network.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, delete, exists, or_, select
from sqlalchemy.orm import Session, undefer
from uuid_utils.compat import uuid7

from db.models import Launch, PostMedia, Setting, SocialPost
from db.session import tenant
from engine.connectors.media import Medium
from engine.connectors.posting import MB, Shown
from engine.core import clock
from engine.core.cache import read
from engine.core.crypto import seal, unseal
from engine.core.errors import Invalid, Missing, Unready
from engine.core.i18n import N_, t
from engine.core.work import Work, work
from engine.posts.sniffing import sniff
from settings import settings

LARGEST_PICTURE, LARGEST_FILM = 20 * MB, 64 * MB
MOST_PIXELS, SMALLEST_SIDE = 50_000_000, 2
LENT = timedelta(days=2)
UNUSED = timedelta(days=30)
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "video/mp4": "mp4", "video/quicktime": "mov",
}  # fmt: skip
FALSE = N_("This is no picture (JPEG, PNG, GIF, WebP) and no film (MP4, MOV), whatever its name says.")
TOO_LARGE = N_("The file has {size} MB; pictures may have {picture} MB, films {film} MB.")
TOO_WIDE = N_("The picture has {width} × {height} pixels, which is too many or too few to show.")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f/\\]+")


def keep_file(unit: Work, name: str, body: bytes) -> dict[str, Any]:
    """Keep a picture or film; the same bytes twice are one file. Invalid naming `file`, by what the bytes are."""
    shown = sniff(body)
    if shown is None:
        raise _refused(t(FALSE))
    if len(body) > (LARGEST_FILM if shown.film else LARGEST_PICTURE):
        size, picture, film = round(len(body) / MB, 1), LARGEST_PICTURE // MB, LARGEST_FILM // MB
        raise _refused(t(TOO_LARGE, size=size, picture=picture, film=film))
    if shown.width * shown.height > MOST_PIXELS or min(shown.width, shown.height) < SMALLEST_SIDE:
        raise _refused(t(TOO_WIDE, width=shown.width, height=shown.height))
    digest = sha256(body).hexdigest()
    row = unit.session.scalars(
        select(PostMedia).where(PostMedia.org_id == unit.org_id, PostMedia.sha256 == digest)
    ).one_or_none()
    row = row or unit.add(
        PostMedia(
            org_id=unit.org_id, id=uuid7(), name=_UNPRINTED.sub(" ", name).strip()[-120:] or "file",
            type=shown.type, size=shown.size, width=shown.width, height=shown.height, sha256=digest, body=body,
            created_by=unit.actor.user_id,
        )
    )  # fmt: skip
    return _shown(row)


@read
def list_files(session: Session, limit: int = 60) -> list[dict[str, Any]]:
    """The newest files: `[{id, name, type, size, width, height, created_at}]`."""
    rows = session.scalars(
        select(PostMedia)
        .where(PostMedia.org_id == tenant(session))
        .order_by(PostMedia.created_at.desc())
        .limit(limit)
    )
    return [_shown(row) for row in rows]


@read
def file_of(session: Session, media_id: UUID) -> Medium:
    """One file with its bytes; Missing when the org has none of that id."""
    row = session.scalars(_with_bodies(tenant(session), [media_id])).one_or_none()
    if row is None:
        raise Missing
    return _medium(row)


@read
def files_known(session: Session, media: Iterable[str]) -> dict[str, Shown]:
    """What is known of those that are files of the org's, by id."""
    if not (ids := list(filter(None, map(as_id, media)))):
        return {}
    rows = session.scalars(select(PostMedia).where(PostMedia.org_id == tenant(session), PostMedia.id.in_(ids)))
    return {str(row.id): Shown(row.type, row.size, row.width, row.height) for row in rows}


def lend(unit: Work, media: Iterable[str]) -> dict[str, Medium | None]:
    """The public address of each file in order, with its bytes; somebody else's address with none."""
    wanted = list(media)
    found = {
        str(row.id): row
        for row in unit.session.scalars(_with_bodies(unit.org_id, filter(None, map(as_id, wanted))))
    }
    lent: dict[str, Medium | None] = {}
    for each in wanted:
        row = found.get(each)
        if row is None and as_id(each):
            raise Missing(N_("A file that is to be shown is no longer there. Upload it again."))
        lent[_address(unit.org_id, each, row.type) if row else each] = _medium(row) if row else None
    return lent


def addressed(org_id: UUID, media: Iterable[str], known: Mapping[str, Shown]) -> tuple[str, ...]:
    """The same addresses without the bytes, for those who only ask where the files are; ids not `known` stay."""
    return tuple(_address(org_id, each, known[each].type) if each in known else each for each in media)


def lent_file(word: str) -> Medium:
    """The file that a public address means; Missing when it is not ours, or its time is over."""
    try:
        org, media, ends = _opened(word)
    except (ValueError, Unready):
        raise Missing from None
    if ends < clock.now().timestamp():
        raise Missing
    return file_of(org, media)


def trim_files(org_id: UUID) -> int:
    """Forget files that no post, ad or plan of an ad has used for a month; how many."""
    media_id = cast(PostMedia.id, Text)
    used = or_(
        exists().where(
            SocialPost.org_id == PostMedia.org_id,
            SocialPost.media.has_key(media_id),
            SocialPost.deleted_at.is_(None),
        ),
        exists().where(Launch.org_id == PostMedia.org_id, Launch.plan["creative"]["media"].has_key(media_id)),
        exists().where(Setting.org_id == PostMedia.org_id, Setting.value["files"].has_key(media_id)),
    )
    old = PostMedia.created_at < clock.now() - UNUSED
    with work(org_id) as unit:
        gone = unit.session.scalars(
            delete(PostMedia).where(PostMedia.org_id == org_id, old, ~used).returning(PostMedia.id)
        )
        return len(gone.all())


def as_id(each: str) -> UUID | None:
    """The id of a file of ours; None for an address."""
    try:
        return UUID(each)
    except ValueError:
        return None


def _with_bodies(org_id: UUID, ids: Iterable[UUID]) -> Any:
    return (
        select(PostMedia)
        .where(PostMedia.org_id == org_id, PostMedia.id.in_(list(ids)))
        .options(undefer(PostMedia.body))
    )


def _medium(row: PostMedia) -> Medium:
    return Medium(f"{row.id}.{ENDINGS[row.type]}", row.type, row.body)


def _address(org_id: UUID, media_id: str, kind: str) -> str:
    ends = int((clock.now() + LENT).timestamp())
    sealed = seal(f"{org_id}|{media_id}|{ends}", "lent")
    word = urlsafe_b64encode(sealed.encode()).decode().rstrip("=")
    return f"{settings().base_url}/api/files/{word}/{media_id}.{ENDINGS[kind]}"


def _opened(word: str) -> tuple[UUID, UUID, int]:
    sealed = urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
    org, media, ends = unseal(sealed, "lent").split("|")
    return UUID(org), UUID(media), int(ends)


def _refused(sentence: str) -> Invalid:
    return Invalid(fields={"file": [sentence]})


def _shown(row: PostMedia) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "type": row.type,
        "size": row.size,
        "width": row.width,
        "height": row.height,
    }
