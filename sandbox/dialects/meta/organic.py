"""What Meta has beside advertisements: pages, Instagram accounts, their posts, and leads."""

from typing import Any

from sandbox.dialects.meta import access, instagram, leads, pages, posts
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import invalid, unknown_path
from sandbox.dialects.meta.statuses import META
from sandbox.grants import Token


def dispatch(call: Call, token: Token) -> dict[str, Any] | None:
    """The answer, where the path names something of this kind; None where it names something else."""
    match call.parts:
        case ["me"] | ["me", "subscribed_apps"] if page := pages.speaks_for(call, token):
            return _profile(call, token, page, list(call.parts[1:]))
        case ["me" | access.USER_ID, "accounts"]:
            return pages.accounts(call, token)
        case [node_id, *rest]:
            return _profile(call, token, node_id, rest) or _said(call, token, node_id, rest)
    return None


def _profile(call: Call, token: Token, node_id: str, rest: list[str]) -> dict[str, Any] | None:
    profile = call.stage.content.profiles.get((META, node_id))
    if profile is None:
        return None
    speaks = pages.node if profile.kind == "facebook_page" else instagram.node
    return speaks(call, token, profile, rest)


def _said(call: Call, token: Token, node_id: str, rest: list[str]) -> dict[str, Any] | None:
    """A post, a container on its way, a lead or a form."""
    if (form := leads.form_of(call, node_id)) is not None:
        return _read(call, leads.form(call, token, form, rest), rest)
    if rest:
        return None
    if (lead := leads.lead_of(call, node_id)) is not None:
        return _read(call, leads.lead(call, token, lead), rest)
    if (post := posts.post_of(call, node_id)) is not None:
        return pages.post(call, token, post)
    published = call.stage.content.post(META, node_id)
    if published is not None and call.method == "GET":
        return instagram.media(call, published)
    return instagram.container(call, token, node_id)


def _read(call: Call, answer: dict[str, Any] | None, rest: list[str]) -> dict[str, Any]:
    if answer is None:
        raise unknown_path("/".join(rest))
    if call.method != "GET":
        raise invalid("This object cannot be changed")
    return answer
