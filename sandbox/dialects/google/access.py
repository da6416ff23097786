"""Who calls, and through which manager: bearer tokens and the `login-customer-id` header."""

from starlette.requests import Request

from sandbox.dialects.google.errors import ORDERED, AdsError
from sandbox.stage import Stage
from sandbox.world.accounts import GOOGLE_MANAGER
from sandbox.world.model import Account, Platform

GOOGLE = Platform.GOOGLE
SCOPE = "https://www.googleapis.com/auth/adwords"
# The person who consents manages everything through the manager, and was invited to one client directly.
ROOTS = (GOOGLE_MANAGER, "7710000103")


def token_of(request: Request, _body: bytes = b"") -> str:
    """The bearer token."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def signed_in(request: Request, stage: Stage) -> None:
    """Raise 401 unless the call carries a living access token."""
    token = stage.grants.find("google", token_of(request))
    if token is None or token.kind != "access":
        raise _unsigned("OAUTH_TOKEN_INVALID", "OAuth token could not be parsed or is unknown.")
    if token.condition == "expired":
        raise _unsigned("OAUTH_TOKEN_EXPIRED", "OAuth access token expired.")
    if token.condition == "revoked":
        raise _unsigned("OAUTH_TOKEN_REVOKED", "OAuth token has been revoked by its owner.")


def customer(request: Request, stage: Stage, customer_id: str) -> Account:
    """The customer a call is about.

    Raises 403 USER_PERMISSION_DENIED when it is not reached through the right `login-customer-id`.
    """
    login = request.headers.get("login-customer-id")
    if login is not None and not (login.isdigit() and len(login) == 10):
        raise AdsError(400, "headerError", "INVALID_LOGIN_CUSTOMER_ID", "The login customer id is invalid.", login)
    root = login or customer_id
    account, manager = stage.world.account(GOOGLE, customer_id), stage.world.account(GOOGLE, root)
    if account is None or manager is None or root not in ROOTS:
        raise ORDERED["permission"]
    if account is not manager and customer_id not in manager.clients:
        raise ORDERED["permission"]
    return account


def _unsigned(name: str, message: str) -> AdsError:
    return AdsError(401, "authenticationError", name, message)
