"""Who calls, with which scopes, and which account they may touch."""

from starlette.requests import Request

from sandbox.dialects.linkedin.errors import RestError, denied
from sandbox.stage import Stage
from sandbox.world.model import Account, Platform

LINKEDIN = Platform.LINKEDIN
SCOPE = (
    "r_ads r_ads_reporting rw_ads w_organization_social r_organization_social rw_organization_admin "
    "r_marketing_leadgen_automation"
)


def token_of(request: Request, _body: bytes = b"") -> str:
    """The bearer token."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def signed_in(request: Request, stage: Stage) -> frozenset[str]:
    """The scopes of a living access token; raises 401.

    Not confirmed by the documents: which number belongs to which word.
    """
    value = token_of(request)
    if not value:
        raise RestError(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token", 65604)
    token = stage.grants.find(LINKEDIN, value)
    if token is None or token.kind != "access":
        raise RestError(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600)
    if token.condition == "expired":
        raise RestError(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602)
    if token.condition == "revoked":
        message = "The token used in the request has been revoked by the user"
        raise RestError(401, "REVOKED_ACCESS_TOKEN", message, 65601)
    return frozenset(token.scope.replace(",", " ").split())


def need(scopes: frozenset[str], resource: str, *enough: str) -> None:
    """Raise 403 unless one of the scopes was granted."""
    if not scopes & set(enough):
        raise denied(resource)


def account_named(stage: Stage, account_id: str) -> Account:
    """The account of that id; raises 403, for LinkedIn does not say which accounts there are."""
    account = stage.world.account(LINKEDIN, account_id)
    if account is None:
        raise denied(f"urn:li:sponsoredAccount:{account_id}")
    return account
