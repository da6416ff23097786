"""Signing in to TikTok: a code becomes a token that does not expire, so there is nothing to refresh.

A TikTok account gives a consent of its own (`profile_…`), whose token lives a day and is refreshed for a year.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.content import ProfileRow
from engine.connectors.tiktok.calls import DIALECT, data, get, url
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.wire import Call

ACCOUNT = "tiktok_account"
ACCOUNT_URL = "https://www.tiktok.com/v2/auth/authorize"
ACCOUNT_SCOPES = ("user.info.basic", "user.info.username", "video.list", "video.publish", "comment.list")


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


def profile_authorize_url(redirect_uri: str, state: str) -> str:
    """Where to send the owner of a TikTok account who wants to publish; what comes back is called `code`."""
    query = {
        "client_key": oauth.credentials(PLATFORM)[0], "response_type": "code", "state": state,
        "scope": ",".join(ACCOUNT_SCOPES), "redirect_uri": redirect_uri,
    }  # fmt: skip
    return f"{http.address(PLATFORM, ACCOUNT_URL)}?{urlencode(query)}"


def profile_exchange(code: str, redirect_uri: str) -> tuple[ProfileRow, Tokens]:
    """Trade the code for the account itself, as the profile that it is from now on, and its tokens."""
    fields = {"grant_type": "authorization_code", "auth_code": code, "redirect_uri": redirect_uri}
    answer = _post_for_profile("token", fields)
    tokens, open_id = oauth.tokens(PLATFORM, answer), answer.get("open_id")
    if not isinstance(open_id, str) or not open_id:
        raise faults.unreadable(PLATFORM, f"a token of nobody, but with {sorted(answer)}")
    query = {"business_id": open_id, "fields": ["display_name", "username"]}
    told = get(tokens.access, "business/get", query, account=open_id)
    name = told.get("username")
    url = f"https://www.tiktok.com/@{name}" if name else ""
    return ProfileRow(open_id, ACCOUNT, told.get("display_name") or name or open_id, url, tokens.access), tokens


def profile_refresh(tokens: Tokens) -> Tokens:
    """Another day's token; SignedOut when the year is over, or the account took its consent back."""
    fields = {"grant_type": "refresh_token", "refresh_token": tokens.refresh or ""}
    return oauth.tokens(PLATFORM, _post_for_profile("refresh_token", fields), tokens)


def _post_for_profile(path: str, fields: dict[str, str]) -> dict[str, Any]:
    client_id, secret = oauth.credentials(PLATFORM)
    body = {"client_id": client_id, "client_secret": secret, **fields}
    return _send(url(f"tt_user/oauth2/{path}"), body, repeatable=False)


def _post(address: str, fields: dict[str, str], *, repeatable: bool) -> dict[str, Any]:
    app_id, secret = oauth.credentials(PLATFORM)
    return _send(address, {"app_id": app_id, "secret": secret, **fields}, repeatable=repeatable)


def _send(address: str, body: dict[str, str], *, repeatable: bool) -> dict[str, Any]:
    call = Call("POST", address, repeatable=repeatable, timeout_s=oauth.PATIENCE_S, json=body)
    return data(http.send(DIALECT, call).body)
