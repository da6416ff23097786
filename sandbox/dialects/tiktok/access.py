"""Who calls, and for which advertiser."""

from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import EXPIRED, REVOKED, UNSIGNED, ApiError, no_permission
from sandbox.grants import Token
from sandbox.world.model import Account, Platform

TIKTOK = Platform.TIKTOK
READ, WRITE = "4", "10"
SCOPE = "4,10"  # numbers of permissions: reporting and ads management


def signed_in(call: Call) -> Token:
    """The living token of a call; raises 40104, 40105 or 40102."""
    if not call.token:
        raise UNSIGNED
    token = call.stage.grants.find(TIKTOK, call.token)
    if token is None or token.condition == "revoked":
        raise REVOKED
    if token.condition == "expired":
        raise EXPIRED
    return token


def need_scope(call: Call, token: Token) -> None:
    """Raise 40001 unless the app was granted what the call needs."""
    needed = READ if call.method == "GET" or call.path.startswith("report/") else WRITE
    if needed not in token.scope.split(","):
        raise ApiError(40001, "The app has no permission for this endpoint.")


def advertiser(call: Call) -> Account:
    """The advertiser that the call names; raises 40002 without one and 40001 for a stranger's."""
    return account(call, call.text("advertiser_id"))


def account(call: Call, account_id: str) -> Account:
    """The advertiser of that id."""
    found = call.world.account(TIKTOK, account_id)
    if found is None:
        raise no_permission(f"advertiser {account_id}")
    return found
