"""Organisations: who administers which, what they are called, and how people answered their posts."""

from collections.abc import Sequence
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN, need
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import bad_param, denied, no_resource
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.paging import page
from sandbox.dialects.linkedin.urns import PERSON, organization_urn, post_named, post_urn
from sandbox.world.posts import Post
from sandbox.world.profiles import Profile

ROLES = frozenset({
    "ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER", "RECRUITING_POSTER", "LEAD_CAPTURE_ADMINISTRATOR",
    "LEAD_GEN_FORMS_MANAGER", "ANALYST", "CURATOR", "CONTENT_ADMINISTRATOR",
})  # fmt: skip
STATES = frozenset({"APPROVED", "REJECTED", "REQUESTED", "REVOKED"})
PAGING = ("start", "count", "fields")
READERS = ("rw_organization_admin", "r_organization_admin")


def acls(call: Call, rest: Sequence[str]) -> dict[str, Any]:
    """`GET /organizationAcls?q=roleAssignee`: the roles of the person whose token it is."""
    need(call.scopes, "GET /organizationAcls", *READERS)
    if rest or call.method != "GET":
        raise no_resource()
    call.only("q", "role", "state", *PAGING)
    if call.text("q") != "roleAssignee":
        raise bad_param("q", "roles are found by roleAssignee")
    for name, known, held in (("role", ROLES, "ADMINISTRATOR"), ("state", STATES, "APPROVED")):
        asked = call.text(name, held)
        if asked not in known:
            raise bad_param(name, f"{asked} is not one of {', '.join(sorted(known))}")
        if asked != held:
            return page(call, [])
    said = {"role": "ADMINISTRATOR", "state": "APPROVED", "roleAssignee": PERSON}
    return page(
        call,
        [{"organization": organization_urn(each.id)} | said for each in call.stage.content.profiles_of(LINKEDIN)],
    )


def organizations(call: Call, rest: Sequence[str]) -> dict[str, Any]:
    """`GET /organizations/{id}`, or several by `ids=List(…)`."""
    need(call.scopes, "GET /organizations", *READERS)
    known = {each.id: each for each in call.stage.content.profiles_of(LINKEDIN)}
    match rest:
        case [key] if call.method == "GET":
            call.only("fields")
            if key not in known:
                raise denied(f"organizations/{key}")
            return _resource(known[key])
        case [] if call.method == "GET" and "ids" in call.params:
            call.only("ids", "fields")
            asked = call.items("ids")
            results = {key: _resource(known[key]) for key in asked if key in known}
            refused = {key: denied(f"organizations/{key}").body() for key in asked if key not in known}
            return {"results": results, "statuses": dict.fromkeys(results, 200), "errors": refused}
    raise no_resource()


def statistics(call: Call, rest: Sequence[str]) -> dict[str, Any]:
    """`GET /organizationalEntityShareStatistics`: of the posts that are named, or of all of them together."""
    need(call.scopes, "GET /organizationalEntityShareStatistics", *READERS)
    if rest or call.method != "GET":
        raise no_resource()
    call.only("q", "organizationalEntity", "shares", "ugcPosts", *PAGING)
    if call.text("q") != "organizationalEntity":
        raise bad_param("q", "statistics are found by organizationalEntity")
    profile = organization(call, call.text("organizationalEntity"), "organizationalEntity")
    posts = [_post(call, profile, name, urn) for name in ("shares", "ugcPosts") for urn in call.items(name)]
    if not {"shares", "ugcPosts"} & set(call.params):
        return page(call, [_statistics(call, profile, call.stage.content.posts_of(profile))])
    return page(call, [{_kind(post): post_urn(post)} | _statistics(call, profile, [post]) for post in posts])


def organization(call: Call, name: str, parameter: str) -> Profile:
    """The organisation of a URN; raises 403 for one that the person does not administer."""
    found = call.stage.content.profiles.get((LINKEDIN, id_in(name, "organization", parameter)))
    if found is None:
        raise denied(name)
    return found


def _post(call: Call, profile: Profile, parameter: str, name: str) -> Post:
    post = post_named(call.stage, name)
    if post is None or post.profile_id != profile.id or _kind(post) != parameter.removesuffix("s"):
        raise denied(f"{parameter}: {name}")
    return post


def _kind(post: Post) -> str:
    return "ugcPost" if post.video else "share"


def _resource(profile: Profile) -> dict[str, Any]:
    locale = {"country": "US", "language": "en"}
    return {
        "id": int(profile.id),
        "localizedName": profile.name,
        "name": {"localized": {"en_US": profile.name}, "preferredLocale": locale},
        "vanityName": profile.handle,
        "primaryOrganizationType": "NONE",
        "defaultLocale": locale,
    }


def _statistics(call: Call, profile: Profile, posts: Sequence[Post]) -> dict[str, Any]:
    found = [call.stage.content.engagement(post) for post in posts]
    seen = sum(each.impressions for each in found)
    clicks, likes = sum(each.clicks for each in found), sum(each.likes for each in found)
    comments, shares = sum(each.comments for each in found), sum(each.shares for each in found)
    return {
        "organizationalEntity": organization_urn(profile.id),
        "totalShareStatistics": {
            "impressionCount": seen,
            "uniqueImpressionsCount": sum(each.reach for each in found),
            "clickCount": clicks,
            "likeCount": likes,
            "commentCount": comments,
            "shareCount": shares,
            "engagement": (clicks + likes + comments + shares) / seen if seen else 0.0,
        },
    }
