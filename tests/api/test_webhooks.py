"""Deliveries at the door: what is believed is kept once, and what is not is refused in a sentence, and counted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import orjson
import pytest
from sqlalchemy import select

from db.models import Lead, SecurityEvent, WebhookDelivery
from db.session import session
from engine import webhooks
from tests.deliveries import SECRET, hmac_hex, meta, meta_changes, post, reviewed, tiktok, tiktok_lead
from tests.factories import make_integration
from tests.rows import rows
from tests.working import work_off

BODY = orjson.dumps(meta_changes(("a1", "in_process_ad_objects", reviewed("c1"))))
RIGHT = hmac_hex(SECRET, BODY)
FORGED: dict[str, tuple[Callable[[], dict[str, str]], str]] = {
    "none": (dict, "missing"),
    "empty": (lambda: {"X-Hub-Signature-256": ""}, "missing"),
    "another secret": (lambda: meta(BODY, "guessed"), "wrong"),
    "truncated": (lambda: {"X-Hub-Signature-256": f"sha256={RIGHT[:-1]}"}, "malformed"),
    "doubled": (lambda: {"X-Hub-Signature-256": f"sha256={RIGHT}{RIGHT}"}, "malformed"),
    "upper case": (lambda: {"X-Hub-Signature-256": f"sha256={RIGHT.upper()}"}, "malformed"),
    "bare": (lambda: {"X-Hub-Signature-256": RIGHT}, "malformed"),
    "not ASCII": (lambda: {"X-Hub-Signature-256": "sha256=" + "é" * 64}, "malformed"),
}
ODD = {
    "no JSON": b"leadgen_id=1",
    "nothing": b"",
    "half": BODY[:-1],
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "Windows-1256": '{"object":"صفحة"}'.encode("cp1256"),
    "lone surrogate": b'{"object":"\\ud800"}',
}


def refusals() -> list[SecurityEvent]:
    with session() as reader:
        return list(reader.scalars(select(SecurityEvent).order_by(SecurityEvent.created_at)))


def test_a_delivery_is_kept_and_applied(web, org):
    account = make_integration(org.id, "tiktok", external_id="t1")

    answer = post(web, "tiktok", tiktok_lead("t1", "l1", email="sara@example.com", city="الرياض"))
    work_off("webhooks")

    assert (answer.status_code, answer.json()) == (200, {"status": "received"})
    assert answer.headers["x-ratelimit-limit"] == "1000"
    [lead] = rows(org.id, Lead)
    assert (lead.external_id, lead.integration_id, lead.form_name) == ("l1", account, "Spring")
    assert lead.fields == {"email": "sara@example.com", "city": "الرياض"}


def test_repeats_in_parallel_are_one(web, org):
    make_integration(org.id, external_id="a1")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(web, "meta", BODY), range(64)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(rows(org.id, WebhookDelivery)) == 1


@pytest.mark.parametrize(("headers", "reason"), FORGED.values(), ids=FORGED.keys())
def test_a_signature_that_is_not_the_platforms_is_refused_and_counted(web, org, headers, reason):
    make_integration(org.id, external_id="a1")
    before = len(refusals())

    raw = {name: value.encode() for name, value in headers().items()}
    answer = httpx.post(f"{web}/api/webhooks/meta", content=BODY, headers=raw, trust_env=False)

    assert answer.status_code == 401
    assert answer.json()["error"] == "Invalid signature"
    assert answer.json()["message"] == webhooks.refusals.SENTENCES[reason]
    assert rows(org.id, WebhookDelivery) == []
    [event] = refusals()[before:]
    assert (event.kind, event.platform, event.reason) == ("webhook_signature", "meta", reason)
    assert event.address == "127.0.0.1"
    assert "c1" not in str(event.facts)


def test_the_refusal_speaks_the_callers_language(web, org):
    answer = post(web, "meta", BODY, {"Accept-Language": "ar"})

    assert answer.json()["message"] != webhooks.refusals.SENTENCES["missing"]


def test_another_byte_is_refused(web, org):
    assert post(web, "meta", BODY + b" ", meta(BODY)).status_code == 401


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_off_is_named(web, org, minutes):
    body = orjson.dumps(tiktok_lead("t1", "l1"))

    answer = post(web, "tiktok", body, tiktok(body, late_s=60 * minutes))

    assert answer.status_code == 401
    assert "Check both clocks" in answer.json()["message"]


@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_what_is_genuine_but_no_json_is_a_bad_request(web, org, body):
    answer = post(web, "meta", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert "JSON" in answer.json()["message"]


@pytest.mark.parametrize("body", [b"1", b"[]", b"null", b'"text"', b'{"entry":[null,1,{"changes":7}]}'])
def test_odd_json_is_nobodys(web, org, body):
    assert post(web, "meta", body).status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_a_mebibyte_is_refused(web, org, chunked):
    body = b" " * (2 * 2**20)

    content = iter([body[: 2**20], body[2**20 :]]) if chunked else body
    answer = httpx.post(f"{web}/api/webhooks/meta", content=content, trust_env=False)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_of_a_mebibyte_is_read(web, org):
    make_integration(org.id, external_id="a1")
    body = BODY + b" " * (2**20 - len(BODY))

    assert post(web, "meta", body).status_code == 200
    assert len(rows(org.id, WebhookDelivery)) == 1


@pytest.mark.parametrize("path", ["myspace", "meta/not-an-id", "meta/01890000-0000-7000-8000-000000000000"])
def test_an_address_that_is_nobodys_is_not_found(web, org, path):
    for method in ("GET", "POST"):
        assert httpx.request(method, f"{web}/api/webhooks/{path}", trust_env=False).status_code == 404


def test_a_visit_that_is_no_handshake_is_told_so(web, org):
    answer = httpx.get(f"{web}/api/webhooks/meta", trust_env=False)

    assert answer.status_code == 400
    assert "POST" in answer.json()["message"]


def test_a_handshake_is_answered_and_a_wrong_one_refused(web, org):
    ask = {"hub.mode": "subscribe", "hub.challenge": "4711", "hub.verify_token": "sandbox-verify"}
    place = f"{web}/api/webhooks/meta"

    right = httpx.get(place, params=ask, trust_env=False)
    wrong = httpx.get(place, params=ask | {"hub.verify_token": "guessed"}, trust_env=False)

    assert (right.status_code, right.text, right.headers["content-type"]) == (
        200,
        "4711",
        "text/plain; charset=utf-8",
    )
    assert (wrong.status_code, wrong.json()["error"]) == (401, "Invalid signature")


def test_what_nobody_has_is_answered_and_not_kept(web, org):
    assert post(web, "meta", BODY).status_code == 200
    assert rows(org.id, WebhookDelivery) == []


def test_a_flood_of_refusals_is_counted_without_filling_the_database(database):
    gate = webhooks.refusals.Gate()

    admitted = [gate.admit("meta", "1.2.3.4") for _ in range(1000)]
    others = [gate.admit("meta", f"10.0.{n // 250}.{n % 250}") for n in range(1000)]

    written = [count for count in admitted + others if count is not None]
    assert admitted.count(0) == webhooks.refusals.EACH
    assert len(written) == webhooks.refusals.ALL
    assert len(written) + sum(written) + gate.unwritten.total() == 2000
