"""Public profiles, for apps that Snapchat has put on its list: who they are, what they hold, how people answered.

The real one answers at another host, businessapi.snapchat.com; paths here are the same. Uploading is documented;
what posting and listing look like beyond their names is written as everything else here is.
"""

from collections.abc import Callable

from starlette.requests import Request

from sandbox.dialects.snapchat import posting
from sandbox.dialects.snapchat.access import ORGANIZATION_ID, SNAPCHAT
from sandbox.dialects.snapchat.errors import FORBIDDEN, SnapError, invalid, missing
from sandbox.dialects.snapchat.lists import answer, read_page
from sandbox.dialects.snapchat.objects import Object
from sandbox.dialects.snapchat.posts import KINDS, kind_of, shape, stands
from sandbox.stage import Stage
from sandbox.world.posts import Engagement
from sandbox.world.profiles import Profile

CAPABILITY = "public_profile"
USUAL, LEAST = 10, 1
FIGURES: dict[str, Callable[[Engagement], int]] = {
    "views": lambda answered: answered.impressions,
    "unique_viewers": lambda answered: answered.reach,
    "favorites": lambda answered: answered.likes,
    "replies": lambda answered: answered.comments,
    "shares": lambda answered: answered.shares,
}


def dispatch(request: Request, stage: Stage, parts: list[str], body: bytes) -> Object:
    """Any call below `/v1/public_profiles` or a posted thing, and an organization's profiles."""
    if (SNAPCHAT, CAPABILITY) not in stage.capabilities:
        raise SnapError(403, FORBIDDEN, "The OAuth app is not on the allow-list of the Public Profile API")
    match request.method, parts:
        case "GET", ["organizations", organization, "public_profiles"] if organization == ORGANIZATION_ID:
            return _listed(request, stage, "public_profiles", [_profile(each) for each in _all(stage)])
        case "GET", [kind, post_id, "stats"] if kind in KINDS:
            return _stats(request, stage, kind, post_id)
        case "GET", ["public_profiles", profile_id]:
            return answer("public_profiles", [_profile(_find(stage, profile_id))])
        case "GET", ["public_profiles", profile_id, kind] if kind in KINDS:
            found = [
                post for post in stage.content.posts_of(_find(stage, profile_id)) if stands(stage, kind, post)
            ]
            return _listed(request, stage, kind, [shape(post) for post in found])
        case "POST", ["public_profiles", profile_id, *rest]:
            return posting.dispatch(request, stage, _find(stage, profile_id), rest, body)
    raise missing()


def _listed(request: Request, stage: Stage, kind: str, items: list[Object]) -> Object:
    page = read_page(request, stage, usual=USUAL, least=LEAST)
    return answer(kind, page.cut(items), **page.paging(len(items)))


def _all(stage: Stage) -> list[Profile]:
    return stage.content.profiles_of(SNAPCHAT)


def _find(stage: Stage, profile_id: str) -> Profile:
    found = stage.content.profiles.get((SNAPCHAT, profile_id))
    if found is None:
        raise missing()
    return found


def _stats(request: Request, stage: Stage, kind: str, post_id: str) -> Object:
    post = stage.content.post(SNAPCHAT, post_id)
    if post is None or kind_of(post) != kind:
        raise missing()
    if request.query_params.get("granularity", "LIFETIME") != "LIFETIME":
        raise invalid("granularity must be LIFETIME")
    names = request.query_params.get("fields", "views").lower().split(",")
    if unknown := [name for name in names if name not in FIGURES]:
        raise invalid(f"Unsupported stats query fields: {', '.join(unknown)}")
    answered = stage.content.engagement(post)
    stats = {name: FIGURES[name](answered) for name in names}
    return answer(
        "lifetime_stats", [{"id": post.id, "type": KINDS[kind], "granularity": "LIFETIME", "stats": stats}]
    )


def _profile(profile: Profile) -> Object:
    return {
        "id": profile.id, "organization_id": ORGANIZATION_ID, "display_name": profile.name,
        "snap_user_name": profile.handle, "profile_type": "PUBLIC_PROFILE", "profile_tier": "TIER_PUBLIC",
        "internal_profile_category": "BUSINESS", "subscriber_count": str(profile.followers),
    }  # fmt: skip
