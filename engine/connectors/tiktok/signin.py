"""Signing in to TikTok: a code becomes a token that does not expire, so there is nothing to refresh."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.tiktok.calls import DIALECT, data, get, url
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.wire import Call


def authorize_url(redirect_uri: str, state: str, challenge: str) -> str:  # noqa: ARG001 - TikTok offers no PKCE
    """Where to send a person who wants to connect an account; what comes back is called `auth_code`."""
    query = {"app_id": oauth.credentials(PLATFORM)[0], "state": state, "redirect_uri": redirect_uri}
    return f"{http.address(PLATFORM, PLATFORM.authorize_url)}?{urlencode(query)}"


def code_of(returned: Mapping[str, str]) -> str | None:
    """The code in what TikTok sent the person back with, None when they declined."""
    return returned.get("auth_code")


def exchange_code(code: str, redirect_uri: str, verifier: str) -> Tokens:  # noqa: ARG001 - as above
    """Trade the code for a token."""
    answer = _post(PLATFORM.token_url, {"auth_code": code}, repeatable=False)
    token, scopes = answer.get("access_token"), answer.get("scope")
    if not isinstance(token, str) or not token:
        raise faults.unreadable(PLATFORM, f"a token answer without a token, but with {sorted(answer)}")
    return Tokens(access=token, scopes=tuple(str(each) for each in scopes) if isinstance(scopes, list) else ())


def refresh(tokens: Tokens) -> Tokens:
    """The same token, which lives until it is withdrawn; SignedOut when it has been."""
    advertisers(tokens.access)
    return tokens


def revoke(token: str) -> None:
    """Withdraw the token."""
    _post(url("oauth2/revoke_token"), {"access_token": token}, repeatable=True)


def advertisers(token: str) -> dict[str, Any]:
    """Whom the token may act for."""
    app_id, secret = oauth.credentials(PLATFORM)
    return get(token, "oauth2/advertiser/get", {"app_id": app_id, "secret": secret})


def _post(address: str, fields: dict[str, str], *, repeatable: bool) -> dict[str, Any]:
    app_id, secret = oauth.credentials(PLATFORM)
    return send(address, {"app_id": app_id, "secret": secret, **fields}, repeatable=repeatable)


def send(address: str, body: dict[str, Any], *, repeatable: bool) -> dict[str, Any]:
    """What a sign-in call answers: no token signs it, a person waits for it."""
    call = Call("POST", address, repeatable=repeatable, timeout_s=oauth.PATIENCE_S, json=body)
    return data(http.send(DIALECT, call).body)
