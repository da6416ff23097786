"""Tweets for advertisements: made for an account's promotable user, and not shown to followers unless wanted."""

from typing import Any

from sandbox.dialects.twitter import media
from sandbox.dialects.twitter.access import TWITTER, USER_ID
from sandbox.dialects.twitter.errors import AdsError, invalid
from sandbox.dialects.twitter.lists import paged
from sandbox.dialects.twitter.params import Call
from sandbox.dialects.twitter.shapes import promotable_users, tweet_id
from sandbox.dialects.twitter.texts import LONGEST, weigh
from sandbox.world.model import Account
from sandbox.world.posts import Post
from sandbox.world.profiles import Profile

LONGEST_NAME = 80
KNOWN = (
    "as_user_id", "text", "card_uri", "conversation_settings", "media_keys", "name", "nullcast", "trim_user",
    "tweet_mode", "video_cta", "video_cta_value", "video_description", "video_title",
)  # fmt: skip
LISTED = ("tweet_type", "timeline_type", "tweet_ids", "user_id", "trim_user", "count", "cursor", "name",
          "include_mentions_and_replies")  # fmt: skip
SOURCE = '<a href="https://ads-api.x.com" rel="nofollow">CMIS sandbox</a>'
WHEN = "%a %b %d %H:%M:%S +0000 %Y"


def create(call: Call, account: Account) -> dict[str, Any]:
    """`POST accounts/:id/tweet`: only for ads unless `nullcast=false`."""
    call.check_known(*KNOWN)
    author = _author(account, call.need("as_user_id"))
    nullcast = call.flag("nullcast", usual=True)
    if not nullcast and author.id != USER_ID:
        message = "Organic Tweets can only be created for the authenticated user"
        raise AdsError(403, "ACTION_NOT_ALLOWED", message, "nullcast")
    text, keys = call.params.get("text", ""), _media_keys(call)
    if not text.strip() and not keys:
        raise AdsError(400, "TWEET_CANNOT_BE_BLANK", "A Tweet needs text or media", "text")
    if weigh(text) > LONGEST:
        raise AdsError(400, "INVALID_TWEET", "Tweet needs to be a bit shorter.", "text", text)
    name = call.params.get("name", "")
    if len(name) > LONGEST_NAME:
        raise invalid("name", name, f"string of at most {LONGEST_NAME} characters")
    _check_new(call, author, text, nullcast=nullcast)
    told: dict[str, Any] = {"nullcast": nullcast, "name": name or None}
    made = call.stage.content.publish(author, text, [media.address(each) for each in keys], **told)
    call.stage.save()
    return {"data": shape(made, trim=call.flag("trim_user")), "request": {"params": call.echo()}}


def listed(call: Call, account: Account) -> dict[str, Any]:
    """`GET accounts/:id/tweets`: those only for ads, unless another timeline is asked for."""
    call.check_known(*LISTED)
    kind = call.choice("tweet_type", ("DRAFT", "PUBLISHED", "SCHEDULED"))
    timeline = call.params.get("timeline_type", "NULLCAST")
    if timeline not in {"ALL", "NULLCAST", "ORGANIC"}:
        raise invalid("timeline_type", timeline, "one of [ALL, NULLCAST, ORGANIC]")
    author = _author(account, call.params.get("user_id") or promotable_users(account)[0].id)
    wanted = call.ids("tweet_ids")
    found = [
        post for post in call.stage.content.posts_of(author)
        if kind == "PUBLISHED" and (wanted is None or post.id in wanted)
        and timeline in {"ALL", "NULLCAST" if is_ads_only(post) else "ORGANIC"}
    ]  # fmt: skip
    whole = {"tweet_type": kind, "scheduled_at": None}
    shapes = [shape(post, trim=call.flag("trim_user")) | whole | {"nullcast": is_ads_only(post)} for post in found]
    for each in shapes:
        each |= {"full_text": each.pop("text"), "tweet_id": each["id_str"]}
    return paged(call, shapes)


def shape(post: Post, *, trim: bool) -> dict[str, Any]:
    """A Tweet as the older API writes it."""
    user: dict[str, Any] = {"id": int(post.profile_id), "id_str": post.profile_id}
    empty = ("in_reply_to_status_id", "in_reply_to_status_id_str", "in_reply_to_user_id",
             "in_reply_to_user_id_str", "in_reply_to_screen_name", "geo", "coordinates", "place",
             "contributors")  # fmt: skip
    return dict.fromkeys(empty) | {
        "created_at": post.at.strftime(WHEN), "id": int(post.id), "id_str": post.id, "text": post.text,
        "name": post.details.get("name"), "truncated": False, "source": SOURCE,
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "user": user if trim else user | {"protected": False, "lang": None, "verified": False},
        "retweet_count": 0, "favorite_count": 0, "favorited": False, "retweeted": False,
        "scopes": {"followers": False}, "lang": "und",
    }  # fmt: skip


def is_ads_only(post: Post) -> bool:
    """Whether followers do not see it."""
    return bool(post.details.get("nullcast"))


def promotable(call: Call, account: Account, wanted: str) -> bool:
    """Whether the account may promote a Tweet: its own people published it, or it promotes it already."""
    post = call.stage.content.post(TWITTER, wanted)
    if post:
        return post.profile_id in {each.id for each in promotable_users(account)}
    return any(tweet_id(ad) == wanted for each in call.world.campaigns_of(account) for ad in each.ads)


def _author(account: Account, user_id: str) -> Profile:
    if not user_id.isdigit():
        raise invalid("user_id", user_id, "long")
    found = next((each for each in promotable_users(account) if each.id == user_id), None)
    if found is None:
        message = f"User {user_id} cannot be promoted by account {account.id}"
        raise AdsError(403, "USER_NOT_FOUND", message, "as_user_id", user_id)
    return found


def _media_keys(call: Call) -> list[str]:
    keys = [each for each in call.params.get("media_keys", "").split(",") if each]
    for key in keys:
        if media.find(call.stage, key) is None:
            raise AdsError(404, "MEDIA_NOT_FOUND", f"media ({key}) was not found", "media_keys", key)
    films = sum(not key.startswith(media.IMAGE) for key in keys)
    if len(keys) > media.MOST_IMAGES or (films and len(keys) > 1):
        raise AdsError(400, "INVALID_MEDIA", "Up to 4 images, 1 animated GIF, or 1 video", "media_keys")
    return keys


def _check_new(call: Call, author: Profile, text: str, *, nullcast: bool) -> None:
    """An organic Tweet must not repeat one; that the rule spares ads-only ones is not written anywhere."""
    if nullcast or not text:
        return
    if any(post.text == text and not is_ads_only(post) for post in call.stage.content.posts_of(author)):
        raise AdsError(400, "DUPLICATE_TWEET", "Status is a duplicate.", "text", text)
