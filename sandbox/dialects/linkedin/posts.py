"""Posts of organisations, in the feed or only as an advertisement: publishing, listing, reading, deleting."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sandbox.dialects.linkedin.access import account_named, need
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import bad_param, illegal, no_resource, not_found, unprocessable
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.littletext import escaped, kept, plain
from sandbox.dialects.linkedin.media import shown_in, usable
from sandbox.dialects.linkedin.organizations import organization
from sandbox.dialects.linkedin.paging import page
from sandbox.dialects.linkedin.resources import millis
from sandbox.dialects.linkedin.urns import organization_urn, post_named, post_urn
from sandbox.world.posts import Post

LONGEST_COMMENTARY, LONGEST_TITLE, MOST_IMAGES = 3_000, 400, 20
REQUIRED = ("author", "commentary", "visibility", "distribution", "lifecycleState")
ALLOWED = frozenset({
    *REQUIRED, "content", "isReshareDisabledByAuthor", "adContext", "contentLandingPage",
    "contentCallToActionLabel",
})  # fmt: skip
DISTRIBUTION = {"feedDistribution", "targetEntities", "thirdPartyDistributionChannels"}
ARTICLE = {"source", "title", "description", "thumbnail", "thumbnailAltText"}
SORTS = ("LAST_MODIFIED", "CREATED")
FEED = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
Body = dict[str, Any]


def posts(call: Call, rest: Sequence[str]) -> dict[str, Any] | str | None:
    """`/posts`: POST publishes and answers with the URN, GET lists or reads, DELETE takes down."""
    writes = call.method != "GET"
    need(call.scopes, f"{call.method} /posts", "w_organization_social" if writes else "r_organization_social")
    match call.method, rest:
        case "POST", [] if call.verb in {"", "CREATE"}:
            return _publish(call)
        case "GET", []:
            return _listed(call)
        case "GET", [key]:
            call.only("viewContext", "fields")
            return post_resource(_named(call, key))
        case "DELETE", [key]:
            call.stage.content.withdraw(_named(call, key))
            call.stage.save()
            return None
    raise no_resource()


def post_resource(post: Post) -> Body:
    """One post; what is unset is left out."""
    at = millis(post.at)
    shown = {"content": _content(post)} if post.media or post.link else {}
    return {
        "id": post_urn(post),
        "author": organization_urn(post.profile_id),
        "commentary": escaped(post.text),
        "visibility": "PUBLIC",
        "distribution": FEED,
        "lifecycleState": "PUBLISHED",
        "lifecycleStateInfo": {"isEditedByAuthor": False},
        "isReshareDisabledByAuthor": False,
        "createdAt": at,
        "publishedAt": at,
        "lastModifiedAt": at,
    } | (shown | post.details)


def _named(call: Call, key: str) -> Post:
    found = post_named(call.stage, key)
    if found is None:
        raise not_found(f"posts/{key}")
    return found


def _listed(call: Call) -> dict[str, Any]:
    if call.verb != "FINDER":
        raise illegal("The header X-RestLi-Method: FINDER is required")
    call.only("q", "author", "isDsc", "sortBy", "viewContext", "start", "count", "fields")
    if call.text("q") != "author":
        raise bad_param("q", "posts are found by author")
    if call.text("sortBy", SORTS[0]) not in SORTS:
        raise bad_param("sortBy", f"it is one of {', '.join(SORTS)}")
    profile = organization(call, call.text("author"), "author")
    sponsored = call.text("isDsc", "false") == "true"
    found = [each for each in call.stage.content.posts_of(profile) if ("adContext" in each.details) is sponsored]
    return page(call, [post_resource(each) for each in found])


def _publish(call: Call) -> str:
    body = call.json()
    for name in REQUIRED:
        if name not in body:
            raise unprocessable(name, "field is required but not found and has no default value")
    for name in body:
        if name not in ALLOWED:
            raise unprocessable(name, "unrecognized field found but not allowed")
    profile = organization(call, str(body["author"]), "author")
    _check_words(call, body)
    media, link = _shown(call, body) if "content" in body else ([], "")
    told = {name: value for name, value in body.items() if name not in {"author", "lifecycleState"}}
    told["commentary"] = kept(body["commentary"])
    made = call.stage.content.publish(profile, plain(body["commentary"]), media, link, **told)
    call.stage.save()
    return post_urn(made)


def _check_words(call: Call, body: Body) -> None:
    """Everything about a post but what it shows."""
    text, distribution = body["commentary"], body["distribution"]
    if not isinstance(text, str) or len(plain(text)) > LONGEST_COMMENTARY:
        raise unprocessable("commentary", f"text exceeded the maximum allowed ({LONGEST_COMMENTARY} characters)")
    if not text.strip() and "content" not in body:
        raise unprocessable("commentary", "a post without content needs a commentary")
    if body["visibility"] not in {"PUBLIC", "LOGGED_IN"}:
        raise unprocessable("visibility", f"'{body['visibility']}' is not for posts of an organization")
    if body["lifecycleState"] != "PUBLISHED":
        raise unprocessable("lifecycleState", "a post is created PUBLISHED")
    if not isinstance(distribution, dict) or not {"feedDistribution"} <= set(distribution) <= DISTRIBUTION:
        raise unprocessable("distribution", "an object with feedDistribution is expected")
    if distribution["feedDistribution"] not in {"MAIN_FEED", "NONE"}:
        raise unprocessable("distribution/feedDistribution", "it is MAIN_FEED or NONE")
    if ("adContext" in body) != (distribution["feedDistribution"] == "NONE"):
        raise unprocessable("adContext", "a post outside of the feed is for an ad account, and only such a post")
    if "adContext" in body:
        need(call.scopes, "POST /posts adContext", "rw_ads")
        account_named(call.stage, id_in(_account(body["adContext"]), "sponsoredAccount", "adContext/dscAdAccount"))


def _account(context: Any) -> str:
    match context:
        case {"dscAdAccount": str(name), "dscStatus": "ACTIVE" | "ARCHIVED", **more} if set(more) <= {"dscName"}:
            return name
    raise unprocessable("adContext", "dscAdAccount and dscStatus are expected")


def _shown(call: Call, body: Body) -> tuple[list[str], str]:
    """The addresses of what a post shows, and where it leads; raises for anything that it cannot show."""
    author = str(body["author"])
    match body["content"]:
        case {"media": {"id": name, **more}, **rest} if not rest and set(more) <= {"altText", "title"}:
            return [usable(call.stage, name, author, "content/media/id")], ""
        case {"multiImage": {"images": [*found], **none}, **rest} if not rest and not none:
            if not 2 <= len(found) <= MOST_IMAGES or not all(isinstance(each, dict) for each in found):
                raise unprocessable("content/multiImage/images", f"2 to {MOST_IMAGES} images are expected")
            field = "content/multiImage/images/id"
            return [usable(call.stage, each.get("id"), author, field) for each in found], ""
        case {"article": {"source": str(source), **more}, **rest} if not rest and set(more) <= ARTICLE:
            return _article(call, author, source, more)
    raise unprocessable("content", "one of media, multiImage and article is expected")


def _article(call: Call, author: str, source: str, more: dict[Any, Any]) -> tuple[list[str], str]:
    address, title = urlsplit(source), more.get("title")
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise unprocessable("content/article/source", "a web address is expected")
    if not isinstance(title, str) or not 1 <= len(title) <= LONGEST_TITLE:
        raise unprocessable("content/article/title", f"1 to {LONGEST_TITLE} characters are expected")
    if "thumbnail" not in more:
        return [], source
    return [usable(call.stage, more["thumbnail"], author, "content/article/thumbnail")], source


def _content(post: Post) -> Body:
    """What one of the world's own posts shows."""
    images = shown_in(post)
    if post.link:
        return {"article": {"source": post.link, "title": post.text[:LONGEST_TITLE]}}
    if len(images) > 1:
        return {"multiImage": {"images": [{"id": each, "altText": ""} for each in images]}}
    return {"media": {"id": images[0]}}
