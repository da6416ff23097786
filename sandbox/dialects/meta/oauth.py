"""Meta's sign-in: the consent dialog, code → short-lived token → long-lived token, and what a token is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.consent import Spelling, ask
from sandbox.dialects.meta.access import NOT_AUTHORIZED, SCOPE, USER_ID
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, invalid, unsigned
from sandbox.grants import Token

SHORT_S = 5_400
LONG_S = 5_183_944
SPELLING = Spelling(choosable=True)
DECLINED = "meta declined"  # on the shelf: what a person declined, by consent


async def dialog(request: Request) -> Response:
    """`/v26.0/dialog/oauth`: the page on which a person allows or denies."""
    return await ask(request, "meta", SCOPE, SPELLING)


def exchange(call: Call) -> dict[str, Any]:
    """`/oauth/access_token`: a code, or a living token, for a token. There is no refresh token."""
    _check_client(call)
    if call.params.get("grant_type") == "fb_exchange_token":
        held = call.stage.grants.find("meta", call.params.get("fb_exchange_token", ""))
        if held is None:
            raise unsigned("Invalid OAuth access token - Cannot parse access token", 467)
        if held.condition == "revoked":
            raise unsigned(NOT_AUTHORIZED, 458)
        if held.condition != "live":
            raise unsigned("Error validating access token: Session has expired", 463)
        return _issue(call, held.consent, held.scope, LONG_S)
    code = call.stage.grants.redeem("meta", call.params.get("code", ""), call.params.get("redirect_uri", ""))
    if code is None:
        raise GraphError(
            400, 100, "This authorization code has been used, has expired, or was given to another redirect_uri.",
            36009,
        )  # fmt: skip
    if code.declined:
        call.stage.shelf.setdefault(DECLINED, {})[code.value] = code.declined
    return _issue(call, code.value, code.scope, SHORT_S)


def debug(call: Call) -> dict[str, Any]:
    """`/debug_token`: what a token is, asked by the app (`id|secret`) or by a living token."""
    settings = call.stage.settings
    app = f"{settings.client_id('meta')}|{settings.client_secret('meta')}"
    caller = call.stage.grants.find("meta", call.token)
    if call.token != app and (caller is None or caller.condition != "live"):
        raise unsigned("Invalid OAuth access token.")
    if not call.params.get("input_token"):
        raise invalid("The parameter input_token is required")
    token = call.stage.grants.find("meta", call.params["input_token"])
    if token is None:
        return {"data": {"is_valid": False, "scopes": [], "error": _error(None, "Malformed access token")}}
    return {"data": _described(call, token)}


def permissions(call: Call, token: Token) -> dict[str, Any]:
    """`/me/permissions`: what was granted and what declined; DELETE takes it all back."""
    if call.method == "DELETE":
        call.stage.grants.set_condition("meta", "revoked", token.value)
        call.stage.save()
        return {"success": True}
    declined = call.stage.shelf.get(DECLINED, {}).get(token.consent, "")
    told = ((token.scope, "granted"), (declined, "declined"))
    return {
        "data": [
            {"permission": each, "status": status} for scope, status in told for each in scope.split(",") if each
        ]
    }


def _described(call: Call, token: Token) -> dict[str, Any]:
    ends = int(token.expires_at.timestamp()) if token.expires_at else 0
    found: dict[str, Any] = {
        "app_id": call.stage.settings.client_id("meta"), "type": "USER", "application": "Sandbox",
        "data_access_expires_at": ends, "expires_at": ends, "is_valid": token.condition == "live",
        "issued_at": int(token.issued_at.timestamp()), "scopes": token.scope.split(","), "user_id": USER_ID,
    }  # fmt: skip
    if token.condition == "expired":
        found["error"] = _error(463, "Session has expired")
    elif token.condition == "revoked":
        found["error"] = _error(458, "The user has not authorized application")
    return found


def _error(subcode: int | None, message: str) -> dict[str, Any]:
    return {"code": 190, "message": message} | ({"subcode": subcode} if subcode else {})


def _check_client(call: Call) -> None:
    settings = call.stage.settings
    if call.params.get("client_id") != settings.client_id("meta"):
        raise GraphError(
            400, 101, "Error validating application. Cannot get application info due to a system error."
        )
    if call.params.get("client_secret") != settings.client_secret("meta"):
        raise GraphError(400, 1, "Error validating client secret.")


def _issue(call: Call, consent: str, scope: str, lifetime_s: int) -> dict[str, Any]:
    token = call.stage.grants.issue("meta", "access", consent, scope, lifetime_s)
    call.stage.save()
    return {"access_token": token.value, "token_type": "bearer", "expires_in": lifetime_s}
