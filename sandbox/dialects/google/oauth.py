"""Google's sign-in: the consent page, codes and refresh tokens for access tokens, and taking them back."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import json_response
from sandbox.consent import ask
from sandbox.dialects.google.access import SCOPE
from sandbox.stage import Stage

ACCESS_S = 3_599


async def dialog(request: Request) -> Response:
    """`/o/oauth2/v2/auth`: the page on which a person allows or denies."""
    return await ask(request, "google", SCOPE)


def token(_: Request, stage: Stage, body: bytes) -> Response:
    """`POST /token`: `authorization_code` or `refresh_token` for an access token of 3,599 seconds."""
    form = dict(parse_qsl(body.decode("utf-8", "replace")))
    known = stage.settings.client_id("google"), stage.settings.client_secret("google")
    if (form.get("client_id"), form.get("client_secret")) != known:
        return _refused(401, "invalid_client", "The OAuth client was not found.")
    match form.get("grant_type"):
        case "authorization_code":
            return _first(stage, form)
        case "refresh_token":
            return _again(stage, form)
    return _refused(400, "unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")


def revoke(request: Request, stage: Stage, body: bytes) -> Response:
    """`POST /revoke?token=`: the whole consent ends."""
    form = dict(request.query_params) | dict(parse_qsl(body.decode("utf-8", "replace")))
    found = stage.grants.find("google", form.get("token", ""))
    if found is None or found.condition == "revoked":
        return _refused(400, "invalid_token", "Token expired or revoked")
    stage.grants.set_condition("google", "revoked", found.value)
    stage.save()
    return json_response({})


def _first(stage: Stage, form: dict[str, str]) -> Response:
    code = stage.grants.redeem("google", form.get("code", ""), form.get("redirect_uri", ""))
    if code is None:
        return _refused(400, "invalid_grant", "Malformed auth code.")
    if not code.proven_by(form.get("code_verifier", "")):
        return _refused(400, "invalid_grant", "Invalid code verifier.")
    if not code.offline:
        return _issued(stage, code.value, code.scope, {})
    refresh = stage.grants.issue("google", "refresh", code.value, code.scope, None)
    return _issued(stage, code.value, code.scope, {"refresh_token": refresh.value})


def _again(stage: Stage, form: dict[str, str]) -> Response:
    held = stage.grants.find("google", form.get("refresh_token", ""))
    if held is None or held.kind != "refresh" or held.condition != "live":
        return _refused(400, "invalid_grant", "Token has been expired or revoked.")
    return _issued(stage, held.consent, held.scope, {})


def _issued(stage: Stage, consent: str, scope: str, more: dict[str, str]) -> Response:
    access = stage.grants.issue("google", "access", consent, scope, ACCESS_S)
    stage.save()
    answer = {"access_token": access.value, "expires_in": ACCESS_S, **more, "scope": scope, "token_type": "Bearer"}
    return json_response(answer, headers={"cache-control": "no-store"})


def _refused(status: int, error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, status)
