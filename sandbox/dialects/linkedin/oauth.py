"""LinkedIn's sign-in: the consent page, codes and refresh tokens for access tokens, introspection, revoking."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import json_response
from sandbox.consent import ask
from sandbox.dialects.linkedin.access import LINKEDIN, SCOPE
from sandbox.grants import Token
from sandbox.stage import Stage

ACCESS_S, REFRESH_S = 5_184_000, 31_536_000


async def dialog(request: Request) -> Response:
    """`/oauth/v2/authorization`: the page on which a person allows or denies."""
    return await ask(request, LINKEDIN, SCOPE)


def token(_: Request, stage: Stage, body: bytes) -> Response:
    """`POST /oauth/v2/accessToken`: `authorization_code` or `refresh_token` for an access token of 60 days."""
    form, refusal = _form(stage, body)
    if refusal:
        return refusal
    match form.get("grant_type"):
        case "authorization_code":
            return _first(stage, form)
        case "refresh_token":
            return _again(stage, form)
    return _refused(400, "unsupported_grant_type", "The passed in grant_type is invalid")


def introspect(_: Request, stage: Stage, body: bytes) -> Response:
    """`POST /oauth/v2/introspectToken`: what a token is."""
    form, refusal = _form(stage, body)
    if refusal:
        return refusal
    found = stage.grants.find(LINKEDIN, form.get("token", ""))
    if found is None:
        return json_response({"active": False})
    issued = int(found.issued_at.timestamp())
    return json_response({
        "active": found.condition == "live",
        "status": {"live": "active"}.get(found.condition, found.condition),
        "client_id": stage.settings.client_id(LINKEDIN),
        "scope": found.scope.replace(" ", ","),
        "auth_type": "3L",
        "authorized_at": issued,
        "created_at": issued,
        "expires_at": _ends(found),
    })  # fmt: skip


def revoke(_: Request, stage: Stage, body: bytes) -> Response:
    """`POST /oauth/v2/revoke`: the whole consent ends."""
    form, refusal = _form(stage, body)
    if refusal:
        return refusal
    found = stage.grants.find(LINKEDIN, form.get("token", ""))
    if found is None:
        return _refused(400, "invalid_request", "The token is not known")
    stage.grants.set_condition(LINKEDIN, "revoked", found.value)
    stage.save()
    return Response(status_code=200)


def _form(stage: Stage, body: bytes) -> tuple[dict[str, str], Response | None]:
    form = dict(parse_qsl(body.decode("utf-8", "replace")))
    known = stage.settings.client_id(LINKEDIN), stage.settings.client_secret(LINKEDIN)
    if (form.get("client_id"), form.get("client_secret")) != known:
        return form, _refused(401, "invalid_client", "Client authentication failed")
    return form, None


def _first(stage: Stage, form: dict[str, str]) -> Response:
    code = stage.grants.redeem(LINKEDIN, form.get("code", ""), form.get("redirect_uri", ""))
    if code is None:
        message = (
            "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization "
            "code. Or authorization code expired. Or external member binding exists"
        )
        return _refused(400, "invalid_request", message)
    return _issued(stage, stage.grants.issue(LINKEDIN, "refresh", code.value, code.scope, REFRESH_S))


def _again(stage: Stage, form: dict[str, str]) -> Response:
    held = stage.grants.find(LINKEDIN, form.get("refresh_token", ""))
    if held is None or held.kind != "refresh" or held.condition != "live":
        message = "The provided authorization grant or refresh token is invalid, expired or revoked"
        return _refused(400, "invalid_grant", message)
    return _issued(stage, held)


def _issued(stage: Stage, refresh: Token) -> Response:
    """An access token beside its refresh token, whose own year is not renewed by it."""
    access = stage.grants.issue(LINKEDIN, "access", refresh.consent, refresh.scope, ACCESS_S)
    stage.save()
    left_s = _ends(refresh) - int(stage.clock.now().timestamp())
    return json_response({
        "access_token": access.value,
        "expires_in": ACCESS_S,
        "refresh_token": refresh.value,
        "refresh_token_expires_in": left_s,
        "scope": refresh.scope.replace(" ", ","),
        "token_type": "Bearer",
    })  # fmt: skip


def _ends(token: Token) -> int:
    return int(token.expires_at.timestamp()) if token.expires_at else 0


def _refused(status: int, error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, status)
