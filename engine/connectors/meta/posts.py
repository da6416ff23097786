"""Publishing on Facebook in one step and on Instagram in two, and reading how people answered."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from time import monotonic, sleep
from typing import Any

from engine.connectors import faults
from engine.connectors.content import Post, PostRow, Profile, Published
from engine.connectors.meta.calls import get, pages, post
from engine.connectors.meta.plans import is_address, is_film
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.meta.profiles import INSTAGRAM
from engine.connectors.meta.profiles import PAGE as FACEBOOK
from engine.connectors.posting import GIF, JPEG, MB, MOV, MP4, PNG, FileRules, PostRules

LONGEST = {FACEBOOK: 63_206, INSTAGRAM: 2_200}
MOST_HASHTAGS, MOST_PICTURES = 30, 10
DEADLINE_S, PAUSE_S = 120.0, 0.5
PAGE = 100
# Instagram's pictures are JPEG only, by its documents.
POSTING = {
    FACEBOOK: PostRules(
        "Facebook", LONGEST[FACEBOOK], MOST_PICTURES,
        FileRules(frozenset({JPEG, PNG, GIF}), frozenset({MP4, MOV}), 10 * MB),
    ),
    INSTAGRAM: PostRules(
        "Instagram", LONGEST[INSTAGRAM], MOST_PICTURES,
        FileRules(frozenset({JPEG}), frozenset({MP4, MOV}), 8 * MB), needs_media=True, most_hashtags=MOST_HASHTAGS,
    ),
}  # fmt: skip

_POST_FIELDS = (
    "id,message,created_time,permalink_url,attachments{media_type,media,subattachments},shares,"
    "likes.summary(true).limit(0),comments.summary(true).limit(0)"
)
_MEDIA_FIELDS = "id,caption,media_url,permalink,timestamp,like_count,comments_count,children{media_url}"


def publish(profile: Profile, post: Post) -> Published:
    """Publish now; only the last step cannot be repeated, and is not."""
    _check(profile, post)
    return (_on_instagram if profile.kind == INSTAGRAM else _on_facebook)(profile, post)


def fetch_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """What was published since then, the newest first; Instagram cannot be asked since when, so we stop there."""
    if profile.kind == INSTAGRAM:
        edge, read, query = "media", read_medium, {"fields": _MEDIA_FIELDS}
    else:
        edge, read = "published_posts", read_post
        query = {"fields": _POST_FIELDS, "since": str(int(since.timestamp()))}
    items = pages(profile.token, f"{profile.external_id}/{edge}", query, limit=PAGE)
    rows = faults.read_each(PLATFORM, read, items)
    yield from takewhile(lambda row: row.published_at >= since, rows)


def read_post(item: dict[str, Any]) -> PostRow:
    """A post of a page as Meta writes it; what nobody did is absent."""
    return PostRow(
        external_id=item["id"],
        text=item.get("message", ""),
        published_at=datetime.fromisoformat(item["created_time"]),
        url=item.get("permalink_url", ""),
        media=tuple(_media(item.get("attachments"))),
        likes=_total(item.get("likes")),
        comments=_total(item.get("comments")),
        shares=item.get("shares", {}).get("count", 0),
    )


def read_medium(item: dict[str, Any]) -> PostRow:
    """A medium on Instagram; its shares are not told."""
    slides = item.get("children", {}).get("data", [])
    addresses = [each.get("media_url", "") for each in slides] or [item.get("media_url", "")]
    return PostRow(
        external_id=item["id"],
        text=item.get("caption", ""),
        published_at=datetime.fromisoformat(item["timestamp"]),
        url=item.get("permalink", ""),
        media=tuple(filter(None, addresses)),
        likes=item.get("like_count", 0),  # absent where the owner hides it
        comments=item.get("comments_count", 0),
    )


def _check(profile: Profile, post: Post) -> None:
    most, films = LONGEST.get(profile.kind, LONGEST[INSTAGRAM]), [each for each in post.media if is_film(each)]
    if len(post.text) > most:
        raise faults.unfit(PLATFORM, "text", f"{len(post.text)} characters, at most {most}")
    if not all(map(is_address, post.media)):
        raise faults.unfit(PLATFORM, "media", f"no address among {post.media}")
    if (films and len(post.media) > 1) or len(post.media) > MOST_PICTURES:
        raise faults.unfit(PLATFORM, "media", f"one film, or up to {MOST_PICTURES} pictures")
    if post.link and not is_address(post.link):
        raise faults.unfit(PLATFORM, "link", f"no address: {post.link}")
    if profile.kind == INSTAGRAM and not post.media:
        raise faults.unfit(PLATFORM, "media", "Instagram publishes no words without a picture or a film")
    if profile.kind == INSTAGRAM and post.text.count("#") > MOST_HASHTAGS:
        raise faults.unfit(PLATFORM, "text", f"at most {MOST_HASHTAGS} hashtags")
    if not (post.text.strip() or post.media or post.link):
        raise faults.unfit(PLATFORM, "text", "empty")


def _on_facebook(profile: Profile, post: Post) -> Published:
    """A film or one picture is a post of its own; several pictures are uploaded first and attached."""
    words = {"message": post.text} if post.text else {}
    match post.media:
        case [film] if is_film(film):
            return _film(profile, film, post.text)
        case [picture]:
            made = _send(profile, "photos", {"url": picture, **words})
            return _published(str(made.get("post_id") or f"{profile.external_id}_{_id(made)}"))
    hidden = ({"url": each, "published": "false"} for each in post.media)
    photos = [_id(_send(profile, "photos", each, again=True)) for each in hidden]
    fields: dict[str, Any] = dict(words)
    if photos:
        fields["attached_media"] = [{"media_fbid": photo} for photo in photos]
    if post.link:
        fields["link"] = post.link
    return _published(_id(_send(profile, "feed", fields)))


def _film(profile: Profile, address: str, text: str) -> Published:
    """A film is a post of the film's own number, which Meta's documents do not confirm."""
    video_id = _id(_send(profile, "videos", {"file_url": address, "description": text}))
    return _published(f"{profile.external_id}_{video_id}")


def _on_instagram(profile: Profile, post: Post) -> Published:
    """Meta fetches the media into a container, which may be made twice; publishing it may not."""
    caption = {"caption": post.text}
    if len(post.media) == 1:
        container = _contain(profile, _source(post.media[0]) | caption)
    else:
        slides = [_contain(profile, _source(each) | {"is_carousel_item": "true"}) for each in post.media]
        container = _contain(profile, {"media_type": "CAROUSEL", "children": slides, **caption})
    _wait_for(profile, container)
    medium_id = _id(_send(profile, "media_publish", {"creation_id": container}))
    return Published(medium_id)


def _source(address: str) -> dict[str, Any]:
    if is_film(address):
        return {"media_type": "REELS", "video_url": address}
    return {"image_url": address}


def _contain(profile: Profile, fields: dict[str, Any]) -> str:
    return _id(_send(profile, "media", fields, again=True))


def _wait_for(profile: Profile, container: str) -> None:
    """Return when it can be published; Refused when Meta could not make it."""
    started = monotonic()
    while monotonic() - started < DEADLINE_S:
        found = get(profile.token, container, {"fields": "status_code,status"})
        match found.get("status_code"):
            case "FINISHED":
                return
            case "ERROR" | "EXPIRED":
                raise faults.unfit(PLATFORM, "media", str(found.get("status", "")))
        sleep(PAUSE_S)
    raise faults.transient(PLATFORM, f"container {container} unfinished after {DEADLINE_S:.0f} s", 300)


def _send(profile: Profile, edge: str, fields: dict[str, Any], *, again: bool = False) -> dict[str, Any]:
    """What Meta answers; `again` when repeating it does no harm, because nobody sees it yet."""
    return post(profile.token, f"{profile.external_id}/{edge}", fields, repeatable=again)


def _id(answer: dict[str, Any]) -> str:
    if not isinstance(answer.get("id"), str):
        raise faults.unconfirmed(PLATFORM, str(answer))
    return str(answer["id"])


def _published(post_id: str) -> Published:
    return Published(post_id, f"https://www.facebook.com/{post_id}")


def _media(attachments: Any) -> Iterator[str]:
    """The addresses of pictures and films, those of an album each."""
    for item in (attachments or {}).get("data", []):
        parts = item.get("subattachments", {}).get("data") or [item]
        for part in parts:
            medium = part.get("media", {})
            if address := medium.get("source") or medium.get("image", {}).get("src"):
                yield address


def _total(counted: Any) -> int:
    return int((counted or {}).get("summary", {}).get("total_count", 0))
