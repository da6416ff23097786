"""Snapchat's sign-in: consent page, codes and refresh tokens for access tokens of an hour, revocation."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import json_response
from sandbox.consent import ask
from sandbox.dialects.snapchat.access import SCOPE, SNAPCHAT
from sandbox.stage import Stage

ACCESS_S = 3_600


async def dialog(request: Request) -> Response:
    """`/login/oauth2/authorize`: the page on which a person allows or denies."""
    return await ask(request, SNAPCHAT, SCOPE)


def token(_: Request, stage: Stage, body: bytes) -> Response:
    """`POST /login/oauth2/access_token`: `authorization_code` or `refresh_token`."""
    form = _form(body)
    if not _is_our_client(stage, form):
        return _refused(401, "invalid_client", "Client authentication failed")
    match form.get("grant_type"):
        case "authorization_code":
            code = stage.grants.redeem(SNAPCHAT, form.get("code", ""), form.get("redirect_uri", ""))
            if code is None:
                return _refused(400, "invalid_grant", "The authorization code is invalid or expired")
            refresh = stage.grants.issue(SNAPCHAT, "refresh", code.value, code.scope, None)
            return _issued(stage, code.value, code.scope, refresh.value)
        case "refresh_token":
            held = stage.grants.find(SNAPCHAT, form.get("refresh_token", ""))
            if held is None or held.kind != "refresh" or held.condition != "live":
                return _refused(400, "invalid_grant", "The refresh token is invalid or was revoked")
            return _issued(stage, held.consent, held.scope, held.value)
    return _refused(400, "unsupported_grant_type", "The grant type is not supported")


def revoke(_: Request, stage: Stage, body: bytes) -> Response:
    """`POST /accounts/oauth2/revoke`: the whole consent ends; an unknown token is no error (RFC 7009)."""
    form = _form(body)
    if not _is_our_client(stage, form):
        return _refused(401, "invalid_client", "Client authentication failed")
    found = stage.grants.find(SNAPCHAT, form.get("token", ""))
    if found is not None:
        stage.grants.set_condition(SNAPCHAT, "revoked", found.value)
        stage.save()
    return Response(status_code=200)


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace")))


def _is_our_client(stage: Stage, form: dict[str, str]) -> bool:
    known = stage.settings.client_id(SNAPCHAT), stage.settings.client_secret(SNAPCHAT)
    return (form.get("client_id"), form.get("client_secret")) == known


def _issued(stage: Stage, consent: str, scope: str, refresh: str) -> Response:
    access = stage.grants.issue(SNAPCHAT, "access", consent, scope, ACCESS_S)
    stage.save()
    answer = {
        "access_token": access.value,
        "token_type": "Bearer",
        "expires_in": ACCESS_S,
        "refresh_token": refresh,
        "scope": scope,
    }
    return json_response(answer, headers={"cache-control": "no-store"})


def _refused(status: int, error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, status)
