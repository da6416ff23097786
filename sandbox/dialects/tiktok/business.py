"""TikTok accounts and their posts, under `business/`: what they are, what they published, publishing more."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import invalid, missing, not_found
from sandbox.dialects.tiktok.texts import units
from sandbox.dialects.tiktok.tt_user import speaker
from sandbox.world.chance import digest
from sandbox.world.posts import Post
from sandbox.world.profiles import Profile

PICTURES, MOVIES = (".jpg", ".jpeg", ".webp"), (".mp4", ".mov", ".webm")
LONGEST_CAPTION, LONGEST_PHOTO_CAPTION, LONGEST_TITLE = 2_200, 4_000, 90
MOST_PICTURES, MOST_POSTS, USUAL_POSTS = 35, 20, 10
UNVERIFIED = "unverified.example"  # the one domain that our app has not proven to own
UNREACHABLE = ".invalid"
Fields = dict[str, Any]


def account(call: Call) -> Fields:
    """`GET /business/get/`: the account itself."""
    profile, content = speaker(call, "user.info.basic"), call.stage.content
    known = {
        "display_name": profile.name, "username": profile.handle, "is_verified": True,
        "profile_image": f"https://media.example/{profile.handle}.jpg", "followers_count": profile.followers,
        "videos_count": len(content.posts_of(profile)), "profile_deep_link": f"https://www.tiktok.com/@{profile.handle}",
    }  # fmt: skip
    return {name: known[name] for name in _fields(call, known, ["display_name", "profile_image"])}


def posts(call: Call) -> Fields:
    """`GET /business/video/list/`: the newest first, before the moment that `cursor` is in milliseconds."""
    profile, content = speaker(call, "video.list"), call.stage.content
    names, most = _fields(call, POST, ["item_id"]), call.integer("max_count", USUAL_POSTS, MOST_POSTS)
    if "item_id" not in names:
        raise invalid("fields: item_id is required.")
    before, wanted = _cursor(call), (call.json("filters", dict) or {}).get("video_ids")
    found = [post for post in content.posts_of(profile) if before is None or post.at < before]
    found = [post for post in found if wanted is None or post.id in wanted]
    shown = [{name: POST[name](call, profile, post) for name in names} for post in found[:most]]
    last = _millis(found[:most][-1].at) if shown else _millis(call.stage.clock.now())
    return {"videos": shown, "cursor": last, "has_more": len(found) > most}


def publish_video(call: Call) -> Fields:
    """`POST /business/video/publish/`: taken on; whether it came to anything is asked by its `share_id`."""
    profile, said = speaker(call, "video.publish"), _post_info(call)
    caption = _text(said, "caption", LONGEST_CAPTION)
    address = _media("video_url", call.text("video_url"), MOVIES)
    return {"share_id": _publish(call, profile, "v", caption, [address])}


def publish_photos(call: Call) -> Fields:
    """`POST /business/photo/publish/`: one to 35 pictures, with a caption or a title."""
    profile, said = speaker(call, "video.publish"), _post_info(call)
    if said.get("privacy_level") != "PUBLIC_TO_EVERYONE":
        raise invalid("post_info.privacy_level: Not among the privacy_level_options of this account.")
    title, caption = _text(said, "title", LONGEST_TITLE), _text(said, "caption", LONGEST_PHOTO_CAPTION)
    images = call.names("photo_images")
    if not 1 <= len(images) <= MOST_PICTURES:
        raise invalid(f"photo_images: Must be 1 to {MOST_PICTURES} addresses.")
    for each in images:
        _media("photo_images", each, PICTURES)
    return {"share_id": _publish(call, profile, "p", caption or title, images)}


def publish_status(call: Call) -> Fields:
    """`GET /business/publish/status/`: still downloading at the first look, done or failed at the next."""
    profile, publish_id = speaker(call, "video.publish"), call.text("publish_id")
    made = [post for post in call.stage.content.posts_of(profile) if post.details.get("publish_id") == publish_id]
    failed: set[str] = call.stage.memory.setdefault("tiktok unpublished", set())
    if not made and publish_id not in failed:
        raise not_found(f"publish_id {publish_id}")
    looked: set[str] = call.stage.memory.setdefault("tiktok looked", set())
    if publish_id not in looked:
        looked.add(publish_id)
        return {"status": "PROCESSING_DOWNLOAD"}
    if not made:
        return {"status": "FAILED", "reason": f"{'video' if publish_id.startswith('v') else 'photo'}_pull_failed"}
    return {"status": "PUBLISH_COMPLETE", "post_ids": [post.id for post in made]}


def share_url(profile: Profile, post: Post) -> str:
    """Where everybody sees it."""
    return f"https://www.tiktok.com/@{profile.handle}/{'video' if post.video else 'photo'}/{post.id}"


def _engagement(name: str) -> Callable[[Call, Profile, Post], int]:
    return lambda call, _, post: int(getattr(call.stage.content.engagement(post), name))


def _views(call: Call, _: Profile, post: Post) -> int:
    """How often it was watched; pictures count as watched when they are seen."""
    seen = call.stage.content.engagement(post)
    return seen.video_views if post.video else seen.impressions


POST: dict[str, Callable[[Call, Profile, Post], Any]] = {
    "item_id": lambda _, __, post: post.id,
    "media_type": lambda _, __, post: "VIDEO" if post.video else "PHOTO",
    "caption": lambda _, __, post: post.text,
    "create_time": lambda _, __, post: str(int(post.at.timestamp())),
    "share_url": lambda _, profile, post: share_url(profile, post),
    "embed_url": lambda _, __, post: f"https://www.tiktok.com/player/v1/{post.id}",
    "thumbnail_url": lambda _, __, post: f"https://media.example/covers/{post.id}.jpg",
    "video_duration": lambda _, __, post: 15.0 if post.video else 0.0,
    "likes": _engagement("likes"),
    "comments": _engagement("comments"),
    "shares": _engagement("shares"),
    "reach": _engagement("reach"),
    "video_views": _views,
}


def _fields(call: Call, known: Fields, usual: list[str]) -> list[str]:
    names = call.names("fields") or usual
    for name in names:
        if name not in known:
            raise invalid(f"fields: {name} is not a valid field.")
    return names


def _cursor(call: Call) -> datetime | None:
    value = call.params.get("cursor")
    if value in (None, ""):
        return None
    if not str(value).isdigit() or len(str(value)) != len("1700000000000"):
        raise invalid("cursor: Must be a time in milliseconds.")
    return datetime.fromtimestamp(int(value) / 1000, UTC)


def _millis(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def _post_info(call: Call) -> Fields:
    said = call.json("post_info", dict)
    if said is None:
        raise missing("post_info")
    found: Fields = said
    return found


def _text(said: Fields, name: str, longest: int) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or units(value) > longest:
        raise invalid(f"post_info.{name}: Longer than maximum length {longest}.")
    return value


def _media(name: str, address: str, endings: tuple[str, ...]) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.path.lower().endswith(endings):
        raise invalid(f"{name}: Not a valid URL of a file in one of the formats {', '.join(endings)}.")
    if (parts.hostname or "").endswith(UNVERIFIED):
        raise invalid(f"{name}: The ownership of the URL is not verified.")
    return address


def _publish(call: Call, profile: Profile, kind: str, caption: str, media: list[str]) -> str:
    """The task's id. What cannot be downloaded becomes no post."""
    tasks = call.stage.memory["tiktok tasks made"] = call.stage.memory.get("tiktok tasks made", 0) + 1
    number = digest("publish", profile.id, _millis(call.stage.clock.now()), tasks, *media) % 10**19
    publish_id = f"{kind}_pub_url~v1.{number:019d}"
    if any((urlsplit(each).hostname or "").endswith(UNREACHABLE) for each in media):
        call.stage.memory.setdefault("tiktok unpublished", set()).add(publish_id)
        return publish_id
    call.stage.content.publish(profile, caption, media, publish_id=publish_id)
    call.stage.save()
    return publish_id
