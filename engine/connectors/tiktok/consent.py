"""A TikTok account's own consent, by which it publishes: a token for a day, refreshed for a year.

It is no part of the grant for ads: the one opens nothing of the other.
"""

from typing import Any
from urllib.parse import urlencode

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.content import ProfileRow
from engine.connectors.tiktok.calls import get, url
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.signin import send

KIND = "tiktok_account"
CONSENT_URL = "https://www.tiktok.com/v2/auth/authorize"


def authorize_url(redirect_uri: str, state: str) -> str:
    """Where to send the owner of a TikTok account who wants to publish; what comes back is called `code`."""
    query = {
        "client_key": oauth.credentials(PLATFORM)[0], "response_type": "code", "state": state,
        "scope": ",".join(PLATFORM.profile_scopes), "redirect_uri": redirect_uri,
    }  # fmt: skip
    return f"{http.address(PLATFORM, CONSENT_URL)}?{urlencode(query)}"


def exchange(code: str, redirect_uri: str) -> tuple[ProfileRow, Tokens]:
    """Trade the code for the account itself, as the profile that it is from now on, and its tokens."""
    fields = {"grant_type": "authorization_code", "auth_code": code, "redirect_uri": redirect_uri}
    answer = _post("token", fields)
    tokens, open_id = oauth.tokens(PLATFORM, answer), answer.get("open_id")
    if not isinstance(open_id, str) or not open_id:
        raise faults.unreadable(PLATFORM, f"a token of nobody, but with {sorted(answer)}")
    query = {"business_id": open_id, "fields": ["display_name", "username"]}
    told = get(tokens.access, "business/get", query, account=open_id)
    name = told.get("username")
    url = f"https://www.tiktok.com/@{name}" if name else ""
    return ProfileRow(open_id, KIND, told.get("display_name") or name or open_id, url, tokens.access), tokens


def refresh(tokens: Tokens) -> Tokens:
    """Another day's token; SignedOut when the year is over, or the account took its consent back."""
    fields = {"grant_type": "refresh_token", "refresh_token": tokens.refresh or ""}
    return oauth.tokens(PLATFORM, _post("refresh_token", fields), tokens)


def revoke(token: str) -> None:
    """Give the account's consent back, and its refresh token with it."""
    _post("revoke", {"access_token": token}, repeatable=True)


def _post(path: str, fields: dict[str, str], *, repeatable: bool = False) -> dict[str, Any]:
    client_id, secret = oauth.credentials(PLATFORM)
    body = {"client_id": client_id, "client_secret": secret, **fields}
    return send(url(f"tt_user/oauth2/{path}"), body, repeatable=repeatable)
