"""Who calls: the token, and the proof that the app itself sent it."""

import hmac
from hashlib import sha256

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, unsigned
from sandbox.grants import Token

SCOPE = (
    "ads_management,ads_read,business_management,pages_manage_posts,pages_manage_metadata,"
    "pages_read_engagement,instagram_basic,instagram_content_publish,leads_retrieval"
)
USER_ID = "10230000000000007"
NOT_AUTHORIZED = "Error validating access token: The user has not authorized application sandbox-client."
EXPIRED = "Error validating access token: Session has expired on {at}. The current time is {now}."


def proof(token: str, secret: str) -> str:
    """Meta's `appsecret_proof`: lowercase hex HMAC-SHA256 of the token under the app's secret."""
    return hmac.new(secret.encode(), token.encode(), sha256).hexdigest()


def signed_in(call: Call) -> Token:
    """The living token of a call.

    Raises 190 with the subcode that says what is wrong with it, or 100 for a missing or wrong proof.
    """
    if not call.token:
        raise unsigned("An access token is required to request this resource.")
    token = call.stage.grants.find("meta", call.token)
    if token is None:
        raise unsigned("Invalid OAuth access token - Cannot parse access token", 467)
    if token.condition == "revoked":
        raise unsigned(NOT_AUTHORIZED, 458)
    if token.condition == "expired":
        now = call.stage.clock.now()
        raise unsigned(EXPIRED.format(at=_spoken(token.expires_at or now), now=_spoken(now)), 463)
    _check_proof(call)
    return token


def need_scope(token: Token, *scopes: str) -> None:
    """Raise (#200) unless the person granted one of the scopes."""
    if not set(scopes) & set(token.scope.split(",")):
        raise GraphError(403, 200, f"(#200) Requires {' or '.join(scopes)} permission to manage the object")


def _check_proof(call: Call) -> None:
    given = call.params.get("appsecret_proof")
    if given is None and not call.stage.settings.meta_require_proof:
        return
    if given is None:
        raise GraphError(400, 100, "API calls from the server require an appsecret_proof argument")
    if not hmac.compare_digest(given, proof(call.token, call.stage.settings.client_secret("meta"))):
        raise GraphError(400, 100, "Invalid appsecret_proof provided in the API argument")


def _spoken(moment: object) -> str:
    return f"{moment:%A, %d-%b-%y %H:%M:%S} UTC"
