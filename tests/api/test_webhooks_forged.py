"""Every scheme at the door, the relay's too: what is not exactly right is refused in words and kept nowhere.

What is genuine was sent by the sandbox; here it is sent again, spoilt.
"""

import base64
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

import httpx
import orjson
import pytest

from db.models import WebhookDelivery
from engine import webhooks
from engine.connectors import PLATFORMS
from engine.core.work import work
from engine.webhooks.refusals import SENTENCES
from tests.control import Control
from tests.deliveries import hmac_hex, relayed
from tests.engine.connectors.receiver import receiving
from tests.factories import make_org
from tests.rows import rows

SCHEMES = (*PLATFORMS, "relay")
PROOFS = {
    "meta": "x-hub-signature-256", "tiktok": "tiktok-signature", "snapchat": "signature",
    "linkedin": "x-li-signature", "twitter": "x-twitter-webhooks-signature", "relay": "webhook-signature",
}  # fmt: skip
KEY = b'"google_key":"'
TIMED = {"tiktok", "snapchat", "relay"}
SAID = set(SENTENCES.values())
Sent = tuple[bytes, Mapping[str, str]]


@dataclass(frozen=True)
class Genuine:
    """A platform's own delivery, where it belongs, and the secret that it was signed with."""

    org_id: UUID
    path: str
    secret: str
    body: bytes
    headers: Mapping[str, str]


@pytest.fixture(scope="module")
def captured(database: object, redis_server: str, sandbox_server: str) -> Iterator[Callable[..., Genuine]]:
    """Lets each platform tell something once, to an org's own address; keeps what came."""
    sandbox, kept = Control(sandbox_server), dict[tuple[str, int, str], Genuine]()
    org_id = make_org().id
    with work(org_id) as unit:
        made = {slug: webhooks.create_endpoint(unit, slug) for slug in PLATFORMS}

    def tell(scheme: str, *, minutes: int = 0, secret: str = "") -> Genuine:
        if (scheme, minutes, secret) not in kept:
            slug = "meta" if scheme == "relay" else scheme
            signed = secret or made[slug]["secret"]
            now = datetime.now(UTC) + timedelta(minutes=minutes)
            with receiving(now) as door:
                sandbox.post("/clock", now=now.isoformat())
                kind = "lead" if slug != "twitter" else "comment"
                sandbox.post("/webhooks", platform=slug, url=door.url, kind=kind, secret=signed)
            [told] = door.deliveries
            headers = {
                name: value for name, value in told.headers.items() if name not in {"host", "content-length"}
            }
            if scheme == "relay":
                headers = relayed(told.body, signed, late_s=-60 * minutes)
            path = f"/api/webhooks/{slug}/{made[slug]['id']}"
            kept[scheme, minutes, secret] = Genuine(org_id, path, signed, told.body, headers)
        return kept[scheme, minutes, secret]

    yield tell
    sandbox.reset()


def sent(
    web: str, told: Genuine, body: bytes, headers: Mapping[str, str] | list[tuple[str, str]]
) -> httpx.Response:
    pairs = headers if isinstance(headers, list) else list(headers.items())
    raw = [(name.encode(), value.encode()) for name, value in pairs]
    return httpx.post(web + told.path, content=body, headers=raw, trust_env=False)


def spoilt(scheme: str, told: Genuine, change: Callable[[str], str]) -> Sent:
    """The delivery with its proof changed, wherever its platform puts it."""
    if scheme in PROOFS:
        name = PROOFS[scheme]
        return told.body, {**told.headers, name: change(told.headers[name])}
    before, key, after = re.split(b'("google_key":"[^"]*")', told.body)
    wrong = orjson.dumps(change(orjson.loads(b"{" + key + b"}")["google_key"]))
    return before + KEY[:-1] + wrong + after, told.headers


def signature(scheme: str, secret: str, body: bytes) -> Mapping[str, str]:
    """The headers that each platform's documents ask for over these bytes."""
    digest = hmac.digest(secret.encode(), body, "sha256")
    second, milli = int(datetime.now(UTC).timestamp()), int(datetime.now(UTC).timestamp() * 1000)
    match scheme:
        case "meta":
            return {"X-Hub-Signature-256": f"sha256={digest.hex()}"}
        case "linkedin":
            return {"X-LI-Signature": hmac_hex(secret, b"hmacsha256=" + body)}
        case "twitter":
            return {"x-twitter-webhooks-signature": "sha256=" + base64.b64encode(digest).decode()}
        case "tiktok":
            return {"TikTok-Signature": f"t={second},s={hmac_hex(secret, f'{second}.'.encode() + body)}"}
        case "snapchat":
            return {"t": str(milli), "signature": hmac_hex(secret, f"{milli}.".encode() + body)}
        case "relay":
            return relayed(body, secret)
        case _:
            return {}


def reencoded(proof: str) -> str:
    """The same digest in the other notation: base64 for hex, hex for base64; a key in base64."""
    if digest := re.search("[0-9a-f]{64}$", proof):
        return proof[: digest.start()] + base64.b64encode(bytes.fromhex(digest[0])).decode()
    if signed := re.search("[A-Za-z0-9+/]{43}=$", proof):
        return proof[: signed.start()] + base64.b64decode(signed[0]).hex()
    return base64.b64encode(proof.encode()).decode()


SPOILT: dict[str, Callable[[str], str]] = {
    "empty": lambda _: "",
    "truncated": lambda proof: proof[:-1],
    "beheaded": lambda proof: proof[1:],
    "doubled": lambda proof: proof * 2,
    "listed": lambda proof: f"{proof},{proof}",
    "case": str.swapcase,
    "reencoded": reencoded,
    "escaped": lambda proof: "".join(f"%{ord(letter):02x}" for letter in proof),
    "quoted": lambda proof: f'"{quote(proof)}"',
    "zeros": lambda proof: "0" * len(proof),
    "arabic digits": lambda proof: f"{proof[:-1]}٣",
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_genuine_is_kept_once(web, captured, scheme):
    told = captured(scheme)

    answers = [sent(web, told, told.body, told.headers).status_code for _ in range(3)]

    assert answers == [200, 200, 200]


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_spoilt_proof_is_refused_in_words_and_nothing_is_kept(web, captured, scheme, change):
    told = captured(scheme)
    before = len(rows(told.org_id, WebhookDelivery))

    answer = sent(web, told, *spoilt(scheme, told, change))

    assert (answer.status_code, answer.json()["error"]) == (401, "Invalid signature")
    assert answer.json()["message"] in SAID
    assert len(rows(told.org_id, WebhookDelivery)) == before


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_proof_that_is_missing_or_sent_twice_or_somebody_elses_is_refused(web, captured, scheme):
    told, name = captured(scheme), PROOFS.get(scheme)
    bare = {header: value for header, value in told.headers.items() if header != name}
    body = told.body if name else told.body.replace(KEY, b'"key":"')

    missing = sent(web, told, body, bare)
    stranger = captured(scheme, secret="whsec_" + base64.b64encode(b"somebody else's secret..").decode())

    assert missing.status_code == 401
    assert sent(web, told, stranger.body, stranger.headers).status_code == 401
    if name and scheme != "relay":  # whose scheme is a list: one that fits is enough
        right = (name, told.headers[name])
        for other in (right, (name, spoilt(scheme, told, str.swapcase)[1][name])):
            for pair in ([right, other], [other, right]):
                assert sent(web, told, told.body, [*bare.items(), *pair]).status_code == 401


@pytest.mark.parametrize("minutes", [-10, 10])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_clock_ten_minutes_off_is_named_where_the_scheme_carries_a_time(web, captured, scheme, minutes):
    told = captured(scheme, minutes=minutes)

    answer = sent(web, told, told.body, told.headers)

    assert answer.status_code == (401 if scheme in TIMED else 200), answer.text
    if scheme in TIMED:
        assert "Check both clocks" in answer.json()["message"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_another_byte_is_refused(web, captured, scheme):
    told = captured(scheme)

    for body in (told.body[:-1], told.body + b" ", told.body * 2, b""):
        answer = sent(web, told, body, told.headers)
        # Google signs nothing: a body that still holds its key and is JSON is believed
        assert answer.status_code in ({401, 200} if scheme == "google" and body.endswith(b" ") else {401})


ODD = {
    "no JSON": b"leadgen_id=1",
    "nothing": b"",
    "deep": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "Windows-1256": '{"object":"صفحة"}'.encode("cp1256"),
    "lone surrogate": b'{"object":"\\ud800"}',
    "two documents": b"{}{}",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_signed_and_no_json_is_a_bad_request_in_words(web, captured, scheme, body):
    told = captured(scheme)
    before = len(rows(told.org_id, WebhookDelivery))

    answer = sent(web, told, body, signature(scheme, told.secret, body))

    # Google's proof stands in the body: without JSON there is none
    assert answer.status_code == (401 if scheme == "google" else 400)
    assert answer.json()["message"]
    assert len(rows(told.org_id, WebhookDelivery)) == before


@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_mebibytes_are_refused_before_they_are_proven(web, captured, scheme):
    told, body = captured(scheme), b" " * 2**21

    answer = sent(web, told, body, signature(scheme, told.secret, body))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
