"""Signing in to Meta: a code becomes a short token, that one a token of about 60 days, renewed while it lives."""

from collections.abc import Iterator
from dataclasses import replace

from engine.connectors import faults, http, oauth
from engine.connectors.base import Tokens
from engine.connectors.meta.calls import DIALECT, delete, get
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.wire import Call


def authorize_url(redirect_uri: str, state: str, challenge: str) -> str:  # noqa: ARG001 - Meta offers no PKCE
    """Where to send a person who wants to connect an account."""
    return oauth.consent_url(PLATFORM, redirect_uri, state, scope=",".join(PLATFORM.scopes))


def exchange_code(code: str, redirect_uri: str, verifier: str) -> Tokens:  # noqa: ARG001 - as above
    """Trade the code for a long-lived token."""
    short = _token({"redirect_uri": redirect_uri, "code": code}, repeatable=False)
    return refresh(short)


def refresh(tokens: Tokens) -> Tokens:
    """A new long-lived token for one that still lives; SignedOut when it no longer does."""
    query = {"grant_type": "fb_exchange_token", "fb_exchange_token": tokens.access}
    fresh = _token(query, repeatable=True)
    return replace(fresh, scopes=tuple(_granted(fresh.access)))


def revoke(token: str) -> None:
    """Withdraw the person's consent from our app."""
    delete(token, "me/permissions")


def _granted(token: str) -> Iterator[str]:
    """What the person really granted: any of what we ask for can be declined, and taken back later."""
    listed = faults.objects(PLATFORM, get(token, "me/permissions", {}).get("data"))
    return faults.read_each(
        PLATFORM,
        lambda each: str(each["permission"]),
        (each for each in listed if each.get("status") == "granted"),
    )


def _token(query: dict[str, str], *, repeatable: bool) -> Tokens:
    client_id, secret = oauth.credentials(PLATFORM)
    params = {"client_id": client_id, "client_secret": secret, **query}
    call = Call("GET", PLATFORM.token_url, repeatable=repeatable, timeout_s=oauth.PATIENCE_S, params=params)
    reply = http.send(DIALECT, call)
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, "a token answer that is no object")
    return oauth.tokens(PLATFORM, reply.body)
