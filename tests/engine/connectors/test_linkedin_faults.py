"""Every error that LinkedIn documents becomes the right error; shapes as its servers send them."""

from datetime import UTC, datetime

import pytest

from engine.connectors.linkedin.faults import fault
from engine.connectors.wire import Reply
from engine.core import clock
from engine.core.errors import AppError, Missing, PlatformBusy, Refused, SignedOut

EVENING = datetime(2026, 11, 22, 21, tzinfo=UTC)


def refusal(status, code, number=None, message="said so", **headers) -> AppError:
    body = {"status": status, "code": code, "message": message}
    found = fault(Reply(status, headers, body | ({"serviceErrorCode": number} if number else {})))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "number", "reason"),
    [
        ("INVALID_ACCESS_TOKEN", 65600, "expired"),
        ("REVOKED_ACCESS_TOKEN", 65601, "revoked"),
        ("EXPIRED_ACCESS_TOKEN", 65602, "expired"),
        ("EMPTY_ACCESS_TOKEN", 65604, "expired"),
        ("UNAUTHORIZED", 65601, "revoked"),
        ("REVOKED_ACCESS_TOKEN", None, "revoked"),
        ("UNAUTHORIZED", None, "expired"),
    ],
)
def test_a_refused_token_is_expired_unless_somebody_took_it_back(code, number, reason):
    error = refusal(401, code, number)

    assert isinstance(error, SignedOut)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    ("status", "code", "expected", "reason"),
    [
        (403, "ACCESS_DENIED", Refused, "permission"),
        (404, "NOT_FOUND", Missing, "gone"),
        (404, "RESOURCE_NOT_FOUND", Missing, "gone"),
        (400, "PARAM_INVALID", Refused, "validation"),
        (400, "ILLEGAL_ARGUMENT", Refused, "validation"),
        (400, "QUERY_PARAM_NOT_ALLOWED", Refused, "validation"),
        (422, "UNPROCESSABLE_ENTITY", Refused, "validation"),
        (426, "NONEXISTENT_VERSION", Refused, "version"),
        (426, "SOMETHING_NEW", Refused, "version"),
        (400, "VERSION_MISSING", Refused, "version"),
        (409, "CONFLICT", PlatformBusy, "transient"),
        (412, "PRECONDITION_FAILED", PlatformBusy, "transient"),
        (429, "TOO_MANY_REQUESTS", PlatformBusy, "throttled"),
        (500, "INTERNAL_SERVER_ERROR", PlatformBusy, "transient"),
        (503, "SERVICE_UNAVAILABLE", PlatformBusy, "transient"),
        (504, "GATEWAY_TIMEOUT", PlatformBusy, "transient"),
    ],
)
def test_each_status_is_read(status, code, expected, reason):
    error = refusal(status, code)

    assert type(error) is expected
    assert error.facts["reason"] == reason


def test_an_application_whose_day_is_used_up_waits_for_midnight_utc():
    with clock.stopped_at(EVENING):
        error = refusal(
            429, "TOO_MANY_REQUESTS", 101,
            "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
        )  # fmt: skip

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["reason"], error.facts["whole_app"]) == (3 * 3600, "quota", True)


def test_a_member_whose_day_is_used_up_waits_alone():
    with clock.stopped_at(EVENING):
        message = "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached."
        error = refusal(429, "TOO_MANY_REQUESTS", 101, message)

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["whole_app"]) == (3 * 3600, False)


@pytest.mark.parametrize(
    ("message", "headers", "seconds"),
    [
        ("Request would exceed the limit of 45000000 metric values in 5 minutes", {}, 330),
        ("Too many requests", {}, 60),
        ("Too many requests", {"retry-after": "7"}, 7),
    ],
)
def test_other_throttles_are_minutes(message, headers, seconds):
    body = {"status": 429, "code": "TOO_MANY_REQUESTS", "message": message}

    error = fault(Reply(429, headers, body))

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["reason"]) == (seconds, "throttled")


@pytest.mark.parametrize(
    ("status", "error", "expected", "reason"),
    [
        (400, "invalid_grant", SignedOut, "revoked"),
        (401, "invalid_client", Refused, "permission"),
        (400, "invalid_request", Refused, "validation"),
        (503, "temporarily_unavailable", PlatformBusy, "transient"),
    ],
)
def test_the_token_endpoints_flat_errors_are_read_too(status, error, expected, reason):
    found = fault(Reply(status, {}, {"error": error, "error_description": "it is so"}))

    assert found is not None
    assert type(found) is expected
    assert found.facts["reason"] == reason


@pytest.mark.parametrize("body", [None, [], "text", {"message": "no code"}])
def test_a_failure_in_no_envelope_is_read_by_its_status(body):
    assert isinstance(fault(Reply(403, {}, body)), Refused)


def test_an_answer_without_error_is_none():
    assert fault(Reply(200, {}, {"elements": []})) is None
    assert fault(Reply(204, {}, None)) is None
