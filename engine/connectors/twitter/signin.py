"""Signing in to X with OAuth 1.0a: a request token, the person's Allow, an access token that does not expire.

X sends the person back with `oauth_token` and `oauth_verifier` instead of a code, and with `denied` instead of an
error. `code_of` makes one code of the two; our `state` travels in the address that X returns to.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.twitter.calls import join_token, person, signed
from engine.connectors.twitter.platform import PLATFORM, REQUEST_TOKEN_URL, REVOKE_URL, VERIFY_URL


def authorize_url(redirect_uri: str, state: str, challenge: str) -> str:  # noqa: ARG001 - 1.0a has no PKCE
    """Where to send a person; X is asked for a request token first, so this calls it."""
    callback = f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode({'state': state})}"
    answer = _form(REQUEST_TOKEN_URL, "", callback)
    if answer.get("oauth_callback_confirmed") != "true" or not answer.get("oauth_token"):
        raise faults.unreadable(PLATFORM, f"no request token, but {sorted(answer)}")
    query = urlencode({"oauth_token": answer["oauth_token"]})
    return f"{http.address(PLATFORM, PLATFORM.authorize_url)}?{query}"


def code_of(returned: Mapping[str, str]) -> str | None:
    """The code in what X sent the person back with, None when they declined."""
    token, verifier = returned.get("oauth_token"), returned.get("oauth_verifier")
    return f"{token}:{verifier}" if token and verifier else None


def exchange_code(code: str, redirect_uri: str, verifier: str) -> Tokens:  # noqa: ARG001 - as above
    """Trade request token and verifier for a token.

    Signed without the request token's secret: X's reference shows this call with just these two parameters. That
    it never asks for the secret is not confirmed; if it did, this is the place that would have to remember it.
    """
    token, _, proof = code.partition(":")
    query = urlencode({"oauth_token": token, "oauth_verifier": proof}, quote_via=quote)
    answer = _form(f"{PLATFORM.token_url}?{query}", "", "")
    access, secret = answer.get("oauth_token"), answer.get("oauth_token_secret")
    if not access or not secret:
        raise faults.unreadable(PLATFORM, f"a token answer without a token, but with {sorted(answer)}")
    return Tokens(access=join_token(access, secret))


def refresh(tokens: Tokens) -> Tokens:
    """The same token, once X has confirmed that it lives: it does not expire. SignedOut when it was taken back."""
    signed("GET", VERIFY_URL, tokens.access, account=person(tokens.access), repeatable=True)
    return tokens


def revoke(token: str) -> None:
    """Hand the token back."""
    signed("POST", REVOKE_URL, token, account=person(token), repeatable=True)


def _form(url: str, token: str, callback: str) -> dict[str, str]:
    """What the token endpoints answer: a form, not JSON."""
    reply = signed("POST", url, token, account="", callback=callback, as_text=True, timeout_s=oauth.PATIENCE_S)
    return dict(parse_qsl(reply.body)) if isinstance(reply.body, str) else {}
