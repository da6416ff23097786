"""Every way in which Snapchat says no becomes the right error; shapes as its servers send them."""

from typing import Any

import pytest

from engine.connectors.snapchat.faults import fault
from engine.connectors.wire import Reply
from engine.core.errors import AppError, Missing, PlatformBusy, Refused, SignedOut, TooMuchData

EXPIRED = 'Bearer error="invalid_token", error_description="The access token expired"'


def envelope(code: str, message: str) -> dict[str, Any]:
    return {
        "request_status": "ERROR",
        "request_id": "5b3f92d000ff0943024587937a0001",
        "debug_message": message,
        "display_message": "We're sorry, but the requested resource is not available at this time",
        "error_code": code,
    }


def refusal(status: int, body: Any, **headers: str) -> AppError:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    found = fault(Reply(status, named, body))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "code", "expected", "reason"),
    [
        (400, "E1001", Refused, "validation"),
        (400, "E1165", Refused, "validation"),
        (400, "E1166", Refused, "validation"),
        (400, "E2023", Refused, "validation"),
        (403, "E3002", Refused, "permission"),
        (404, "E3003", Missing, "gone"),
        (429, "E1010", PlatformBusy, "throttled"),
        (500, "E1000", PlatformBusy, "transient"),
        (502, "E1000", PlatformBusy, "transient"),
        (503, "E1000", PlatformBusy, "transient"),
        (504, "E1000", PlatformBusy, "transient"),
    ],
)
def test_the_status_says_what_an_envelope_means(status, code, expected, reason):
    error = refusal(status, envelope(code, "said so"))

    assert type(error) is expected
    assert error.facts["reason"] == reason
    assert code in error.detail


@pytest.mark.parametrize(
    ("headers", "message", "reason"),
    [
        ({"www_authenticate": EXPIRED}, "", "expired"),
        ({}, "The access token expired", "expired"),
        ({"www_authenticate": 'Bearer error="invalid_token"'}, "Unauthorized", "expired"),
        (
            {"www_authenticate": 'Bearer error="invalid_token", error_description="The token was revoked"'},
            "",
            "revoked",
        ),
    ],
)
def test_in_doubt_a_token_is_refreshed(headers, message, reason):
    error = refusal(401, envelope("E1004", message), **headers)

    assert isinstance(error, SignedOut)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, 60),
        ({"retry_after": "7"}, 7),
        ({"x_rate_limit_reset": "12"}, 12),
        ({"x_rate_limit_reset": "1795000000"}, 60),
    ],
)
def test_a_throttle_holds_everybody_as_long_as_told(headers, wait_s):
    error = refusal(429, envelope("E1010", "slow down"), **headers)

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["whole_app"]) == (wait_s, True)


def test_only_snapchats_own_words_say_that_time_ran_out():
    assert refusal(504, envelope("E1000", "timed out")).facts["overdue"] is True
    assert "overdue" not in refusal(504, None).facts


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("E3003: Resource can not be found", Missing),
        ("E2025: daily_budget_micro must be at least 20000000", Refused),
        ("E1001: name is required", Refused),
        ("the servers disagree", PlatformBusy),
    ],
)
@pytest.mark.parametrize("word", ["ERROR", "error"])
def test_a_success_may_hold_an_error(word, reason, expected):
    fine = {"sub_request_status": "SUCCESS", "campaign": {"id": "1"}}
    bad = {"sub_request_status": word, "sub_request_error_reason": reason}

    error = refusal(200, {"request_status": "SUCCESS", "request_id": "r", "campaigns": [fine, bad]})

    assert type(error) is expected
    assert reason.split(": ")[-1] in error.detail


def test_a_whole_answer_may_be_an_error_under_a_200():
    assert isinstance(refusal(200, envelope("E3003", "Resource can not be found")), Missing)


@pytest.mark.parametrize(
    ("error", "expected", "reason"),
    [
        ("invalid_grant", SignedOut, "revoked"),
        ("invalid_client", Refused, "permission"),
        ("unsupported_grant_type", Refused, "validation"),
        ("server_error", PlatformBusy, "transient"),
    ],
)
@pytest.mark.parametrize("status", [400, 401])
def test_the_token_endpoints_flat_errors_are_read_too(status, error, expected, reason):
    found = refusal(status, {"error": error, "error_description": "The refresh token is invalid"})

    assert isinstance(found, expected)
    assert found.facts["reason"] == reason


@pytest.mark.parametrize("word", ["SUCCESS", "success"])
def test_a_success_is_none_however_it_is_written(word):
    entry = {"sub_request_status": word, "timeseries_stat": {"id": "1", "timeseries": []}}

    assert fault(Reply(200, {}, {"request_status": word, "timeseries_stats": [entry]})) is None


def test_too_much_is_told_apart_from_trouble(snapchat_person):
    account = snapchat_person.busy()[0]
    days = snapchat_person.last_days(2, account)
    snapchat_person.sandbox.fault("snapchat", "too_much_data", path="/stats")

    with pytest.raises(TooMuchData):
        snapchat_person.metrics(account, days)
    snapchat_person.sandbox.fault("snapchat", "too_much_data", path="/stats")
    assert snapchat_person.metrics(account, days.halves()[0])
