"""TikTok's sign-in: the portal's consent page, `auth_code` → a token that does not expire, and its end."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.consent import Spelling, ask
from sandbox.dialects.tiktok.access import SCOPE, TIKTOK, signed_in
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import REVOKED, ApiError
from sandbox.dialects.tiktok.tt_user import is_of_account
from sandbox.world.model import Account

# Not confirmed: that `code` repeats `auth_code` in the redirect, as it is seen in the wild.
SPELLING = Spelling(client="app_id", codes=("auth_code", "code"))


async def dialog(request: Request) -> Response:
    """`/portal/auth`: the page on which a person allows or denies."""
    return await ask(request, TIKTOK, SCOPE, SPELLING)


def exchange(call: Call) -> dict[str, Any]:
    """`POST /oauth2/access_token/`: a code, good once within the hour, for a token."""
    _check_app(call)
    code = call.stage.grants.redeem(TIKTOK, call.text("auth_code"), None)
    if code is None or is_of_account(code.scope):
        raise ApiError(40110, "Auth_code is invalid, used or expired.")
    token = call.stage.grants.issue(TIKTOK, "access", code.value, code.scope, None)
    call.stage.save()
    scope = [int(each) for each in code.scope.split(",") if each.isdigit()]
    ids = [account.id for account in _accounts(call)]
    return {"access_token": token.value, "advertiser_ids": ids, "scope": scope}


def revoke(call: Call) -> dict[str, Any]:
    """`POST /oauth2/revoke_token/`: the token dies."""
    _check_app(call)
    found = call.stage.grants.find(TIKTOK, call.text("access_token"))
    if found is None or found.condition == "revoked":
        raise REVOKED
    call.stage.grants.set_condition(TIKTOK, "revoked", found.value)
    call.stage.save()
    return {}


def advertisers(call: Call) -> dict[str, Any]:
    """`GET /oauth2/advertiser/get/`: whom the token may act for; app and secret stand in the query."""
    _check_app(call)
    signed_in(call)
    rows = [{"advertiser_id": each.id, "advertiser_name": each.name} for each in _accounts(call)]
    return {"list": rows}


def _accounts(call: Call) -> list[Account]:
    return call.world.accounts_of(TIKTOK)


def _check_app(call: Call) -> None:
    settings = call.stage.settings
    if (call.text("app_id"), call.text("secret")) != (settings.client_id(TIKTOK), settings.client_secret(TIKTOK)):
        raise ApiError(40101, "App id or secret is incorrect.")
