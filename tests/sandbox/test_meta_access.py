"""Signing in to Meta, what a token is, proofs, versions, and the headers that count calls."""

import hmac
import json
from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.control import Control
from tests.sandbox.visitors import CLIENT, KSA, REDIRECT, Meta, meta_person, serving


def proof(token: str, secret: str = CLIENT["client_secret"]) -> str:
    return hmac.new(secret.encode(), token.encode(), sha256).hexdigest()


def exchange(control: Control, http: httpx.Client, **query: str) -> httpx.Response:
    return http.get(f"{control.url}/meta/v26.0/oauth/access_token", params=CLIENT | query)


def test_a_short_token_becomes_a_long_one_and_is_described(meta, control, http):
    long = exchange(control, http, grant_type="fb_exchange_token", fb_exchange_token=meta.token).json()
    query = {
        "input_token": long["access_token"],
        "access_token": f"{CLIENT['client_id']}|{CLIENT['client_secret']}",
    }
    data = http.get(f"{control.url}/meta/v26.0/debug_token", params=query).json()["data"]

    assert (long["token_type"], long["expires_in"]) == ("bearer", 5_183_944)
    assert data["is_valid"]
    assert data["expires_at"] - data["issued_at"] == long["expires_in"]
    assert "ads_management" in data["scopes"]


def test_a_code_is_good_once_and_for_its_own_address_only(control, http):
    code = control.post("/grants", platform="meta", redirect_uri=REDIRECT)["code"]
    elsewhere = exchange(control, http, code=code, redirect_uri="http://elsewhere.example/")
    used = exchange(control, http, code=code, redirect_uri=REDIRECT)

    assert [r.json()["error"]["code"] for r in (elsewhere, used)] == [100, 100]


def test_a_code_grows_old(control, http):
    code = control.post("/grants", platform="meta", redirect_uri=REDIRECT)["code"]
    control.post("/clock", advance_s=601)

    assert exchange(control, http, code=code, redirect_uri=REDIRECT).status_code == 400


@pytest.mark.parametrize("wrong", [{"client_id": "other"}, {"client_secret": "other"}])
def test_only_the_client_exchanges(control, http, wrong):
    code = control.post("/grants", platform="meta", redirect_uri=REDIRECT)["code"]

    assert exchange(control, http, code=code, redirect_uri=REDIRECT, **wrong).status_code == 400


def test_the_token_may_stand_in_the_header_the_query_or_the_body(meta, http):
    address = f"{meta.url}/meta/v26.0/act_{KSA}"
    campaign = meta.get(f"act_{KSA}/campaigns", fields="name")["data"][0]

    assert http.get(address, headers={"Authorization": f"Bearer {meta.token}"}).status_code == 200
    assert http.get(address, params={"access_token": meta.token}).status_code == 200
    for how in ("data", "json"):
        body: dict[str, Any] = {how: {"name": campaign["name"], "access_token": meta.token}}
        assert http.post(f"{meta.url}/meta/v26.0/{campaign['id']}", **body).json() == {"success": True}


def test_every_way_a_token_dies_has_its_subcode(meta, control, http):
    def subcode(person: Meta) -> tuple[int, int | None]:
        error = person.error("me/adaccounts")
        return error["code"], error.get("error_subcode")

    other = meta_person(control.url, http)
    control.post("/tokens", platform="meta", action="expire", token=meta.token)
    control.post("/tokens", platform="meta", action="revoke", token=other.token)
    invented = meta_person(control.url, http)
    invented.token = "invented"

    assert [subcode(person) for person in (meta, other, invented)] == [(190, 463), (190, 458), (190, 467)]


def test_a_token_expires_with_the_clock(meta, control):
    control.post("/clock", advance_s=5_399)
    assert meta.get("me")["id"]

    control.post("/clock", advance_s=2)

    assert meta.error("me")["error_subcode"] == 463


def test_a_dead_token_cannot_be_exchanged(meta, control, http):
    control.post("/tokens", platform="meta", action="expire")

    answer = exchange(control, http, grant_type="fb_exchange_token", fb_exchange_token=meta.token)

    assert answer.json()["error"]["code"] == 190


def test_taking_permissions_back_ends_the_token(meta):
    assert meta.get("me/permissions")["data"][0]["status"] == "granted"

    assert meta.call("DELETE", "me/permissions").json() == {"success": True}

    assert meta.error("me")["error_subcode"] == 458


def test_what_was_not_granted_is_refused(control, http):
    code = control.post("/grants", platform="meta", redirect_uri=REDIRECT, scope="ads_read")["code"]
    person = meta_person(control.url, http)
    person.token = exchange(control, http, code=code, redirect_uri=REDIRECT).json()["access_token"]
    campaign = person.get(f"act_{KSA}/campaigns")["data"][0]["id"]

    refused = person.error(campaign, "POST", status="PAUSED")

    assert (refused["http"], refused["code"]) == (403, 200)


def test_a_proof_is_checked_when_it_is_sent(meta):
    assert meta.get("me", appsecret_proof=proof(meta.token))["id"]
    assert meta.error("me", appsecret_proof=proof(meta.token, "wrong"))["code"] == 100
    assert proof("TOKEN", "appsecret") == "5ce7e27778ee701854c15400a27248a17dca845fae4a6a40efc6de3c6e504067"


def test_an_app_may_require_proofs(http, tmp_path):
    with serving(tmp_path, SANDBOX_META_REQUIRE_PROOF="true") as url:
        person = meta_person(url, http)

        assert person.error("me")["code"] == 100
        assert person.get("me", appsecret_proof=proof(person.token))["id"]


@pytest.mark.parametrize("version", ["v23.0", "v2.0", "v99.0", "me"])
def test_dead_versions_and_none_are_refused(meta, http, version):
    path = f"{meta.url}/meta/{version}/adaccounts"

    error = http.get(path, params={"access_token": meta.token}).json()["error"]

    assert (error["code"], error["type"]) == (2635, "OAuthException")


def test_usage_headers_count_calls_by_app_and_account(meta, http, tmp_path):
    with serving(tmp_path, SANDBOX_META_CALLS_PER_HOUR="40") as url:
        person = meta_person(url, http)
        seen = [person.call("GET", f"act_{KSA}/insights", date_preset="yesterday") for _ in range(8)]
        app = [json.loads(r.headers["x-app-usage"])["call_count"] for r in seen]
        account = [json.loads(r.headers["x-ad-account-usage"])["acc_id_util_pct"] for r in seen]
        case = json.loads(seen[-1].headers["x-business-use-case-usage"])[KSA][0]

        assert app == sorted(app)
        assert app[-1] - app[0] >= 15
        assert account[-1] > account[0] > 0
        assert case["type"] == "ads_insights"
        assert account[-1] - 1 <= case["call_count"] <= account[-1]
        assert "x-fb-ads-insights-throttle" in seen[-1].headers


def test_too_many_calls_are_refused_with_the_code_of_what_was_called(http, tmp_path):
    with serving(tmp_path, SANDBOX_META_CALLS_PER_HOUR="30") as url:
        person = meta_person(url, http)
        for _ in range(15):
            person.call("GET", f"act_{KSA}/insights", date_preset="yesterday")
            last = person.call("GET", f"act_{KSA}/campaigns")
        codes = {person.call("GET", path).json()["error"]["code"] for path in ("me", "me/adaccounts")}

        assert last.status_code == 400
        assert codes == {4}
