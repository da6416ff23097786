"""Posts of a public profile: a film is a spotlight, an image a saved story; mere stories are gone after a day.

That both can be posted and listed is documented; what the answers look like is assumed to be as with
everything else, and stands here only.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from engine.connectors import faults, media
from engine.connectors.content import Post, PostRow, Profile, Published
from engine.connectors.posting import JPEG, MOV, MP4, PNG, FileRules, PostRules
from engine.connectors.snapchat.business import at, put_media
from engine.connectors.snapchat.calls import get, items, post, unwrapped
from engine.connectors.snapchat.creatives import TYPES
from engine.connectors.snapchat.platform import PLATFORM
from engine.connectors.snapchat.profiles import KIND
from engine.core.errors import PlatformError

LONGEST_DESCRIPTION, LONGEST_TITLE = 160, 45
LARGEST = {"IMAGE": 20 * 1024 * 1024, "VIDEO": 500 * 1024 * 1024}
POSTING = {
    KIND: PostRules(
        "Snapchat", LONGEST_DESCRIPTION, 1,
        FileRules(frozenset({JPEG, PNG}), frozenset({MP4, MOV}), LARGEST["IMAGE"]),
        longest_with_pictures=LONGEST_TITLE, needs_media=True, pictures_need_text=True,
    )
}  # fmt: skip
PAGE = {"limit": "50"}
FIGURES = {"granularity": "LIFETIME", "fields": "views,favorites,replies,shares"}
# How each is wrapped, and what its words are called.
_SPOTLIGHTS, _SAVED = ("spotlights", "spotlight"), ("saved_stories", "saved_story")
_TEXTS = {_SPOTLIGHTS: "description", _SAVED: "title"}


def publish(profile: Profile, wanted: Post) -> Published:
    """Publish now; Refused names the field, and whether it is there is `unconfirmed` after a 5xx."""
    check(wanted)
    medium = media.fetch(PLATFORM, wanted.media[0])
    kind = TYPES.get(medium.type)
    if kind is None or len(medium.content) > LARGEST[kind]:
        raise faults.unfit(PLATFORM, "media", f"{medium.type} of {len(medium.content)} bytes")
    if kind == "IMAGE" and not 0 < len(wanted.text.strip()) <= LONGEST_TITLE:
        raise faults.unfit(PLATFORM, "text", f"an image has a title of 1 to {LONGEST_TITLE} characters")
    media_id = put_media(profile.token, profile.external_id, kind, medium)
    body: dict[str, Any] = {"media_id": media_id, "description": wanted.text}
    wrapper = _SPOTLIGHTS
    if kind == "IMAGE":
        wrapper = _SAVED
        body = {"saved_stories": [{"title": wanted.text, "snap_sources": [{"media_id": media_id}]}]}
    answer = post(profile.token, at(f"public_profiles/{profile.external_id}/{wrapper[0]}"), body)
    try:
        return Published(str(unwrapped(answer[wrapper[0]][0], wrapper[1])["id"]))
    except (*faults.BROKEN_PROMISES, PlatformError) as error:
        raise faults.unconfirmed(PLATFORM, f"{error!r} in {answer!s}") from error


def check(wanted: Post) -> None:
    """Raise Refused for what Snapchat would not publish, naming the field, before anything is asked."""
    if len(wanted.media) != 1:
        raise faults.unfit(PLATFORM, "media", "one image or one film")
    if len(wanted.text) > LONGEST_DESCRIPTION:
        raise faults.unfit(PLATFORM, "text", f"at most {LONGEST_DESCRIPTION} characters")
    if wanted.link:
        raise faults.unfit(PLATFORM, "link", "posts lead nowhere")


def fetch_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """Spotlights and saved stories since then, the newest first; their figures are asked for one by one."""
    for row, wrapper in _since(profile, since):
        yield _with_figures(profile.token, row, wrapper[0])


def list_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """The same without figures, in a call for fifty."""
    return (row for row, _ in _since(profile, since))


def _since(profile: Profile, since: datetime) -> list[tuple[PostRow, tuple[str, str]]]:
    found = [
        (row, wrapper) for wrapper in _TEXTS for row in _listed(profile, wrapper) if row.published_at >= since
    ]
    return sorted(found, key=lambda each: (each[0].published_at, each[0].external_id), reverse=True)


def _listed(profile: Profile, wrapper: tuple[str, str]) -> Iterator[PostRow]:
    path = at(f"public_profiles/{profile.external_id}/{wrapper[0]}")
    return faults.read_each(
        PLATFORM, partial(read_post, _TEXTS[wrapper]), items(profile.token, path, wrapper, PAGE)
    )


def read_post(text: str, item: dict[str, Any]) -> PostRow:
    """A posted thing without its figures; `text` is what its words are called."""
    return PostRow(
        external_id=str(item["id"]),
        text=str(item.get(text) or ""),
        published_at=datetime.fromisoformat(item["created_at"]),
        media=tuple(str(each["media_url"]) for each in item.get("media") or () if each.get("media_url")),
    )


def _with_figures(token: str, row: PostRow, plural: str) -> PostRow:
    answer = get(token, at(f"{plural}/{row.external_id}/stats"), FIGURES)
    entries = faults.objects(PLATFORM, answer.get("lifetime_stats"))
    stats = unwrapped(unwrapped(entries[0] if entries else {}, "lifetime_stat"), "stats")
    (found,) = faults.read_each(PLATFORM, partial(_figures, row), [stats])
    return found


def _figures(row: PostRow, stats: dict[str, Any]) -> PostRow:
    views = stats.get("views")
    return replace(
        row,
        likes=int(stats.get("favorites") or 0),
        comments=int(stats.get("replies") or 0),
        shares=int(stats.get("shares") or 0),
        impressions=None if views is None else int(views),
    )
