"""Signing in to X and signing every call: three legs, HMAC-SHA1, a stamp that is of now, a nonce used once."""

from urllib.parse import parse_qsl

import pytest
from oauthlib.oauth1 import Client

from tests.sandbox.twitter import WAHA, X, consent, request_token, twitter_person
from tests.sandbox.visitors import CLIENT


@pytest.fixture
def x(control, http) -> X:
    return twitter_person(control.url, http)


def test_three_legs_bring_a_token(control, http):
    x = X(control.url, http)
    asked = request_token(x)
    assert asked["oauth_callback_confirmed"] == "true"

    back = consent(x, asked["oauth_token"])
    assert (back["state"], back["oauth_token"]) == ("s1", asked["oauth_token"])
    signer = x.signer(
        resource_owner_key=asked["oauth_token"],
        resource_owner_secret=asked["oauth_token_secret"],
        verifier=back["oauth_verifier"],
    )
    granted = dict(parse_qsl(x.call("POST", "/oauth/access_token", signer).text))

    assert granted.keys() == {"oauth_token", "oauth_token_secret", "user_id", "screen_name"}
    signed_in = X(control.url, http, granted["oauth_token"], granted["oauth_token_secret"])
    assert len(signed_in.get("accounts")) == 4
    assert signed_in.call("POST", "/oauth/access_token", signer).status_code == 401


def test_who_declines_is_sent_back_with_denied(control, http):
    x = X(control.url, http)
    token = request_token(x)["oauth_token"]

    assert consent(x, token, "deny") == {"state": "s1", "denied": token}
    page = http.get(f"{control.url}/twitter/oauth/authorize", params={"oauth_token": token})
    assert page.status_code == 400


def test_an_unsigned_call_has_bad_authentication_data(x):
    answer = x.http.get(f"{x.url}/twitter/12/accounts")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, 215)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"resource_owner_secret": "wrong"}, 32),
        ({"resource_owner_key": "invented", "resource_owner_secret": "x"}, 89),
        ({"timestamp": "1500000000"}, 135),
        ({"signature_method": "PLAINTEXT"}, 32),
    ],
)
def test_a_wrong_signature_opens_nothing(x, change, code):
    answer = x.call("GET", "accounts", x.signer(**change))

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, code)


def test_the_keys_have_to_be_ours(x):
    other = Client(CLIENT["client_id"], "wrong", resource_owner_key=x.token, resource_owner_secret=x.secret)

    assert x.call("GET", "accounts", other).json()["errors"][0]["code"] == 32


def test_a_signature_is_for_its_own_address_and_for_one_call(x):
    address = f"{x.url}/twitter/12/accounts/{WAHA}/campaigns"
    _, headers, _ = x.signer().sign(address, http_method="GET")

    assert x.http.get(f"{address}?count=1", headers=headers).status_code == 401
    _, headers, _ = x.signer().sign(address, http_method="GET")
    assert [x.http.get(address, headers=headers).status_code for _ in range(2)] == [200, 401]


def test_a_token_lasts_until_it_is_handed_back(x, control):
    control.post("/clock", advance_s=400 * 86_400)
    assert x.get("accounts")

    assert x.call("POST", "/1.1/oauth/invalidate_token.json").json() == {"access_token": x.token}

    assert x.refusal("GET", "accounts") == (401, "UNAUTHORIZED_ACCESS")


def test_accounts_may_be_listed_five_times_in_a_quarter_of_an_hour(x):
    answers = [x.call("GET", "accounts") for _ in range(6)]

    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert answers[4].headers["x-rate-limit-remaining"] == "0"
    assert answers[5].headers["x-rate-limit-reset"].isdigit()
    assert x.call("GET", f"accounts/{WAHA}/campaigns").headers["x-account-rate-limit-limit"] == "10000"


def test_no_secret_is_kept_in_the_record_of_calls(x, control):
    x.get("accounts")

    kept = repr(control.get("/calls", platform="twitter"))
    assert x.token not in kept
    assert x.secret not in kept
    assert "oauth_verifier" not in kept
