"""Who calls, and for which ad account: a token's secret follows from the token, so the token finds its grant."""

import hmac
from hashlib import sha256

from starlette.requests import Request

from sandbox.dialects.twitter.errors import AdsError, account_closed
from sandbox.dialects.twitter.signature import NOT_YOU, Signature, check, read
from sandbox.grants import Token
from sandbox.stage import Stage
from sandbox.world.model import Account, Platform

TWITTER = Platform.TWITTER
SCOPE = "ads"
USER_ID, SCREEN_NAME = "756201191646691328", "alwaha_sandbox"
DEAD = AdsError(401, 89, "Invalid or expired token.")
REVOKED = AdsError(401, "UNAUTHORIZED_ACCESS", "This request is not properly authenticated")


def secret_of(token: str) -> str:
    """The secret that belongs to a token."""
    return hmac.new(b"secrets of the sandbox", token.encode(), sha256).hexdigest()[:45]


def pair(token: str) -> str:
    """A token and its secret as one text, which is how grants keep it."""
    return f"{token}:{secret_of(token)}"


def token_of(request: Request, _body: bytes = b"") -> str:
    """The grant that a call was signed with."""
    try:
        return pair(read(request).token)
    except AdsError:
        return ""


def signed_in(request: Request, stage: Stage, body: bytes) -> Token:
    """The living token of a call; raises 401, with the code that says why, unless it is signed as it must be."""
    signed: Signature = read(request)
    if not signed.token:
        raise NOT_YOU
    token = stage.grants.find("twitter", pair(signed.token))
    if token is None:
        raise DEAD
    check(request, stage, body, signed, secret_of(signed.token))
    if token.condition == "revoked":
        raise REVOKED
    if token.condition == "expired":
        raise DEAD
    return token


def account(stage: Stage, account_id: str) -> Account:
    """The ad account of that id; 403 when it is not the person's."""
    found = stage.world.account(TWITTER, account_id)
    if found is None:
        raise account_closed(account_id)
    return found
