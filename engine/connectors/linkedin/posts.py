"""What organisations publish: posts with images, a film or an article, and how people answered them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from engine.connectors import faults
from engine.connectors.content import Post, PostRow, Profile, Published
from engine.connectors.linkedin import littletext, restli, uploads
from engine.connectors.linkedin.calls import create, find, numbered
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.linkedin.profiles import KIND, organization
from engine.connectors.posting import PostRules

LONGEST_TEXT, LONGEST_TITLE = 3_000, 400
POSTING = {KIND: PostRules("LinkedIn", LONGEST_TEXT, uploads.MOST_IMAGES, uploads.FILES)}
PAGE = 50  # and so many posts' figures at once
FEED = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
SITE = "https://www.linkedin.com/feed/update"
_KINDS = {"share": "shares", "ugcPost": "ugcPosts"}


def publish(profile: Profile, post: Post) -> Published:
    """Publish in the feed, now. A link becomes an article; beside a film or several images it is in the text."""
    _check(post.text, post)
    author = organization(profile.external_id)
    names = uploads.upload(profile.token, author, post.media)
    content = _content(post, names)
    beside = post.link if "article" not in content and post.link not in post.text else ""
    text = _check(f"{post.text}\n{beside}".strip() if beside else post.text, post)
    made = create(profile.token, "posts", body_of(author, text, FEED, content))
    return Published(made, f"{SITE}/{made}")


def fetch_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """What was published since then, the newest first, a page at a time with its figures."""
    fresh = _since(profile, since)
    while page := list(islice(fresh, PAGE)):
        yield from _rows(profile, page)


def list_posts(profile: Profile, since: datetime) -> Iterator[PostRow]:
    """The same without figures and media."""
    return faults.read_each(PLATFORM, lambda item: read_post(item, {}, {}), _since(profile, since))


def _since(profile: Profile, since: datetime) -> Iterator[dict[str, Any]]:
    query = {
        "q": "author",
        "author": restli.text(organization(profile.external_id)),
        "isDsc": "false",  # no advertisements
        "sortBy": "CREATED",
    }
    found = faults.read_each(PLATFORM, _dated, numbered(profile.token, "posts", query, size=PAGE))
    return (item for _, item in takewhile(lambda dated: dated[0] >= since, found))


def body_of(author: str, text: str, distribution: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """A public post of an organisation, as LinkedIn wants to be told it."""
    return {
        "author": author,
        "commentary": littletext.written(text),
        "visibility": "PUBLIC",
        "distribution": distribution,
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    } | ({"content": content} if content else {})


def article(link: str, title: str, thumbnails: Sequence[str]) -> dict[str, Any]:
    """The content of a post that leads somewhere."""
    shown = {"thumbnail": thumbnails[0]} if thumbnails else {}
    return {"article": {"source": link, "title": title[:LONGEST_TITLE]} | shown}


def read_post(item: dict[str, Any], figures: dict[str, Any], seen: dict[str, str]) -> PostRow:
    """One post with its figures and the addresses of what it shows."""
    external_id = str(item["id"])
    return PostRow(
        external_id=external_id,
        text=littletext.read(item.get("commentary") or ""),
        published_at=_dated(item)[0],
        url=f"{SITE}/{external_id}",
        media=tuple(seen[name] for name in _shown(item) if name in seen),
        likes=max(0, int(figures.get("likeCount", 0))),  # one taken back may count as less than none
        comments=max(0, int(figures.get("commentCount", 0))),
        shares=max(0, int(figures.get("shareCount", 0))),
        impressions=int(figures["impressionCount"]) if "impressionCount" in figures else None,
    )


def _check(text: str, post: Post) -> str:
    """The text of the post; Refused when there is too much of it, or neither text nor anything else."""
    if len(text) > LONGEST_TEXT:
        raise faults.unfit(PLATFORM, "text", f"at most {LONGEST_TEXT} characters, not {len(text)}")
    if not (text.strip() or post.media or post.link):
        raise faults.unfit(PLATFORM, "text", "a post needs a text or something to show")
    return text


def _content(post: Post, names: Sequence[str]) -> dict[str, Any]:
    if len(names) > 1:
        return {"multiImage": {"images": [{"id": name} for name in names]}}
    if post.link and not uploads.is_film(names):
        title = next((line.strip() for line in post.text.splitlines() if line.strip()), post.link)
        return article(post.link, title, names)
    return {"media": {"id": names[0]}} if names else {}


def _rows(profile: Profile, items: Sequence[dict[str, Any]]) -> Iterator[PostRow]:
    figures = _figures(profile, list(faults.read_each(PLATFORM, lambda item: str(item["id"]), items)))
    seen = uploads.addresses(profile.token, (name for item in items for name in _shown(item)))

    def row(item: dict[str, Any]) -> PostRow:
        return read_post(item, figures.get(str(item["id"]), {}), seen)

    yield from faults.read_each(PLATFORM, row, items)


def _figures(profile: Profile, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The figures of each post by its name; one that LinkedIn does not tell of is not there."""
    query = {
        "q": "organizationalEntity",
        "organizationalEntity": restli.text(organization(profile.external_id)),
        "count": str(PAGE),
    }
    for kind, parameter in _KINDS.items():
        if mine := [name for name in names if name.startswith(f"urn:li:{kind}:")]:
            query[parameter] = restli.listed(mine)
    if not query.keys() & set(_KINDS.values()):
        return {}
    answer = find(profile.token, "organizationalEntityShareStatistics", query)
    elements = faults.objects(PLATFORM, answer.get("elements"))
    return dict(faults.read_each(PLATFORM, _figures_of, elements))


def _figures_of(element: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return str(element.get("share") or element.get("ugcPost")), dict(element["totalShareStatistics"])


def _shown(item: dict[str, Any]) -> list[str]:
    """The names of the images or the film in a post."""
    content = item.get("content")
    match content if isinstance(content, dict) else {}:
        case {"media": {"id": str(name)}} | {"article": {"thumbnail": str(name)}}:
            return [name]
        case {"multiImage": {"images": [*images]}}:
            return [each["id"] for each in images if isinstance(each, dict) and isinstance(each.get("id"), str)]
    return []


def _dated(item: dict[str, Any]) -> tuple[datetime, dict[str, Any]]:
    """A post with the moment at which it was published."""
    return datetime.fromtimestamp((item.get("publishedAt") or item["createdAt"]) / 1000, UTC), item
