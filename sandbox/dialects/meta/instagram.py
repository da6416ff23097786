"""Instagram's two steps: a container that Meta fills by fetching the media, then the container published."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.dialects.meta.access import need_scope
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, invalid, unknown_path
from sandbox.dialects.meta.fields import parse
from sandbox.dialects.meta.paging import envelope, page
from sandbox.dialects.meta.reading import address, only, required
from sandbox.dialects.meta.statuses import META
from sandbox.grants import Token
from sandbox.world.identity import content_id
from sandbox.world.posts import Post, fetchable
from sandbox.world.profiles import Profile

LONGEST_CAPTION, MOST_HASHTAGS, MOST_SLIDES, MOST_A_DAY, MOST = 2_200, 30, 10, 100, 100
LIVES, CONTAINERS = timedelta(hours=24), "meta containers"
CONTAINER_SAYS = frozenset({
    "image_url", "video_url", "media_type", "caption", "children", "is_carousel_item", "alt_text", "share_to_feed",
    "cover_url", "thumb_offset", "user_tags", "collaborators", "location_id", "is_ai_generated",
})  # fmt: skip
STATUSES = {
    "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
    "IN_PROGRESS": "In progress: Media is still being processed.",
    "PUBLISHED": "Published: Media has been successfully published.",
    "EXPIRED": "Expired: Media was not published within 24 hours.",
}
Fields = dict[str, Any]


def node(call: Call, token: Token, profile: Profile, rest: list[str]) -> Fields:
    """Everything under `/{ig_user_id}`."""
    need_scope(token, *(("instagram_basic",) if call.method == "GET" else ("instagram_content_publish",)))
    match call.method, rest:
        case "GET", []:
            return _profile(call, profile)
        case "GET", ["media"]:
            shown, paging = page(call, call.stage.content.posts_of(profile), MOST)
            return envelope([media(call, each) for each in shown], paging)
        case "POST", ["media"]:
            return _contain(call, profile)
        case "POST", ["media_publish"]:
            return _publish(call, profile)
        case "GET", ["content_publishing_limit"]:
            return {
                "data": [{"quota_usage": _published_today(call, profile), "config": {"quota_total": MOST_A_DAY}}]
            }
    raise unknown_path("/".join(rest))


def container(call: Call, token: Token, node_id: str) -> Fields | None:
    """`GET /{container}?fields=status_code`; a film takes until the second look. None when there is none."""
    found = _containers(call).get(node_id)
    if found is None:
        return None
    need_scope(token, "instagram_content_publish", "instagram_basic")
    found["polls"] += 1
    status = _status(call, found)
    shown = {"status_code": status, "status": STATUSES[status]}
    wanted = parse(call.params.get("fields") or "id")
    wanted.check({"id", *shown}, "IGMediaContainer")
    return {"id": node_id} | {name: shown[name] for name in wanted.names if name != "id"}


def media(call: Call, found: Post) -> Fields:
    """A published medium, with the fields that were asked for."""
    engaged = call.stage.content.engagement(found)
    kind = "VIDEO" if found.video else "CAROUSEL_ALBUM" if len(found.media) > 1 else "IMAGE"
    slides = [{"id": content_id(META, "slide", found.id, each), "media_url": each} for each in found.media]
    known: Fields = {
        "id": found.id, "caption": found.text or None, "media_type": kind,
        "media_product_type": "REELS" if found.video else "FEED",
        "media_url": next(iter(found.media), None), "permalink": f"https://www.instagram.com/p/{found.id}/",
        "timestamp": found.at.strftime("%Y-%m-%dT%H:%M:%S+0000"), "like_count": engaged.likes,
        "comments_count": engaged.comments, "children": {"data": slides} if len(slides) > 1 else None,
    }  # fmt: skip
    wanted = parse(call.params.get("fields") or "id")
    wanted.check(known, "IGMedia")
    answer = {name: known[name] for name in dict.fromkeys(("id", *wanted.names))}
    return {name: value for name, value in answer.items() if value is not None}


def _profile(call: Call, profile: Profile) -> Fields:
    known = {
        "id": profile.id, "username": profile.handle, "name": profile.name, "followers_count": profile.followers,
        "media_count": len(call.stage.content.posts_of(profile)),
    }  # fmt: skip
    wanted = parse(call.params.get("fields") or "id")
    wanted.check(known, "IGUser")
    return {name: known[name] for name in dict.fromkeys(("id", *wanted.names))}


def _contain(call: Call, profile: Profile) -> Fields:
    """`POST /{ig}/media`: Meta fetches what is named, now."""
    only(call, CONTAINER_SAYS)
    caption, kind = call.params.get("caption", ""), call.params.get("media_type", "IMAGE")
    if len(caption) > LONGEST_CAPTION or caption.count("#") > MOST_HASHTAGS:
        raise GraphError(
            400, 100, "The caption was too long.", 2207010, title="Caption too long", blame="caption",
            advice=f"Use at most {LONGEST_CAPTION} characters and {MOST_HASHTAGS} hashtags.",
        )  # fmt: skip
    if kind == "CAROUSEL":
        addresses = _slides(call, profile)
    elif kind in {"IMAGE", "REELS", "STORIES", "VIDEO"}:
        name = "video_url" if kind in {"REELS", "VIDEO"} or "video_url" in call.params else "image_url"
        addresses = [_fetched(required(call, name), name)]
    else:
        raise invalid("Param media_type must be one of {IMAGE, REELS, STORIES, CAROUSEL}", blame="media_type")
    made = content_id(META, "container", profile.id, len(_containers(call)))
    _containers(call)[made] = {
        "profile_id": profile.id, "caption": caption, "media": addresses, "polls": 0, "published": False,
        "slide": call.params.get("is_carousel_item", "false").lower() == "true",
        "made_at": call.stage.clock.now().isoformat(),
    }  # fmt: skip
    call.stage.save()
    return {"id": made}


def _slides(call: Call, profile: Profile) -> list[str]:
    found = [_mine(call, profile, each) for each in call.items("children")]
    if not 2 <= len(found) <= MOST_SLIDES or not all(each["slide"] for each in found):
        raise invalid(f"A carousel has 2 to {MOST_SLIDES} children", 2207028, blame="children")
    return [str(address) for each in found for address in each["media"]]


def _publish(call: Call, profile: Profile) -> Fields:
    only(call, {"creation_id"})
    found = _mine(call, profile, required(call, "creation_id"))
    if _status(call, found) != "FINISHED" or found["slide"]:
        raise GraphError(
            400, 9007, "Media ID is not available", 2207027, title="Media is not ready",
            advice="The media is not ready for publishing, please wait for a moment.",
        )  # fmt: skip
    if _published_today(call, profile) >= MOST_A_DAY:
        raise GraphError(
            403, 9, "Application request limit reached", 2207042, title="Limit of posts reached",
            advice=f"You published {MOST_A_DAY} posts within 24 hours.",
        )  # fmt: skip
    found["published"] = True
    made = call.stage.content.publish(profile, found["caption"], found["media"])
    call.stage.save()
    return {"id": made.id}


def _mine(call: Call, profile: Profile, container_id: str) -> Fields:
    found = _containers(call).get(container_id)
    if found is None or found["profile_id"] != profile.id:
        raise GraphError(400, 24, "The requested resource does not exist", 2207006, title="Media not found")
    return found


def _status(call: Call, found: Fields) -> str:
    if found["published"]:
        return "PUBLISHED"
    if call.stage.clock.now() - datetime.fromisoformat(found["made_at"]) > LIVES:
        return "EXPIRED"
    film = any(each.endswith((".mp4", ".mov")) for each in found["media"])
    return "IN_PROGRESS" if film and found["polls"] < 2 else "FINISHED"


def _fetched(value: str, name: str) -> str:
    if not fetchable(address(value, name)):
        raise GraphError(
            400, 9004, "Only photo or video can be accepted as media type.", 2207052, blame=name,
            title="Media download has failed", advice="The media could not be fetched from this URI.",
        )  # fmt: skip
    return value


def _published_today(call: Call, profile: Profile) -> int:
    since = call.stage.clock.now() - LIVES
    return sum(post.at > since for post in call.stage.content.posts_of(profile))


def _containers(call: Call) -> dict[str, Fields]:
    found: dict[str, Fields] = call.stage.shelf.setdefault(CONTAINERS, {})
    return found
