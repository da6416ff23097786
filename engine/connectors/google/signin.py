"""Signing in to Google: PKCE, an access token of an hour, a refresh token that lasts until it is withdrawn."""

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.google.calls import DIALECT
from engine.connectors.google.platform import PLATFORM, REVOKE_URL
from engine.connectors.wire import Call


def authorize_url(redirect_uri: str, state: str, challenge: str) -> str:
    """Where to send a person; always asks for consent, because only then a refresh token comes back."""
    return oauth.consent_url(
        PLATFORM,
        redirect_uri,
        state,
        scope=" ".join(PLATFORM.scopes),
        access_type="offline",
        prompt="consent",
        code_challenge=challenge,
        code_challenge_method="S256",
    )


def exchange_code(code: str, redirect_uri: str, verifier: str) -> Tokens:
    """Trade the code that came back for tokens."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return _token(form | ({"code_verifier": verifier} if verifier else {}))


def refresh(tokens: Tokens) -> Tokens:
    """A fresh access token; SignedOut when the refresh token is gone or withdrawn."""
    if not tokens.refresh:
        raise faults.expired(PLATFORM, "there is no refresh token")
    return _token({"grant_type": "refresh_token", "refresh_token": tokens.refresh}, tokens)


def revoke(token: str) -> None:
    """Withdraw the grant that the token belongs to."""
    http.send(DIALECT, Call("POST", REVOKE_URL, repeatable=True, form={"token": token}))


def _token(form: dict[str, str], previous: Tokens | None = None) -> Tokens:
    """Ask the token endpoint; a code is good for one try, a refresh token for any number."""
    client_id, secret = oauth.credentials(PLATFORM)
    form = {"client_id": client_id, "client_secret": secret, **form}
    repeatable = previous is not None
    call = Call("POST", PLATFORM.token_url, repeatable=repeatable, timeout_s=oauth.PATIENCE_S, form=form)
    reply = http.send(DIALECT, call)
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, "a token answer that is no object")
    return oauth.tokens(PLATFORM, reply.body, previous)
