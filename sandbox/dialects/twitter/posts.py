"""Version 2 of X's API, as far as publishing goes: who signed in, their timeline, a new post."""

from typing import Any

from sandbox.dialects.twitter import media
from sandbox.dialects.twitter.access import TWITTER, USER_ID
from sandbox.dialects.twitter.params import Call
from sandbox.dialects.twitter.problems import DUPLICATE, NO_ROUTE, TOO_LONG, forbidden, invalid
from sandbox.dialects.twitter.texts import LONGEST, weigh
from sandbox.dialects.twitter.timelines import check_known, read_fields, timeline
from sandbox.world.profiles import Profile

Answer = dict[str, Any]

MEMBERS = (
    "text", "media", "reply", "quote_tweet_id", "reply_settings", "nullcast", "poll", "geo", "card_uri",
    "direct_message_deep_link", "for_super_followers_only", "community_id", "made_with_ai", "paid_partnership",
    "share_with_followers", "edit_options",
)  # fmt: skip
USER_FIELDS = frozenset({
    "created_at", "description", "entities", "id", "location", "most_recent_tweet_id", "name", "pinned_tweet_id",
    "profile_banner_url", "profile_image_url", "protected", "public_metrics", "url", "username", "verified",
    "verified_type", "withheld",
})  # fmt: skip


def answer(call: Call) -> Answer:
    """Any call to version 2 that is let in."""
    match call.method, call.parts:
        case "GET", ("users", "me"):
            return me(call)
        case "GET", ("users", user_id, "tweets"):
            return timeline(call, user_id)
        case "POST", ("tweets",):
            return create(call)
        case "DELETE", ("tweets", post_id):
            return delete(call, post_id)
        case "GET", ("media", "upload"):
            return media.status(call)
        case "POST", ("media", "upload"):
            return media.upload(call)
        case "POST", ("media", "upload", "initialize"):
            return media.initialize(call)
        case "POST", ("media", "upload", media_id, "append"):
            return media.append(call, media_id)
        case "POST", ("media", "upload", media_id, "finalize"):
            return media.finalize(call, media_id)
    raise NO_ROUTE


def me(call: Call) -> Answer:
    """`GET 2/users/me`: whose token it is."""
    check_known(call, "user.fields", "expansions", "tweet.fields")
    fields = read_fields(call, "user.fields", USER_FIELDS)
    return {"data": _user(call.stage.content.profiles[TWITTER, USER_ID], fields)}


def create(call: Call) -> Answer:
    """`POST 2/tweets`: published at once; the same words twice are refused."""
    given = call.json(*MEMBERS)
    text, keys = given.get("text", ""), _media_of(call, given)
    if not isinstance(text, str):
        raise invalid("text", text, "$.text: must be a string")
    if not text.strip() and not keys:
        raise invalid("text", text, "Your Tweet must have text or media.")
    if weigh(text) > LONGEST:
        raise TOO_LONG
    profile = call.stage.content.profiles[TWITTER, USER_ID]
    before = {post.text for post in call.stage.content.posts_of(profile) if not post.media}
    if not keys and text in before:
        raise DUPLICATE
    told: Answer = {"nullcast": True} if given.get("nullcast") is True else {}
    made = call.stage.content.publish(profile, text, [media.address(key) for key in keys], **told)
    call.stage.save()
    return {"data": {"id": made.id, "text": made.text, "edit_history_tweet_ids": [made.id]}}


def delete(call: Call, post_id: str) -> Answer:
    """`DELETE 2/tweets/:id`: one's own."""
    post = call.stage.content.post(TWITTER, post_id)
    if post is None or post.profile_id != USER_ID:
        raise forbidden("You are not authorized to delete this Tweet.")
    call.stage.content.withdraw(post)
    call.stage.save()
    return {"data": {"deleted": True}}


def _user(profile: Profile, fields: frozenset[str]) -> Answer:
    more: Answer = {
        "public_metrics": {"followers_count": profile.followers, "following_count": 120, "tweet_count": 2_400,
                           "listed_count": 31, "like_count": 900, "media_count": 800},
        "profile_image_url": f"https://pbs.twimg.com/profile_images/{profile.id}/normal.jpg",
        "verified": True, "verified_type": "business", "protected": False,
    }  # fmt: skip
    chosen = {name: value for name, value in more.items() if name in fields}
    return {"id": profile.id, "name": profile.name, "username": profile.handle} | chosen


def _media_of(call: Call, given: Answer) -> list[str]:
    """The keys of the media that a post is to show."""
    told = given.get("media") or {}
    ids = told.get("media_ids") if isinstance(told, dict) else None
    if told and not (isinstance(ids, list) and ids):
        raise invalid("media.media_ids", ids, "$.media.media_ids: is missing but it is required")
    found = [media.find(call.stage, str(each)) for each in ids or []]
    ready = [each for each in found if each is not None]
    if len(ready) != len(found):
        raise invalid("media.media_ids", ids, "Your media IDs are invalid.")
    if len(ready) > media.MOST_IMAGES or (len(ready) > 1 and any(each.kind != media.IMAGE for each in ready)):
        raise invalid("media.media_ids", ids, "A Tweet has up to 4 images, 1 animated GIF, or 1 video.")
    return [each.key for each in ready]
