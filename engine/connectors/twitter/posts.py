"""Publishing on X, and how people answered: version 2 of its API, signed like everything else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from engine.connectors import faults
from engine.connectors.content import Post, PostRow, Profile, Published
from engine.connectors.posting import PostRules
from engine.connectors.twitter.calls import ask, owner_of
from engine.connectors.twitter.platform import PLATFORM
from engine.connectors.twitter.profiles import KIND, fetch_profiles
from engine.connectors.twitter.texts import LONGEST, check, compose, weigh
from engine.connectors.twitter.uploads import FILES, MOST_IMAGES, check_count, upload

PAGE = 100
POSTING = {KIND: PostRules(PLATFORM.name, LONGEST, MOST_IMAGES, FILES, measure=weigh)}
_FIRST = datetime(2010, 11, 6, tzinfo=UTC)  # X refuses to be asked about earlier posts
# Named `tweet.fields` all over X's guides, and `post.fields` in its newest schema: this is the older one's.
_QUERY = {
    "tweet.fields": "created_at,public_metrics,attachments", "expansions": "attachments.media_keys",
    "media.fields": "url,preview_image_url", "exclude": "retweets", "max_results": PAGE,
}  # fmt: skip

Item = dict[str, Any]


def publish(profile: Profile, post: Post) -> Published:
    """Publish now. X knows no keys, but refuses the same words a second time."""
    text = compose(post.text, "" if post.link in post.text else post.link)
    if not text and not post.media:
        raise faults.unfit(PLATFORM, "text", "neither words nor media")
    check(text, "text")
    check_count(post.media)
    _check_owner(profile)
    body: Item = {"text": text}
    if post.media:
        body["media"] = {"media_ids": [each.id for each in upload(profile.token, post.media)]}
    made = ask("POST", profile.token, "tweets", json=body).get("data")
    if not isinstance(made, dict) or not made.get("id"):
        raise faults.unconfirmed(PLATFORM, str(made))
    return Published(str(made["id"]), address(str(made["id"])))


def fetch_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """What was published since then, the newest first; of the last 3,200 at most, as far as X remembers."""
    start = max(since.astimezone(UTC), _FIRST).replace(microsecond=0)
    query = {**_QUERY, "start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ")}
    while True:
        page = ask("GET", profile.token, f"users/{profile.external_id}/tweets", query, repeatable=True)
        shown = {str(each.get("media_key")): each for each in (page.get("includes") or {}).get("media", [])}
        items = faults.objects(PLATFORM, page.get("data", []))
        rows = faults.read_each(PLATFORM, partial(read_post, shown), items)
        yield from (row for row in rows if row.published_at >= since)
        after = (page.get("meta") or {}).get("next_token")
        if not after:
            return
        if after == query.get("pagination_token"):
            raise faults.unreadable(PLATFORM, f"the next page is this page again: {after!s}")
        query["pagination_token"] = after


def read_post(shown: dict[str, Item], item: Item) -> PostRow:
    """One post as X writes it; `shown` are the page's media by their keys. A quotation shares, too."""
    metrics, keys = item["public_metrics"], (item.get("attachments") or {}).get("media_keys", [])
    media = [shown.get(key, {}) for key in keys]
    addresses = (each.get("url") or each.get("preview_image_url") for each in media)
    # `retweet_count` in what X sends, `repost_count` in its newest schema.
    reposts = metrics["retweet_count"] if "retweet_count" in metrics else metrics["repost_count"]
    return PostRow(
        external_id=item["id"],
        text=item["text"],
        published_at=datetime.fromisoformat(item["created_at"]),
        url=address(item["id"]),
        media=tuple(str(each) for each in addresses if each),
        likes=int(metrics["like_count"]),
        comments=int(metrics["reply_count"]),
        shares=int(reposts) + int(metrics.get("quote_count") or 0),
        impressions=int(metrics["impression_count"]) if "impression_count" in metrics else None,
    )


def address(post_id: str) -> str:
    """Where a post can be seen, whoever wrote it."""
    return f"https://x.com/i/status/{post_id}"


def _check_owner(profile: Profile) -> None:
    """A token speaks for the person who signed in, whose id it begins with, and for nobody else."""
    mine = owner_of(profile.token) or fetch_profiles(profile.token)[0].external_id
    if mine != profile.external_id:
        raise faults.forbidden(PLATFORM, f"the token is of user {mine}, not of {profile.external_id}")
