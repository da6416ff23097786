"""Signing in to Google: codes, PKCE, refresh tokens, hours that pass, and consent taken back."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.control import Control
from tests.sandbox.visitors import CLIENT, NORDLYS, REDIRECT, Google, google_person, serving

QUERY = {"query": "SELECT customer.id FROM customer"}


def token(control: Control, http: httpx.Client, **form: str) -> httpx.Response:
    return http.post(f"{control.url}/google/token", data=CLIENT | form)


def refreshed(google: Google, control: Control, http: httpx.Client) -> httpx.Response:
    return token(control, http, grant_type="refresh_token", refresh_token=google.tokens["refresh_token"])


def works(google: Google) -> bool:
    return google.post(f"{NORDLYS}/googleAds:search", QUERY, None).status_code == 200


def test_an_access_token_lives_an_hour_and_is_refreshed(google, control, http):
    assert google.tokens["expires_in"] == 3_599
    assert google.tokens["token_type"] == "Bearer"
    control.post("/clock", advance_s=3_600)
    assert not works(google)

    fresh = refreshed(google, control, http).json()

    assert "refresh_token" not in fresh
    google.tokens |= fresh
    assert works(google)


def test_a_revoked_consent_is_dead_for_good(google, control, http):
    assert http.post(f"{control.url}/google/revoke", params={"token": google.tokens["refresh_token"]}).json() == {}

    answer = refreshed(google, control, http)

    assert not works(google)
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }
    assert http.post(f"{control.url}/google/revoke", data={"token": "invented"}).status_code == 400


def test_expiring_all_leaves_refresh_tokens_and_revoking_all_does_not(google, control, http):
    control.post("/tokens", platform="google", action="expire")
    assert not works(google)
    assert refreshed(google, control, http).status_code == 200

    control.post("/tokens", platform="google", action="revoke")

    assert refreshed(google, control, http).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "authorization_code", "code": "invented", "redirect_uri": REDIRECT}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "invented"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "client_secret": "wrong"}, "invalid_client"),
    ],
)
def test_what_cannot_be_exchanged_is_named(control, http, form, error):
    assert token(control, http, **form).json()["error"] == error


def consent(control: Control, http: httpx.Client, **query: str) -> str:
    """Press Allow on the consent page and return the code."""
    query = {"client_id": CLIENT["client_id"], "redirect_uri": REDIRECT, "response_type": "code", **query}
    answer = http.post(f"{control.url}/google/o/oauth2/v2/auth", params=query, data={"answer": "allow"})
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


@pytest.mark.parametrize(("verifier", "status"), [("v" * 43, 200), ("w" * 43, 400), ("", 400)])
def test_a_challenge_has_to_be_met(control, http, verifier, status):
    challenge = urlsafe_b64encode(sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    code = consent(control, http, code_challenge=challenge, code_challenge_method="S256", access_type="offline")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": verifier}

    assert token(control, http, **form).status_code == status


@pytest.mark.parametrize(("access", "refreshes"), [("offline", True), ("online", False)])
def test_refresh_tokens_are_for_offline_access(control, http, access, refreshes):
    code = consent(control, http, access_type=access)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}

    assert ("refresh_token" in token(control, http, **form).json()) is refreshes


def test_a_days_operations_are_counted(http, tmp_path, control):
    with serving(tmp_path, SANDBOX_GOOGLE_OPERATIONS_PER_DAY="3") as url:
        google = google_person(url, http)

        statuses = [google.post(f"{NORDLYS}/googleAds:search", QUERY).status_code for _ in range(4)]

        assert statuses == [200, 200, 200, 429]
