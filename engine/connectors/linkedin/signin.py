"""Signing in to LinkedIn: an access token of 60 days, a refresh token of a year that is not renewed.

Refresh tokens are for approved partners; without one, the person signs in again every 60 days. Whether a refresh
prolongs the refresh token is not documented; the year appears to count from the consent.
"""

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.linkedin.calls import DIALECT
from engine.connectors.linkedin.platform import PLATFORM, REVOKE_URL
from engine.connectors.wire import Call


def authorize_url(redirect_uri: str, state: str, challenge: str) -> str:  # noqa: ARG001 - no PKCE for web apps
    """Where to send a person who wants to connect an account."""
    return oauth.consent_url(PLATFORM, redirect_uri, state, scope=" ".join(PLATFORM.scopes))


def exchange_code(code: str, redirect_uri: str, verifier: str) -> Tokens:  # noqa: ARG001 - as above
    """Trade the code that came back for tokens."""
    return _token({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})


def refresh(tokens: Tokens) -> Tokens:
    """A fresh access token; SignedOut when the refresh token is missing, over or withdrawn."""
    if not tokens.refresh:
        raise faults.expired(PLATFORM, "there is no refresh token")
    return _token({"grant_type": "refresh_token", "refresh_token": tokens.refresh}, tokens)


def revoke(token: str) -> None:
    """Withdraw the grant that the token belongs to."""
    form = _signed({"token": token})
    http.send(DIALECT, Call("POST", REVOKE_URL, repeatable=True, form=form))


def _token(form: dict[str, str], previous: Tokens | None = None) -> Tokens:
    """Ask the token endpoint; a code is good for one try, a refresh token for any number."""
    repeatable = previous is not None
    call = Call("POST", PLATFORM.token_url, repeatable=repeatable, timeout_s=oauth.PATIENCE_S, form=_signed(form))
    reply = http.send(DIALECT, call)
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, "a token answer that is no object")
    return oauth.tokens(PLATFORM, reply.body, previous)


def _signed(form: dict[str, str]) -> dict[str, str]:
    client_id, secret = oauth.credentials(PLATFORM)
    return {"client_id": client_id, "client_secret": secret, **form}
