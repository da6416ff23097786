"""Signing in with a TikTok account, a consent of its own: `tt_user/oauth2/…`, a day's token, a year's refresh.

Such a token speaks for one account, named by its `open_id`, and for no advertiser; an advertiser's token speaks
for no account. The consent of a token begins with the open id.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.consent import Spelling, ask
from sandbox.dialects.tiktok.access import TIKTOK, signed_in
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import REVOKED, ApiError, no_permission
from sandbox.grants import Token
from sandbox.world.profiles import Profile

SCOPE = "user.info.basic,user.info.username,video.list,video.publish,comment.list"
ACCESS_S, REFRESH_S = 86_400, 365 * 86_400
SPELLING = Spelling(client="client_key", of_profile=True, choosable=True)


async def dialog(request: Request) -> Response:
    """`/v2/auth/authorize`: the page on which the owner of a TikTok account allows or denies."""
    return await ask(request, TIKTOK, SCOPE, SPELLING)


def exchange(call: Call) -> dict[str, Any]:
    """`POST /tt_user/oauth2/token/`: a code for the tokens of the first account, which is signed in at TikTok."""
    _check_app(call, "authorization_code")
    code = call.stage.grants.redeem(TIKTOK, call.text("auth_code"), call.text("redirect_uri"))
    if code is None or not is_of_account(code.scope):
        raise ApiError(40110, "Auth_code is invalid, used or expired.")
    return _issue(call, f"{call.stage.content.profiles_of(TIKTOK)[0].id} {code.value}", code.scope)


def refresh(call: Call) -> dict[str, Any]:
    """`POST /tt_user/oauth2/refresh_token/`: the old refresh token is used up."""
    _check_app(call, "refresh_token")
    found = call.stage.grants.find(TIKTOK, call.text("refresh_token"))
    if found is None or found.kind != "refresh" or found.condition == "revoked":
        raise ApiError(40107, "Refresh token is incorrect or has been revoked.")
    if found.condition == "expired":
        raise ApiError(40103, "Refresh token has expired.")
    call.stage.grants.set_condition(TIKTOK, "expired", found.value)
    return _issue(call, found.consent, found.scope)


def revoke(call: Call) -> dict[str, Any]:
    """`POST /tt_user/oauth2/revoke/`: the whole consent dies."""
    _check_app(call, None)
    found = call.stage.grants.find(TIKTOK, call.text("access_token"))
    if found is None or not is_of_account(found.scope) or found.condition == "revoked":
        raise REVOKED
    call.stage.grants.set_condition(TIKTOK, "revoked", found.value)
    call.stage.save()
    return {}


def is_of_account(scope: str) -> bool:
    """Whether a scope is a TikTok account's, whose permissions have names, not an advertiser's."""
    return "." in scope


def speaker(call: Call, permission: str) -> Profile:
    """The account that both token and `business_id` name; raises 40001 for any other, or without permission."""
    token = signed_in(call)
    found = call.stage.content.profiles.get((TIKTOK, call.text("business_id")))
    if not is_of_account(token.scope) or permission not in token.scope.split(","):
        raise ApiError(40001, f"The access token has no permission {permission}.")
    if found is None or token.kind != "access" or _open_id(token.consent) != found.id:
        raise no_permission(f"business {call.params['business_id']}")
    return found


def _issue(call: Call, consent: str, scope: str) -> dict[str, Any]:
    grants = call.stage.grants
    access: Token = grants.issue(TIKTOK, "access", consent, scope, ACCESS_S)
    renewing = grants.issue(TIKTOK, "refresh", consent, scope, REFRESH_S)
    call.stage.save()
    return {
        "access_token": access.value, "token_type": "Bearer", "expires_in": ACCESS_S, "scope": scope,
        "refresh_token": renewing.value, "refresh_token_expires_in": REFRESH_S, "open_id": _open_id(consent),
    }  # fmt: skip


def _open_id(consent: str) -> str:
    return consent.partition(" ")[0]


def _check_app(call: Call, grant: str | None) -> None:
    settings = call.stage.settings
    known = settings.client_id(TIKTOK), settings.client_secret(TIKTOK)
    if (call.text("client_id"), call.text("client_secret")) != known:
        raise ApiError(40101, "Client id or secret is incorrect.")
    if grant is not None and call.text("grant_type") != grant:
        raise ApiError(40002, "grant_type: Not a valid choice.")
