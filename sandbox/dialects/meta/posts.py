"""A page's posts: words, pictures and films, once each, and how people answered them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.creatives import fetched
from sandbox.dialects.meta.errors import GraphError, invalid, unknown_node
from sandbox.dialects.meta.fields import parse
from sandbox.dialects.meta.paging import envelope, page
from sandbox.dialects.meta.reading import address, only, required
from sandbox.dialects.meta.statuses import META
from sandbox.world.identity import content_id
from sandbox.world.posts import Post
from sandbox.world.profiles import Profile

LONGEST_MESSAGE, MOST, PHOTOS = 63_206, 100, "meta photos"
FEED_SAYS = frozenset({
    "message", "link", "attached_media", "published", "scheduled_publish_time", "unpublished_content_type",
    "place", "targeting",
})  # fmt: skip
PHOTO_SAYS = frozenset({"url", "caption", "message", "published", "alt_text_custom"})
VIDEO_SAYS = frozenset({"file_url", "title", "description", "published"})
AGAIN = timedelta(minutes=10)  # the same words within so many minutes are a repeat
Fields = dict[str, Any]


def post_of(call: Call, node_id: str) -> Post | None:
    """The post of an id `{page}_{post}`."""
    owner, _, post_id = node_id.partition("_")
    found = call.stage.content.post(META, post_id) if post_id else None
    return found if found and found.profile_id == owner else None


def withdraw(call: Call, found: Post) -> Fields:
    """`DELETE /{page}_{post}`; nothing else can be done to a post."""
    if call.method != "DELETE":
        raise invalid("This post cannot be changed")
    call.stage.content.withdraw(found)
    call.stage.save()
    return {"success": True}


def feed(call: Call, profile: Profile) -> Fields:
    """`POST /{page}/feed`: words, a link, or pictures that were uploaded before."""
    only(call, FEED_SAYS | {name for name in call.params if name.startswith("attached_media[")})
    message, link = _message(call, "message"), call.params.get("link", "")
    if link:
        address(link, "link")
    photos = [_photo_of(call, profile, each) for each in _attached(call)]
    if not (message or link or photos):
        raise invalid("The post is empty. Please enter a message to share.", 1366046, blame="message")
    if call.params.get("published", "true").lower() == "false":
        raise invalid("Scheduled posts are not part of this sandbox", blame="published")
    _check_new(call, profile, message, link, photos)
    return {"id": f"{profile.id}_{_publish(call, profile, message, photos, link).id}"}


def photo(call: Call, profile: Profile) -> Fields:
    """`POST /{page}/photos`: a post of its own, or with `published=false` one to attach."""
    only(call, PHOTO_SAYS)
    required(call, "url")
    message, found = _message(call, "message") or _message(call, "caption"), fetched(call.params["url"], "url")
    if call.params.get("published", "true").lower() != "false":
        made = _publish(call, profile, message, [found])
        return {"id": made.id, "post_id": f"{profile.id}_{made.id}"}
    shelf: dict[str, Fields] = call.stage.shelf.setdefault(PHOTOS, {})
    photo = content_id(META, "photo", profile.id, len(shelf))
    shelf[photo] = {"page_id": profile.id, "url": found}
    call.stage.save()
    return {"id": photo}


def video(call: Call, profile: Profile) -> Fields:
    """`POST /{page}/videos`: a film, which is a post of its own."""
    only(call, VIDEO_SAYS)
    required(call, "file_url")
    found = fetched(call.params["file_url"], "file_url")
    return {"id": _publish(call, profile, _message(call, "description"), [found]).id}


def _publish(call: Call, profile: Profile, message: str, media: list[str], link: str = "") -> Post:
    made = call.stage.content.publish(profile, message, media, link)
    call.stage.save()
    return made


def _message(call: Call, name: str) -> str:
    found = call.params.get(name, "").strip()
    if len(found) > LONGEST_MESSAGE:
        raise invalid(f"Param {name} must be a string of at most {LONGEST_MESSAGE} characters", blame=name)
    return found


def _check_new(call: Call, profile: Profile, *said: object) -> None:
    """Raise 506 when the page's last post says just the same, and has only just been published."""
    last = next(iter(call.stage.content.posts_of(profile)), None)
    if last and (last.text, last.link, list(last.media)) == said and call.stage.clock.now() - last.at < AGAIN:
        raise GraphError(
            400, 506, "(#506) Duplicate status message", 1455006, title="Duplicate Status Update",
            advice="This status update is identical to the last one you posted.",
        )  # fmt: skip


def _attached(call: Call) -> list[Fields]:
    """`attached_media` as one list, or as the SDK writes it: one parameter for each."""
    found = call.json("attached_media") or [
        call.json(name) for name in sorted(call.params) if name.startswith("attached_media[")
    ]
    if not isinstance(found, list) or not all(isinstance(each, dict) and "media_fbid" in each for each in found):
        raise invalid("Param attached_media must be an array of {media_fbid}", blame="attached_media")
    return found


def _photo_of(call: Call, profile: Profile, attached: Fields) -> str:
    photo = call.stage.shelf.get(PHOTOS, {}).get(str(attached["media_fbid"]))
    if photo is None or photo["page_id"] != profile.id:
        raise unknown_node(str(attached["media_fbid"]))
    return str(photo["url"])


def published(call: Call, profile: Profile) -> Fields:
    """`GET /{page}/published_posts`, the newest first."""
    since, until = (_edge(call, name) for name in ("since", "until"))
    found = [
        each
        for each in call.stage.content.posts_of(profile)
        if (since is None or each.at >= since) and (until is None or each.at < until)
    ]
    shown, paging = page(call, found, MOST)
    return envelope([told(call, each) for each in shown], paging)


def _edge(call: Call, name: str) -> datetime | None:
    return datetime.fromtimestamp(call.integer(name, 0), UTC) if call.params.get(name) else None


def told(call: Call, found: Post) -> Fields:
    """The fields of a post that were asked for; what nobody did is left out, as Meta does."""
    engaged, id_ = call.stage.content.engagement(found), f"{found.profile_id}_{found.id}"
    known: Fields = {
        "id": id_, "message": found.text or None, "created_time": found.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink_url": f"https://www.facebook.com/{id_}",
        "full_picture": None if found.video else next(iter(found.media), None),
        "attachments": {"data": [_attachment(found)]} if found.media or found.link else None,
        "shares": {"count": engaged.shares} if engaged.shares else None,
        "likes": _count(engaged.likes), "reactions": _count(engaged.likes), "comments": _count(engaged.comments),
        "is_published": True, "from": {"id": found.profile_id},
    }  # fmt: skip
    wanted = parse(call.params.get("fields") or "id,message,created_time")
    wanted.check(known, "Post")
    answer = {name: known[name] for name in dict.fromkeys(("id", *wanted.names))}
    return {name: value for name, value in answer.items() if value is not None}


def _attachment(found: Post) -> Fields:
    if not found.media:
        return {"media_type": "link", "url": found.link}
    medium = {"source": found.media[0]} if found.video else {"image": {"src": found.media[0]}}
    one: Fields = {"media_type": "video" if found.video else "photo", "media": medium}
    if len(found.media) > 1:
        images = [{"media_type": "photo", "media": {"image": {"src": each}}} for each in found.media]
        one |= {"media_type": "album", "subattachments": {"data": images}}
    return one


def _count(number: int) -> Fields:
    return {"data": [], "summary": {"total_count": number}}
