"""What every connector must do with what its platform tells it: believe only the platform, and miss nothing.

The sandbox sends real requests to a door of the test's own; what each platform tells at all stands in the tables.
"""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from db.kinds import EntityStatus
from engine.connectors import PLATFORMS, connector
from engine.connectors.notices import Delivery, Forged, Kind, Notice, Owner, Secrets
from tests.control import Control
from tests.engine.connectors.conftest import NOON
from tests.engine.connectors.receiver import Receiver, receiving

TELLS = {
    "meta": {"lead", "comment", "message", "entity", "figures", "access", "other"},
    "google": {"lead"},
    "tiktok": {"lead", "comment", "message", "entity", "figures", "access", "other"},
    "snapchat": {"lead"},
    "linkedin": {"lead", "comment", "figures", "other"},
    "twitter": {"comment", "message", "figures", "access", "other"},
}
SHAKES_HANDS = {"meta", "linkedin", "twitter"}
TIMED = {"tiktok", "snapchat"}  # the signature carries a time
# Where the proof stands: a header, or a field of the body that is signed by nobody.
PROOFS = {
    "meta": "x-hub-signature-256", "tiktok": "tiktok-signature", "snapchat": "signature",
    "linkedin": "x-li-signature", "twitter": "x-twitter-webhooks-signature",
}  # fmt: skip
KEYS = {"google": "google_key"}
EVERY = [(slug, kind) for slug in PLATFORMS for kind in sorted(TELLS[slug])]
SECRETS = Secrets(("sandbox-secret",), "sandbox-verify")
OTHERS = Secrets(("another-secret",), "another-token")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(NOON) as door:
        yield door


@pytest.fixture
def told(sandbox: Control, receiver: Receiver) -> Callable[..., tuple[Delivery, dict[str, Any]]]:
    """Lets something happen; the first delivery of it, and what really happened."""
    sandbox.post("/clock", now=NOON.isoformat())

    def tell(slug: str, kind: str, **order: object) -> tuple[Delivery, dict[str, Any]]:
        before = len(receiver.deliveries)
        answer = sandbox.post("/webhooks", platform=slug, url=receiver.url, kind=kind, **order)
        return receiver.deliveries[before], answer["happened"]

    return tell


def any_kind(slug: str) -> str:
    return min(TELLS[slug])


def notices_of(slug: str, delivery: Delivery) -> list[Notice]:
    connector(slug).verify(delivery, SECRETS)
    return connector(slug).read_webhook(orjson.loads(delivery.body))


def reason_of(slug: str, delivery: Delivery, secrets: Secrets = SECRETS) -> str:
    with pytest.raises(Forged) as refused:
        connector(slug).verify(delivery, secrets)
    reason: str = refused.value.facts["reason"]
    return reason


def forged(slug: str, delivery: Delivery, change: Callable[[str], str]) -> Delivery:
    """The delivery with its proof changed, wherever its platform puts it."""
    if slug in PROOFS:
        name = PROOFS[slug]
        return replace(delivery, headers={**delivery.headers, name: change(delivery.headers[name])})
    body = orjson.loads(delivery.body)
    return replace(delivery, body=orjson.dumps(body | {KEYS[slug]: change(body[KEYS[slug]])}))


def reencoded(proof: str) -> str:
    """The same digest in the other notation: base64 for hex, hex for base64."""
    if digest := re.search("[0-9a-f]{64}$", proof):
        return proof[: digest.start()] + base64.b64encode(bytes.fromhex(digest[0])).decode()
    prefix, _, text = proof.rpartition("sha256=")
    return f"{prefix}sha256={base64.b64decode(text + '==').hex()}"


# What is told


@pytest.mark.parametrize(("slug", "kind"), EVERY)
def test_what_a_platform_tells_is_read_as_what_it_is(told, slug, kind):
    delivery, happened = told(slug, kind)

    notice = notices_of(slug, delivery)[0]

    assert notice.kind is Kind(kind)
    owners = {Owner.ACCOUNT: "account_id", Owner.PROFILE: "profile_id", Owner.CAMPAIGN: "campaign_id"}
    assert kind == "other" or notice.owner_id == happened[owners[notice.owner]]
    assert notice.occurred_at is None or notice.occurred_at == NOON


@pytest.mark.parametrize("slug", [slug for slug in PLATFORMS if "lead" in TELLS[slug]])
def test_a_lead_is_told_by_its_id_or_whole(told, slug):
    delivery, happened = told(slug, "lead")

    notice = notices_of(slug, delivery)[0]

    assert happened["lead_id"] in notice.facts["lead_id"]
    assert happened["form_id"] in notice.facts["form_id"]
    whole = notice.facts.get("lead")
    assert whole is None or set(happened["fields"].values()) <= set(whole["fields"].values())


@pytest.mark.parametrize("slug", [slug for slug in PLATFORMS if "comment" in TELLS[slug]])
def test_a_comment_says_who_said_what_where(told, slug):
    delivery, happened = told(slug, "comment", text='كم السعر؟ "اليوم" \\ <b> 🚚')

    facts = notices_of(slug, delivery)[0].facts

    assert happened["comment_id"] in facts["comment_id"]
    assert happened["post_id"] in facts["post_id"]
    assert facts["author"]
    assert facts["text"] == 'كم السعر؟ "اليوم" \\ <b> 🚚'


@pytest.mark.parametrize("slug", [slug for slug in PLATFORMS if "message" in TELLS[slug]])
def test_a_message_says_who_said_what(told, slug):
    delivery, _ = told(slug, "message", text="مرحبا")

    facts = notices_of(slug, delivery)[0].facts

    assert (facts["text"], bool(facts["message_id"]), bool(facts["author"])) == ("مرحبا", True, True)


@pytest.mark.parametrize("slug", [slug for slug in PLATFORMS if "entity" in TELLS[slug]])
def test_a_status_change_names_the_entity_and_its_status(told, slug):
    delivery, happened = told(slug, "entity", status="paused")

    facts = notices_of(slug, delivery)[0].facts

    assert facts["external_id"] == happened["entity_id"]
    assert facts.get("status", EntityStatus.PAUSED) is EntityStatus.PAUSED
    assert "status" in facts or facts["delivery"]


@pytest.mark.parametrize("slug", PLATFORMS)
def test_what_a_platform_does_not_tell_is_not_sent(sandbox, receiver, slug):
    kinds = {"lead", "comment", "message", "entity", "budget", "figures", "access", "other"} - TELLS[slug]
    kinds |= set() if slug in SHAKES_HANDS else {"handshake"}

    for kind in sorted(kinds):
        with pytest.raises(httpx.HTTPStatusError):
            sandbox.post("/webhooks", platform=slug, url=receiver.url, kind=kind)

    assert receiver.deliveries == []


@pytest.mark.parametrize("slug", PLATFORMS)
def test_a_repeated_delivery_says_the_same(told, receiver, slug):
    told(slug, any_kind(slug), times=3)

    first, *rest = [notices_of(slug, delivery) for delivery in receiver.deliveries[-3:]]

    assert all(again == first for again in rest)


@pytest.mark.parametrize("slug", PLATFORMS)
@pytest.mark.parametrize(
    "body",
    [None, True, 7, "text", [], {}, [1], {"entry": 3}, {"entry": [None, {"changes": {}}]}, {"object": {"a": []}},
     {"object": 99, "entry": [{"a": 1}]}, {"event": "?", "content": "{half"}, {"type": [], "notifications": {}},
     {"for_user_id": 1, "tweet_create_events": [None]}, {"lead_id": [], "user_column_data": 4, "google_key": {}},
     {"form_id": None, "create_time": "soon", "lead_id": {}}],
)  # fmt: skip
def test_an_odd_body_is_something_else_and_no_error(slug, body):
    assert {notice.kind for notice in connector(slug).read_webhook(body)} <= {Kind.OTHER}


# Who is believed


@pytest.mark.parametrize("slug", PLATFORMS)
def test_any_of_our_secrets_may_have_signed(told, slug):
    delivery, _ = told(slug, any_kind(slug))

    connector(slug).verify(delivery, Secrets(("the-next-secret", "sandbox-secret")))
    connector(slug).verify(delivery, Secrets(("sandbox-secret", "the-next-secret")))


@pytest.mark.parametrize("slug", PLATFORMS)
def test_another_secret_is_not_believed(told, slug):
    delivery, _ = told(slug, any_kind(slug))
    stranger, _ = told(slug, any_kind(slug), secret="somebody-elses")

    assert reason_of(slug, delivery, OTHERS) == "wrong"
    assert reason_of(slug, delivery, Secrets(())) == "wrong"
    assert reason_of(slug, stranger, OTHERS) == "wrong"


@pytest.mark.parametrize("slug", PROOFS)
def test_a_changed_byte_is_noticed(told, slug):
    delivery, _ = told(slug, any_kind(slug))
    body = delivery.body

    for place in (0, len(body) // 2, len(body) - 1):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert reason_of(slug, replace(delivery, body=changed)) == "wrong"
    for other in (b"", body + b"\n", body * 2, orjson.dumps({"same": orjson.loads(body)})):
        assert reason_of(slug, replace(delivery, body=other)) == "wrong"


@pytest.mark.parametrize("slug", PLATFORMS)
@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof[:-1],
        lambda proof: proof[1:],
        lambda proof: proof * 2,
        lambda proof: f"{proof},{proof}",
        lambda proof: f"{proof}\n",
        str.swapcase,
        lambda proof: f"{proof[:-1]}٣",
        lambda proof: "0" * len(proof),
    ],
    ids=["truncated", "beheaded", "doubled", "listed", "newline", "case", "digit", "zeros"],
)
def test_a_proof_is_believed_letter_for_letter(told, slug, change):
    delivery, _ = told(slug, any_kind(slug))

    assert reason_of(slug, forged(slug, delivery, change)) in {"malformed", "wrong"}


@pytest.mark.parametrize("slug", PROOFS)
def test_the_same_proof_in_another_notation_is_not_believed(told, slug):
    delivery, _ = told(slug, any_kind(slug))

    assert reason_of(slug, forged(slug, delivery, reencoded)) in {"malformed", "wrong"}


@pytest.mark.parametrize("slug", PLATFORMS)
def test_a_delivery_without_proof_is_not_believed(told, slug):
    delivery, _ = told(slug, any_kind(slug))
    bare = {name: value for name, value in delivery.headers.items() if name != PROOFS.get(slug)}
    body = orjson.loads(delivery.body)
    body.pop(KEYS.get(slug, ""), None)

    without = replace(delivery, headers=bare, body=delivery.body if slug in PROOFS else orjson.dumps(body))

    assert reason_of(slug, without) == "missing"
    assert reason_of(slug, forged(slug, delivery, lambda _: "")) == "missing"


@pytest.mark.parametrize("slug", PLATFORMS)
def test_a_time_in_the_signature_bounds_its_life(told, slug):
    delivery, _ = told(slug, any_kind(slug))

    for seconds in (-299, 299):
        connector(slug).verify(replace(delivery, received_at=NOON + timedelta(seconds=seconds)), SECRETS)
    for seconds in (-301, 301, 86_400):
        late = replace(delivery, received_at=NOON + timedelta(seconds=seconds))
        if slug in TIMED:
            assert reason_of(slug, late) == "stale"
        else:
            connector(slug).verify(late, SECRETS)


# Handshakes


@pytest.mark.parametrize("slug", sorted(SHAKES_HANDS))
def test_a_handshake_is_answered_as_the_platform_expects(sandbox, receiver, slug):
    receiver.greet = lambda delivery: connector(slug).greet(delivery, SECRETS)

    answer = sandbox.post("/webhooks", platform=slug, url=receiver.url, kind="handshake")["deliveries"][0]

    assert (answer["status"], answer["accepted"]) == (200, True)
    assert answer["body"]


@pytest.mark.parametrize("slug", PLATFORMS)
def test_what_is_no_handshake_is_not_greeted(told, slug):
    delivery, _ = told(slug, any_kind(slug))

    assert connector(slug).greet(delivery, SECRETS) is None
    assert connector(slug).greet(Delivery({}, {}, b"", NOON), SECRETS) is None
