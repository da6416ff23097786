"""A person's posts in version 2 of X's API: the newest first, a page at a time, with the members asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.dialects.twitter import media
from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.params import Call
from sandbox.dialects.twitter.problems import KINDS, invalid
from sandbox.dialects.twitter.tweets import is_ads_only
from sandbox.world.posts import Post
from sandbox.world.profiles import Profile

Answer = dict[str, Any]

LEAST, MOST, USUAL = 5, 100, 10
PARAMS = (
    "max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude",
    "tweet.fields", "expansions", "media.fields", "user.fields",
)  # fmt: skip
POST_FIELDS = frozenset({
    "article", "attachments", "author_id", "card_uri", "community_id", "context_annotations", "conversation_id",
    "created_at", "display_text_range", "edit_controls", "edit_history_tweet_ids", "entities", "geo", "id",
    "in_reply_to_user_id", "lang", "media_metadata", "non_public_metrics", "note_tweet", "organic_metrics",
    "possibly_sensitive", "promoted_metrics", "public_metrics", "referenced_tweets", "reply_settings", "scopes",
    "source", "text", "withheld",
})  # fmt: skip
MEDIA_FIELDS = frozenset({
    "alt_text", "duration_ms", "height", "media_key", "non_public_metrics", "organic_metrics",
    "preview_image_url", "promoted_metrics", "public_metrics", "type", "url", "variants", "width",
})  # fmt: skip
EXPANSIONS = frozenset({"attachments.media_keys", "author_id"})


def timeline(call: Call, user_id: str) -> Answer:
    """`GET 2/users/:id/tweets`; Tweets only for ads are not among them."""
    check_known(call, *PARAMS)
    profile = _profile(call, user_id)
    fields, since = read_fields(call, "tweet.fields", POST_FIELDS), _moment(call, "start_time")
    expanded, shown = read_fields(call, "expansions", EXPANSIONS), read_fields(call, "media.fields", MEDIA_FIELDS)
    size, start = _size(call), _place(call)
    if profile is None:
        return _no_user(user_id)
    found = [post for post in call.stage.content.posts_of(profile) if not is_ads_only(post)]
    found = [post for post in found if since is None or post.at >= since]
    page = found[start : start + size]
    if not page:
        return {"meta": {"result_count": 0}}
    meta: Answer = {"result_count": len(page), "newest_id": page[0].id, "oldest_id": page[-1].id}
    if start + size < len(found):
        meta["next_token"] = f"sb{start + size:x}"
    told: Answer = {"data": [_post(call, post, fields) for post in page], "meta": meta}
    media_shown = [_medium(post, place, shown) for post in page for place in range(len(post.media))]
    if "attachments.media_keys" in expanded and media_shown:
        told["includes"] = {"media": media_shown}
    return told


def check_known(call: Call, *known: str) -> None:
    """Raise unless every parameter is one that this resource has."""
    for name, text in call.params.items():
        if name not in known:
            raise invalid(name, text, f"The query parameter [{name}] is not one of [{','.join(known)}]")


def read_fields(call: Call, name: str, known: frozenset[str]) -> frozenset[str]:
    """The members that are asked for."""
    asked = frozenset(call.params.get(name, "").split(",")) - {""}
    for each in sorted(asked - known):
        raise invalid(name, call.params[name], f"The `{name}` query parameter value [{each}] is not known")
    return asked


def _post(call: Call, post: Post, fields: frozenset[str]) -> Answer:
    """Text, id and history are always there; the rest when it is asked for."""
    whole: dict[str, Callable[[], Any]] = {
        "author_id": lambda: post.profile_id,
        "conversation_id": lambda: post.id,
        "created_at": lambda: post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": lambda: "und",
        "public_metrics": lambda: _metrics(call, post),
    }
    told = {name: tell() for name, tell in whole.items() if name in fields}
    if post.media and "attachments" in fields:
        told["attachments"] = {"media_keys": [_key(post, place) for place in range(len(post.media))]}
    return {"id": post.id, "text": post.text, "edit_history_tweet_ids": [post.id]} | told


def _metrics(call: Call, post: Post) -> dict[str, int]:
    found = call.stage.content.engagement(post)
    return {
        "retweet_count": found.shares, "reply_count": found.comments, "like_count": found.likes,
        "quote_count": 0, "bookmark_count": found.clicks // 10, "impression_count": found.impressions,
    }  # fmt: skip


def _medium(post: Post, place: int, fields: frozenset[str]) -> Answer:
    """A film has no address of its own, only a picture of it."""
    address, film = post.media[place], post.media[place].endswith(".mp4")
    told: Answer = {"media_key": _key(post, place), "type": "video" if film else "photo"}
    if "url" in fields and not film:
        told["url"] = address
    if "preview_image_url" in fields and film:
        told["preview_image_url"] = address.removesuffix("mp4") + "jpg"
    return told


def _key(post: Post, place: int) -> str:
    kind = media.VIDEO if post.media[place].endswith(".mp4") else media.IMAGE
    return f"{kind}{int(post.id) + place}"


def _profile(call: Call, user_id: str) -> Profile | None:
    if not user_id.isdigit() or len(user_id) > 19:
        raise invalid("id", user_id, f"The `id` query parameter value [{user_id}] is not valid")
    return call.stage.content.profiles.get((TWITTER, user_id))


def _no_user(user_id: str) -> Answer:
    """Nobody of that id: X says so within an answer that promises success."""
    error = {
        "value": user_id, "detail": f"Could not find user with id: [{user_id}].", "parameter": "id",
        "title": "Not Found Error", "resource_type": "user", "resource_id": user_id,
        "type": f"{KINDS}resource-not-found",
    }  # fmt: skip
    return {"errors": [error]}


def _moment(call: Call, name: str) -> datetime | None:
    text = call.params.get(name)
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z") if text else None
    except ValueError as error:
        message = f"The `{name}` query parameter value [{text}] is not a valid RFC3339 date-time"
        raise invalid(name, text, message) from error


def _size(call: Call) -> int:
    text = call.params.get("max_results", str(USUAL))
    if not text.isdigit() or not LEAST <= int(text) <= MOST:
        message = f"The `max_results` query parameter value [{text}] is not between {LEAST} and {MOST}"
        raise invalid("max_results", text, message)
    return int(text)


def _place(call: Call) -> int:
    token = call.params.get("pagination_token", "sb0")
    try:
        return int(token.removeprefix("sb"), 16)
    except ValueError as error:
        message = f"The `pagination_token` query parameter value [{token}] is not valid"
        raise invalid("pagination_token", token, message) from error
