"""What Snapchat refuses, in its own envelope."""

import pytest

from tests.sandbox.snapchat import DAY, EMPTY, KSA, NOMAD, TOKENS
from tests.sandbox.visitors import CLIENT

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"start_time": "2026-11-01T00:00:00.000+02:00"}, "Start time should start at the beginning of a day"),
        ({"start_time": "2026-11-01T00:00:00Z"}, "Start time should start at the beginning of a day"),
        ({"end_time": "2026-11-11T00:30:00+03:00"}, "End time should start at the beginning of a day"),
        ({"start_time": "2026-11-01T00:00:00"}, "offset"),
        ({"start_time": "yesterday"}, "ISO 8601"),
        ({"end_time": "2026-12-03T00:00:00+03:00"}, "at most 31 days"),
        ({"granularity": "HOUR"}, "at most 7 days"),
        ({"end_time": "2026-11-01T00:00:00+03:00"}, "after start time"),
        ({"end_time": ""}, "required"),
        ({"granularity": "WEEK"}, "granularity"),
        ({"fields": "impressions,likes"}, "likes"),
        ({"swipe_up_attribution_window": "3_DAY"}, "3_DAY"),
        ({"view_attribution_window": "2_DAY"}, "2_DAY"),
        ({"action_report_time": "later"}, "later"),
        ({"breakdown": "creative"}, "creative"),
        ({"omit_empty": "maybe"}, "omit_empty"),
        ({"limit": "10"}, "between 50 and 1000"),
        ({"limit": "1001"}, "between 50 and 1000"),
        ({"cursor": "invented"}, "cursor"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(snapchat, query, words):
    status, _, said = snapchat.error(f"adaccounts/{KSA}/stats", **(DAY | {"breakdown": "campaign"} | query))

    assert status == 400
    assert words in said


def test_a_month_of_days_and_a_week_of_hours_are_allowed(snapchat):
    campaign = snapchat.some("campaigns")[0]["id"]

    for granularity, end in (("DAY", "2026-12-02"), ("HOUR", "2026-11-08")):
        window = {"granularity": granularity, "end_time": f"{end}T00:00:00+03:00"}
        assert snapchat.series(f"campaigns/{campaign}/stats", **window)[0]["timeseries"]


def test_midnight_follows_the_clock_change(snapchat):
    for start, fine in (("2026-10-31T00:00:00-04:00", True), ("2026-11-02T00:00:00-05:00", True),
                        ("2026-11-02T00:00:00-04:00", False)):  # fmt: skip
        query = DAY | {"start_time": start, "end_time": "2026-11-05T00:00:00-05:00", "breakdown": "ad"}
        assert (snapchat.call("GET", f"adaccounts/{NOMAD}/stats", **query).status_code == 200) == fine


def test_an_account_alone_tells_its_spend_only(snapchat):
    assert snapchat.error(f"adaccounts/{KSA}/stats", **DAY, fields="impressions")[0] == 400
    assert snapchat.series(f"adaccounts/{KSA}/stats", fields="spend")[0]["timeseries"]


def test_people_are_not_counted_by_the_hour(snapchat):
    window = DAY | {"granularity": "HOUR", "end_time": "2026-11-02T00:00:00+03:00"}
    campaign = snapchat.some("campaigns")[0]["id"]

    assert snapchat.error(f"campaigns/{campaign}/stats", **window, fields="uniques")[0] == 400


@pytest.mark.parametrize(
    "path",
    ["campaigns", f"campaigns/{NOBODY}", f"adaccounts/{NOBODY}/campaigns", f"adaccounts/{KSA}/planets",
     f"organizations/{NOBODY}/adaccounts", f"adsquads/{KSA}", "planets/1", f"adaccounts/{KSA}/stats_report"],
)  # fmt: skip
def test_what_is_not_there_is_e3003(snapchat, path):
    assert snapchat.error(path) == (404, "E3003", "Resource can not be found")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer invented"}, {"Authorization": "Basic eDp5"}])
def test_without_a_token_nothing_opens(control, http, headers):
    response = http.get(f"{control.url}/snapchat/v1/me", headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith('Bearer error="invalid_token"')


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("throttle", 429, "slow down"),
        ("daily_quota", 429, "slow down"),
        ("500", 500, "internal"),
        ("503", 503, "unavailable"),
        ("too_much_data", 504, "timed out"),
        ("missing", 404, "can not be found"),
        ("permission", 403, "authorized"),
        ("expire", 401, "The access token expired"),
        ("revoke", 401, "revoked"),
    ],
)
def test_ordered_refusals_are_snapchats_own(snapchat, control, kind, status, words):
    control.fault("snapchat", kind, account=KSA)

    assert snapchat.call("GET", f"adaccounts/{EMPTY}/campaigns").status_code == 200
    found = snapchat.error(f"adaccounts/{KSA}/campaigns")

    assert found[0] == status
    assert words in found[2]


def test_calls_beyond_the_average_are_refused_without_a_header(snapchat):
    answers = [snapchat.call("GET", "me") for _ in range(130)]

    refused = [each for each in answers if each.status_code == 429]
    assert answers[0].status_code == 200
    assert refused
    assert not [name for name in refused[0].headers if "limit" in name or name == "retry-after"]


def test_a_token_lives_an_hour_and_is_refreshed(snapchat, control, http):
    assert (snapchat.tokens["expires_in"], snapchat.tokens["token_type"]) == (3600, "Bearer")
    control.post("/clock", advance_s=3601)
    assert snapchat.error("me")[0] == 401

    form = CLIENT | {"grant_type": "refresh_token", "refresh_token": snapchat.tokens["refresh_token"]}
    snapchat.tokens = http.post(f"{control.url}/{TOKENS}", data=form).json()

    assert snapchat.get("me")["me"]["organization_id"]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "invented"}, 400, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "invented"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "client_secret": "wrong"}, 401, "invalid_client"),
    ],
)
def test_sign_in_is_refused_in_oauths_words(control, http, form, status, error):
    response = http.post(f"{control.url}/{TOKENS}", data=CLIENT | form)

    assert (response.status_code, response.json()["error"]) == (status, error)
