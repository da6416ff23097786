"""X's sign-in with OAuth 1.0a: request token, a person's Allow, access token; and handing it back."""

import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.answers import json_response
from sandbox.consent import with_query
from sandbox.dialects.twitter.access import SCOPE, SCREEN_NAME, TWITTER, USER_ID, pair, secret_of, signed_in
from sandbox.dialects.twitter.errors import AdsError
from sandbox.dialects.twitter.signature import BAD_DATA, check, read
from sandbox.pages import page
from sandbox.stage import Stage, stage_of
from sandbox.words import PLATFORM_NAMES, words_for

NO_CALLBACK = AdsError(403, 415, "Callback URL not approved for this client application.")
BAD_REQUEST_TOKEN = AdsError(401, 89, "Invalid or expired token.")


@dataclass(slots=True)
class Asked:
    """A request token on its way: where the person goes afterwards."""

    token: str
    callback: str


def request_token(request: Request, stage: Stage, body: bytes) -> Response:
    """`POST oauth/request_token`: signed by the consumer alone, with `oauth_callback`."""
    signed = read(request)
    check(request, stage, body, signed, "")
    given = signed.values.get("oauth_callback") or request.query_params.get("oauth_callback", "")
    if urlsplit(given).scheme not in {"http", "https"}:
        raise NO_CALLBACK
    asked = Asked(secrets.token_urlsafe(20), given)
    _waiting(stage)[asked.token] = asked
    return _form(
        oauth_token=asked.token, oauth_token_secret=secret_of(asked.token), oauth_callback_confirmed="true"
    )


async def authorize(request: Request) -> Response:
    """`GET oauth/authorize?oauth_token=`: the page on which a person allows or denies; a token asks once."""
    stage = stage_of(request)
    asked = _waiting(stage).get(request.query_params.get("oauth_token", ""))
    if asked is None:
        sentence = words_for(request)["bad_request"].format(reason="oauth_token")
        return page(request, "refused.html", 400, sentence=sentence)
    if request.method == "POST":
        said = dict(parse_qsl((await request.body()).decode()))
        del _waiting(stage)[asked.token]
        if said.get("answer") != "allow":
            return RedirectResponse(with_query(asked.callback, {"denied": asked.token}), 303)
        verifier = secrets.token_urlsafe(24)
        stage.grants.allow("twitter", asked.callback, SCOPE, value=f"{asked.token}:{verifier}")
        answer = {"oauth_token": asked.token, "oauth_verifier": verifier}
        return RedirectResponse(with_query(asked.callback, answer), 303)
    other = str(request.url.include_query_params(hl=words_for(request)["other"]))
    accounts, name = stage.world.accounts_of(TWITTER), PLATFORM_NAMES["twitter"]
    return page(request, "consent.html", platform=name, accounts=accounts, action=str(request.url), other=other)


def access_token(request: Request, stage: Stage, body: bytes) -> Response:
    """`POST oauth/access_token`: request token and verifier for a token that lasts until it is taken back.

    X's reference signs this with the request token; whether it insists on that token's secret is not written
    anywhere, so a signature by the consumer's secret alone is taken too.
    """
    signed = read(request)
    given = dict(request.query_params) | dict(parse_qsl(body.decode("utf-8", "replace"))) | signed.values
    token, verifier = given.get("oauth_token", ""), given.get("oauth_verifier", "")
    if not token or not verifier:
        raise BAD_DATA
    check(request, stage, body, signed, secret_of(token), "")
    code = stage.grants.redeem("twitter", f"{token}:{verifier}", None)
    if code is None:
        raise BAD_REQUEST_TOKEN
    granted = f"{USER_ID}-{secrets.token_hex(16)}"
    stage.grants.issue("twitter", "access", code.value, code.scope, None, value=pair(granted))
    stage.save()
    return _form(
        oauth_token=granted, oauth_token_secret=secret_of(granted), user_id=USER_ID, screen_name=SCREEN_NAME
    )


def invalidate_token(request: Request, stage: Stage, body: bytes) -> Response:
    """`POST 1.1/oauth/invalidate_token`: the token that signed the call is no more."""
    token = signed_in(request, stage, body)
    stage.grants.set_condition("twitter", "revoked", token.value)
    stage.save()
    return json_response({"access_token": token.value.partition(":")[0]})


def verify_credentials(request: Request, stage: Stage, body: bytes) -> Response:
    """`GET 1.1/account/verify_credentials.json`: whose token it is."""
    signed_in(request, stage, body)
    return json_response({"id": int(USER_ID), "id_str": USER_ID, "screen_name": SCREEN_NAME, "name": "Al Waha"})


def _waiting(stage: Stage) -> dict[str, Asked]:
    found: dict[str, Asked] = stage.memory.setdefault("twitter request tokens", {})
    return found


def _form(**values: str) -> Response:
    return Response(urlencode(values), media_type="text/html;charset=utf-8")
