"""Who calls: a bearer token, and the one organization whose member consented."""

from starlette.requests import Request

from sandbox.dialects.snapchat.errors import unsigned
from sandbox.stage import Stage
from sandbox.world.model import Platform

SNAPCHAT = Platform.SNAPCHAT
SCOPE = "snapchat-marketing-api"
ORGANIZATION_ID = "40d6719b-da09-410b-9185-0cc9c0dfed1d"
USER_ID = "2f5dd7f6-fcd1-4324-8455-1ea4d96caaaa"


def token_of(request: Request, _body: bytes = b"") -> str:
    """The bearer token."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def signed_in(request: Request, stage: Stage) -> None:
    """Raise 401 unless the call carries a living access token."""
    token = stage.grants.find(SNAPCHAT, token_of(request))
    if token is None or token.kind != "access":
        raise unsigned("The access token is invalid")
    if token.condition != "live":
        raise unsigned(f"The access token {'expired' if token.condition == 'expired' else 'was revoked'}")
