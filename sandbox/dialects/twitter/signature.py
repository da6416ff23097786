"""OAuth 1.0a signatures: HMAC-SHA1 over the method, the address and all parameters, each used once."""

from collections import deque
from dataclasses import dataclass
from time import time
from typing import Any
from urllib.parse import unquote

from oauthlib.common import Request as SignedRequest
from oauthlib.oauth1.rfc5849 import signature
from starlette.requests import Request

from sandbox.dialects.twitter.errors import AdsError
from sandbox.stage import Stage

SKEW_S = 300
REMEMBERED = 50_000
FORM = "application/x-www-form-urlencoded"

BAD_DATA = AdsError(400, 215, "Bad Authentication data.")
NOT_YOU = AdsError(401, 32, "Could not authenticate you.")
OUT_OF_TIME = AdsError(401, 135, "Timestamp out of bounds.")


@dataclass(frozen=True, slots=True)
class Signature:
    """The OAuth part of an Authorization header."""

    header: str
    values: dict[str, str]

    @property
    def token(self) -> str:
        """The token it was made with, "" for none."""
        return self.values.get("oauth_token", "")


def read(request: Request) -> Signature:
    """The signature in a request's header; raises 215 when there is none to speak of."""
    header = request.headers.get("authorization", "")
    scheme, _, rest = header.partition(" ")
    parts = [part.strip().partition("=") for part in rest.split(",")]
    values = {name: unquote(text.strip('"')) for name, _, text in parts}
    needed = {"oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_timestamp"}
    if scheme.lower() != "oauth" or not needed <= values.keys():
        raise BAD_DATA
    return Signature(header, values)


def check(request: Request, stage: Stage, body: bytes, signed: Signature, *token_secrets: str) -> None:
    """Raise 32 unless it was made with our consumer's secret and one of the token secrets, 135 when it is old."""
    if signed.values["oauth_consumer_key"] != stage.settings.client_id("twitter"):
        raise NOT_YOU
    if signed.values.get("oauth_signature_method") != "HMAC-SHA1":
        raise NOT_YOU
    _check_once(stage, signed)
    form = body.decode("utf-8", "replace") if request.headers.get("content-type", "").startswith(FORM) else ""
    asked: Any = SignedRequest(str(request.url), request.method)
    asked.params = signature.collect_parameters(
        uri_query=request.url.query,
        body=form,
        headers={"Authorization": signed.header},
        exclude_oauth_signature=True,
    )
    asked.signature = signed.values["oauth_signature"]
    secret = stage.settings.client_secret("twitter")
    if not any(signature.verify_hmac_sha1(asked, secret, each) for each in token_secrets):
        raise NOT_YOU


def _check_once(stage: Stage, signed: Signature) -> None:
    """The time on a signature is the real one, whatever the clock of the world says."""
    stamp = signed.values["oauth_timestamp"]
    if not stamp.isdigit() or abs(time() - int(stamp)) > SKEW_S:
        raise OUT_OF_TIME
    used: deque[tuple[str, str]] = stage.memory.setdefault("twitter nonces", deque(maxlen=REMEMBERED))
    seen: set[tuple[str, str]] = stage.memory.setdefault("twitter nonces seen", set())
    mark = stamp, signed.values["oauth_nonce"]
    if mark in seen:
        raise NOT_YOU
    if len(used) == REMEMBERED:
        seen.discard(used[0])
    used.append(mark)
    seen.add(mark)
