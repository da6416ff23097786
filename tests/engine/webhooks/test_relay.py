"""The Standard Webhooks scheme: its own library agrees with us, and nothing that is not exactly right passes."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from engine.connectors.notices import Delivery, Forged
from engine.core import signing
from engine.webhooks import relay

# The vector of the specification's own libraries.
SECRET, ID, SECOND = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
BODY, SIGNATURE = b'{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
NOW = datetime.fromtimestamp(SECOND, UTC)
OLD = signing.new_secret()


def vector(**changes: str) -> Delivery:
    headers = {signing.ID: ID, signing.TIME: str(SECOND), signing.SIGNATURE: SIGNATURE}
    kept = {name: value for name, value in (headers | changes).items() if value}
    return Delivery(kept, {}, BODY, NOW)


def by_library(body: bytes, secret: str = SECRET, moment: datetime = NOW) -> Delivery:
    signature = Webhook(secret).sign(ID, moment, body.decode())
    headers = {signing.ID: ID, signing.TIME: str(int(moment.timestamp())), signing.SIGNATURE: signature}
    return Delivery(headers, {}, body, NOW)


def reason(delivery: Delivery, *secrets: str) -> str:
    with pytest.raises(Forged) as refused:
        relay.verify(delivery, secrets or (SECRET,), "Meta Ads")
    return str(refused.value.facts["reason"])


def test_the_vector_of_the_specification_is_believed():
    assert relay.verify(vector(), (SECRET,), "Meta Ads") == ID


@pytest.mark.parametrize("body", [b"{}", '{"city":"الرياض"}'.encode(), b"[1, 2]"])
def test_what_the_library_signs_is_believed(body):
    assert relay.verify(by_library(body), (SECRET,), "Meta Ads") == ID


def test_the_library_believes_a_secret_of_ours():
    secret = signing.new_secret()

    signed = by_library(b"{}", secret, datetime.now(UTC))

    Webhook(secret).verify(signed.body, dict(signed.headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(signed.body, dict(signed.headers))


def test_any_of_several_secrets_may_sign():
    assert relay.verify(by_library(BODY, OLD), (SECRET, OLD), "Meta Ads") == ID
    assert reason(by_library(BODY, OLD)) == "wrong"


def test_any_of_several_signatures_is_enough():
    both = f"v1,{'A' * 43}= v2,abc {SIGNATURE}"

    assert relay.verify(vector(**{signing.SIGNATURE: both}), (SECRET,), "Meta Ads") == ID


@pytest.mark.parametrize("name", [signing.ID, signing.TIME, signing.SIGNATURE])
def test_a_missing_header_is_missed(name):
    assert reason(vector(**{name: ""})) == "missing"


@pytest.mark.parametrize(
    "signature",
    [
        SIGNATURE[:-2],
        SIGNATURE[3:],
        SIGNATURE * 2,
        SIGNATURE + "=",
        "V1" + SIGNATURE[2:],
        "v2" + SIGNATURE[2:],
        "v1,",
        "v1," + bytes(32).hex(),
    ],
)
def test_a_signature_of_another_form_is_malformed(signature):
    assert reason(vector(**{signing.SIGNATURE: signature})) == "malformed"


@pytest.mark.parametrize("second", ["now", "1614265330.5", "-1", "١٦١٤٢٦٥٣٣٠", "9" * 13])
def test_a_time_that_is_none_is_malformed(second):
    assert reason(vector(**{signing.TIME: second})) == "malformed"


def test_another_case_another_id_or_another_byte_is_wrong():
    assert reason(vector(**{signing.SIGNATURE: "v1," + SIGNATURE[3:].swapcase()})) == "wrong"
    assert reason(vector(**{signing.ID: "msg_another"})) == "wrong"
    assert reason(Delivery(vector().headers, {}, BODY + b" ", NOW)) == "wrong"


@pytest.mark.parametrize("minutes", [-10, 10])
def test_ten_minutes_off_is_stale(minutes):
    assert reason(by_library(BODY, moment=NOW + timedelta(minutes=minutes))) == "stale"


@pytest.mark.parametrize("seconds", [-299, 299])
def test_five_minutes_off_is_fine(seconds):
    assert relay.verify(by_library(BODY, moment=NOW + timedelta(seconds=seconds)), (SECRET,), "Meta Ads") == ID


def test_only_a_secret_of_the_scheme_signs():
    assert signing.is_secret(signing.new_secret())
    assert not any(signing.is_secret(text) for text in ("", "whsec_", "whsec_%%%", "sandbox-secret"))
    assert reason(vector(), "sandbox-secret") == "wrong"
