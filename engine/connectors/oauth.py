"""OAuth 2 where the platforms agree: PKCE, the consent address, the answer with the tokens."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from engine.connectors import faults, http
from engine.connectors.base import Platform, Tokens
from engine.core import clock
from settings import settings

PATIENCE_S = 15  # a person waits at the other end of a sign-in
SANDBOX_CLIENT = ("sandbox-client", "sandbox-secret")


def verifier() -> str:
    """A fresh PKCE verifier: 256 random bits."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier, as RFC 7636 says."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def credentials(platform: Platform) -> tuple[str, str]:
    """Our client id and secret there; the sandbox's well-known ones when none are configured."""
    if http.is_sandbox(platform.slug):
        return SANDBOX_CLIENT
    client = settings().client(platform.slug)
    return client.client_id, client.client_secret.get_secret_value()


def consent_url(platform: Platform, redirect_uri: str, state: str, **extra: str) -> str:
    """Where a person is asked; `extra` is what the platform wants on top, its way of writing scopes included."""
    query = {
        "client_id": credentials(platform)[0],
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "state": state,
        **extra,
    }
    return f"{http.address(platform, platform.authorize_url)}?{urlencode(query)}"


def code_of(returned: Mapping[str, str]) -> str | None:
    """The code in what came back with the person, where OAuth 2 says it is; None when they declined."""
    return returned.get("code")


def tokens(platform: Platform, answer: dict[str, Any], previous: Tokens | None = None) -> Tokens:
    """The tokens in a token endpoint's answer; a refresh token that is not repeated stays what it was."""
    access = answer.get("access_token")
    if not isinstance(access, str) or not access:
        raise faults.unreadable(platform, f"a token answer without a token, but with {sorted(answer)}")
    return Tokens(
        access=access,
        refresh=answer.get("refresh_token") or (previous.refresh if previous else None),
        expires_at=_moment(answer.get("expires_in")),
        scopes=tuple(str(answer.get("scope", "")).replace(",", " ").split()),
        consent_ends_at=_moment(answer.get("refresh_token_expires_in"))
        or (previous.consent_ends_at if previous else None),
    )


def _moment(lifetime_s: object) -> datetime | None:
    """When something ends that lives so many seconds from now; None when it does not say."""
    text = str(lifetime_s)
    return clock.now() + timedelta(seconds=int(text)) if text.isdigit() else None
