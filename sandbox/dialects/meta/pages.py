"""Facebook pages: who may speak for them, and with which token.

A page speaks with a token of its own, which never ends by itself and dies with the consent of the person who may
speak for it.
"""

import hmac
from typing import Any

from sandbox.dialects.meta import posts, subscriptions
from sandbox.dialects.meta.access import need_scope
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, unknown_path
from sandbox.dialects.meta.fields import parse
from sandbox.dialects.meta.paging import envelope, page
from sandbox.dialects.meta.statuses import META
from sandbox.grants import Token
from sandbox.world.posts import Post
from sandbox.world.profiles import Profile

MOST, TOKENS = 100, "meta page tokens"
Fields = dict[str, Any]


def accounts(call: Call, token: Token) -> Fields:
    """`/me/accounts`: the pages that this person may speak for, each with its token."""
    need_scope(token, "pages_manage_posts", "pages_read_engagement")
    shown, paging = page(call, _pages(call), MOST)
    known: set[str] = call.stage.shelf.setdefault(TOKENS, {}).keys()
    before = len(known)
    rows = [_shown(call, each, token) for each in shown]
    if len(known) > before:
        call.stage.save()
    return envelope(rows, paging)


def speaks_for(call: Call, token: Token) -> str | None:
    """The page whose token this is; None for a person's."""
    owner: str | None = call.stage.shelf.get(TOKENS, {}).get(token.value)
    return owner


def node(call: Call, token: Token, profile: Profile, rest: list[str]) -> Fields:
    """Everything under `/{page_id}`."""
    match call.method, rest:
        case "GET", []:
            need_scope(token, "pages_read_engagement", "pages_manage_posts")
            return _shown(call, profile, token)
        case "GET", ["posts" | "published_posts" | "feed"]:
            need_scope(token, "pages_read_engagement")
            return posts.published(call, profile)
        case "POST", ["feed"]:
            _as_page(call, token, profile)
            return posts.feed(call, profile)
        case "POST", ["photos"]:
            _as_page(call, token, profile)
            return posts.photo(call, profile)
        case "POST", ["videos"]:
            _as_page(call, token, profile)
            return posts.video(call, profile)
        case _, ["subscribed_apps"]:
            speaks_as(call, token, profile)
            return subscriptions.of_page(call, token, profile)
        case "GET", ["leadgen_forms"]:
            need_scope(token, "leads_retrieval")
            forms = [{"id": form.id, "name": form.name, "status": "ACTIVE"} for form in _forms(call)]
            shown, paging = page(call, forms, MOST)
            return envelope(list(shown), paging)
    raise unknown_path("/".join(rest))


def post(call: Call, token: Token, found: Post) -> Fields:
    """`/{page}_{post}`: what it says, or DELETE, which takes it down."""
    if call.method == "GET":
        need_scope(token, "pages_read_engagement")
        return posts.told(call, found)
    _as_page(call, token, call.stage.content.profiles[META, found.profile_id])
    return posts.withdraw(call, found)


def _pages(call: Call) -> list[Profile]:
    return [each for each in call.stage.content.profiles_of(META) if each.kind == "facebook_page"]


def _shown(call: Call, profile: Profile, token: Token) -> Fields:
    instagram = next(each for each in call.stage.content.profiles_of(META) if each.page_id == profile.id)
    known: dict[str, Any] = {
        "id": profile.id, "name": profile.name, "username": profile.handle, "category": "Shopping & retail",
        "link": f"https://www.facebook.com/{profile.handle}", "tasks": ["CREATE_CONTENT", "MODERATE", "ADVERTISE"],
        "followers_count": profile.followers, "fan_count": profile.followers * 9 // 10,
        "instagram_business_account": {
            "id": instagram.id, "username": instagram.handle, "name": instagram.name,
            "followers_count": instagram.followers,
        },
    }  # fmt: skip
    wanted = parse(call.params.get("fields") or "id,name")
    wanted.check(known.keys() | {"access_token"}, "Page")
    if "access_token" in wanted.names:
        known["access_token"] = _token(call, profile, token)
    inner = wanted.inner.get("instagram_business_account")
    asked = ("id", *inner.names) if inner else ("id",)
    known["instagram_business_account"] = {
        name: value for name, value in known["instagram_business_account"].items() if name in asked
    }
    return {name: known[name] for name in dict.fromkeys(("id", *wanted.names))}


def _token(call: Call, profile: Profile, token: Token) -> str:
    """The page's token under a person's consent: the same one whenever it is asked for."""
    known: dict[str, str] = call.stage.shelf.setdefault(TOKENS, {})
    if token.value in known:
        return token.value
    value = "EAASBP" + hmac.new(token.value.encode(), profile.id.encode(), "sha256").hexdigest()
    if value not in known:
        known[value] = profile.id
        call.stage.grants.issue("meta", "access", token.consent, token.scope, None, value=value)
    return value


def _as_page(call: Call, token: Token, profile: Profile) -> None:
    """Raise 190 or (#200) unless it is the page itself that speaks."""
    need_scope(token, "pages_manage_posts")
    speaks_as(call, token, profile)


def speaks_as(call: Call, token: Token, profile: Profile) -> None:
    """The same, whatever it was granted."""
    owner = speaks_for(call, token)
    if owner is None:
        raise GraphError(
            400, 190, "User Access Token Is Not Supported. A Page access token is required for this call for the "
            "new Pages experience.", 2069032,
        )  # fmt: skip
    if owner != profile.id:
        raise GraphError(403, 200, "(#200) The token belongs to another page")


def _forms(call: Call) -> list[Any]:
    return [form for form in call.stage.content.forms.values() if form.platform == META]
