"""Publishing on TikTok, which downloads the files and takes its time; and what came of what was published.

TikTok publishes films and pictures, no text alone, and no links: an address stands in the caption as text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from engine.connectors import faults
from engine.connectors.content import Post, PostRow, Profile, Published
from engine.connectors.posting import JPEG, MB, MOV, MP4, WEBP, FileRules, PostRules
from engine.connectors.tiktok.calls import get
from engine.connectors.tiktok.calls import post as send
from engine.connectors.tiktok.consent import KIND
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.texts import check_caption, units
from engine.core.errors import AppError, Refused
from engine.core.i18n import N_

MOVIES, PICTURES = (".mp4", ".mov", ".webm"), (".jpg", ".jpeg", ".webp")
LONGEST_FILM_CAPTION, LONGEST_PICTURES_CAPTION, MOST_PICTURES = 2_200, 4_000, 35
POSTING = {
    KIND: PostRules(
        "TikTok", LONGEST_FILM_CAPTION, MOST_PICTURES,
        FileRules(frozenset({JPEG, WEBP}), frozenset({MP4, MOV}), 20 * MB), measure=units,
        longest_with_pictures=LONGEST_PICTURES_CAPTION, needs_media=True,
    )
}  # fmt: skip
DEADLINE_S = 240.0  # TikTok names the new post within three minutes
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 10.0
PAGE = 20
_FIELDS = ["item_id", "caption", "create_time", "share_url", "thumbnail_url", "likes", "comments", "shares"]
_WITHDRAWN = "auth_removed"  # the one reason for which the person, not the post, has to do something


def publish(profile: Profile, post: Post) -> Published:
    """Publish one film or up to 35 pictures, and wait until TikTok has them."""
    path, body = _order(post)
    with _consented():
        answer = send(
            profile.token, path, {"business_id": profile.external_id, **body}, account=profile.external_id
        )
    publish_id = answer.get("share_id")
    if not publish_id:
        raise faults.unconfirmed(PLATFORM, str(answer))
    return Published(_wait_for(profile, str(publish_id)))


def fetch_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """What the account published since then, the newest first."""
    for row in faults.read_each(PLATFORM, read_post, _listed(profile)):
        if row.published_at < since:
            return
        yield row


def read_post(item: dict[str, Any]) -> PostRow:
    """One post as TikTok writes it. It tells views and reach, but no impressions."""
    return PostRow(
        external_id=str(item["item_id"]),
        text=item.get("caption") or "",
        published_at=datetime.fromtimestamp(int(item["create_time"]), UTC),
        url=item.get("share_url") or "",
        media=(item["thumbnail_url"],) if item.get("thumbnail_url") else (),
        likes=int(item.get("likes") or 0),
        comments=int(item.get("comments") or 0),
        shares=int(item.get("shares") or 0),
    )


def _order(post: Post) -> tuple[str, dict[str, Any]]:
    """Where to send it, and what; Refused names the field that TikTok would not accept."""
    caption = f"{post.text}\n{post.link}".strip() if post.link not in post.text else post.text
    films = [each for each in post.media if _ends(each, MOVIES)]
    pictures = [each for each in post.media if _ends(each, PICTURES)]
    if len(post.media) == 1 and films:
        said = {"caption": check_caption(caption, LONGEST_FILM_CAPTION)}
        return "business/video/publish", {"video_url": films[0], "post_info": said}
    if not 1 <= len(pictures) <= MOST_PICTURES or len(pictures) < len(post.media):
        raise faults.unfit(PLATFORM, "media", f"one film, or 1 to {MOST_PICTURES} pictures in JPEG or WebP")
    said = {"caption": check_caption(caption, LONGEST_PICTURES_CAPTION), "privacy_level": "PUBLIC_TO_EVERYONE"}
    return "business/photo/publish", {"photo_images": pictures, "post_info": said}


def _wait_for(profile: Profile, publish_id: str) -> str:
    """The id of the post, once it has one; Refused when TikTok gave it up."""
    started, pause_s = monotonic(), FIRST_PAUSE_S
    query = {"business_id": profile.external_id, "publish_id": publish_id}
    while monotonic() - started < DEADLINE_S:
        try:
            state = get(profile.token, "business/publish/status", query, account=profile.external_id)
        except AppError as error:  # the order was taken: that its state cannot be read says nothing about the post
            raise faults.unconfirmed(PLATFORM, f"{publish_id}: {error}") from error
        if found := published(state):
            return found
        sleep(pause_s)
        pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)
    raise faults.unconfirmed(PLATFORM, f"{publish_id} has no post after {DEADLINE_S:.0f} s")


def published(state: dict[str, Any]) -> str | None:
    """The post's id in a state of its publishing; None while there is none, Refused when there will be none."""
    match state.get("status"):
        case "PUBLISH_COMPLETE" if isinstance(ids := state.get("post_ids"), list) and ids:
            return str(ids[0])
        case "FAILED":
            reason = str(state.get("reason", ""))
            if reason.startswith(("video_pull", "photo_pull")) or reason.endswith("_check_failed"):
                raise faults.unfit(PLATFORM, "media", reason)
            raise faults.forbidden(PLATFORM, reason) if reason == _WITHDRAWN else faults.invalid(PLATFORM, reason)
    return None


def _listed(profile: Profile) -> Iterator[dict[str, Any]]:
    cursor: dict[str, str] = {}
    while True:
        query = {"business_id": profile.external_id, "fields": _FIELDS, "max_count": str(PAGE), **cursor}
        with _consented():
            page = get(profile.token, "business/video/list", query, account=profile.external_id)
        yield from faults.objects(PLATFORM, page.get("videos"))
        after = str(page.get("cursor", ""))
        if page.get("has_more") is not True or after == cursor.get("cursor"):
            return
        cursor = {"cursor": after}


@contextmanager
def _consented() -> Iterator[None]:
    """What TikTok does not permit here takes another consent than the one for ads: say so."""
    try:
        yield
    except Refused as refused:
        if refused.facts.get("reason") != "permission":
            raise
        raise Refused(
            N_("Posts on {platform} take a consent of the account itself. Connect it, then try again."),
            detail=refused.detail, platform=PLATFORM.name, reason="permission",
        ) from None  # fmt: skip


def _ends(address: str, endings: tuple[str, ...]) -> bool:
    return urlsplit(address).path.lower().endswith(endings)
