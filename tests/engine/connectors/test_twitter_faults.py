"""Every error that X documents becomes the right error; shapes as its servers send them."""

import pytest

from engine.connectors.twitter.faults import fault
from engine.connectors.twitter.reports import finished
from engine.connectors.twitter.usage import usage
from engine.connectors.wire import Reply
from engine.core import clock
from engine.core.errors import Missing, PlatformBusy, PlatformError, Refused, SignedOut, TooMuchData


def refusal(status, code, **headers):
    error = {"code": code, "message": "said so", "parameter": "start_time", "value": "", "details": ""}
    body = {"errors": [error], "request": {"params": {}}}
    found = fault(Reply(status, {name.replace("_", "-"): text for name, text in headers.items()}, body))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "code", "expected", "reason"),
    [
        (401, 89, SignedOut, "expired"),
        (401, "UNAUTHORIZED_ACCESS", SignedOut, "revoked"),
        (401, 32, SignedOut, "revoked"),
        (400, 215, SignedOut, "revoked"),
        (403, "CURRENT_USER_SUSPENDED", SignedOut, "revoked"),
        (403, "UNAUTHORIZED_CLIENT_APPLICATION", Refused, "permission"),
        (403, "READONLY_CLIENT_APPLICATION", Refused, "permission"),
        (403, "ACCOUNT_NOT_FOUND", Refused, "permission"),
        (403, "ACCOUNT_LOCKED_OUT", Refused, "permission"),
        (400, "FEATURE_NOT_AVAILABLE", Refused, "permission"),
        (400, "INVALID_TIME_WINDOW", Refused, "validation"),
        (400, "INVALID_PARAMETER", Refused, "validation"),
        (400, "MISSING_PARAMETER", Refused, "validation"),
        (400, "EXCLUSIVE_PARAMETERS", Refused, "validation"),
        (400, "SPEND_EXCEEDS_BUDGET", Refused, "validation"),
        (400, "TOO_MANY_CAMPAIGNS", Refused, "validation"),
        (400, "NEVER_HEARD_OF", Refused, "validation"),
        (405, "METHOD_NOT_ALLOWED", Refused, "validation"),
        (404, "ROUTE_NOT_FOUND", Refused, "version"),
        (404, "CAMPAIGN_NOT_FOUND", Missing, "gone"),
        (404, "LINE_ITEM_NOT_FOUND", Missing, "gone"),
        (404, "PROMOTED_TWEET_NOT_FOUND", Missing, "gone"),
        (404, "NOT_FOUND", Missing, "gone"),
        (400, "REQUEST_TOO_COMPLEX", TooMuchData, "too_much"),
        (408, "CANCELLED_REQUEST", PlatformBusy, "transient"),
        (423, "LOCK_ACQUISITION_TIMEOUT", PlatformBusy, "transient"),
        (500, "INTERNAL_ERROR", PlatformBusy, "transient"),
        (503, "SERVICE_UNAVAILABLE", PlatformBusy, "transient"),
        (503, "OVER_CAPACITY", PlatformBusy, "transient"),
        (500, "NEVER_HEARD_OF", PlatformBusy, "transient"),
        (401, 135, PlatformBusy, "misdated"),
        (429, "TOO_MANY_REQUESTS", PlatformBusy, "throttled"),
        (429, 88, PlatformBusy, "throttled"),
    ],
)
def test_each_code_has_its_error(status, code, expected, reason):
    error = refusal(status, code)

    assert type(error) is expected
    assert error.facts["reason"] == reason
    assert f"{code}: said so (start_time)" in error.detail


def test_a_throttle_lasts_until_the_account_s_own_window_begins_again():
    now = int(clock.now().timestamp())

    error = refusal(
        429, "TOO_MANY_REQUESTS", x_account_rate_limit_reset=str(now + 300), x_rate_limit_reset=str(now + 9)
    )

    assert 295 < error.retry_after <= 300
    assert not error.facts["whole_app"]


def test_a_throttle_without_headers_lasts_a_minute():
    assert refusal(429, 88).retry_after == 60


def test_an_outage_is_waited_out_as_long_as_x_says():
    assert refusal(503, "OVER_CAPACITY", retry_after="7").retry_after == 7


@pytest.mark.parametrize(
    ("status", "expected"), [(404, Missing), (503, PlatformBusy), (401, SignedOut), (429, PlatformBusy)]
)
def test_a_body_that_is_no_envelope_is_read_by_its_status(status, expected):
    assert isinstance(fault(Reply(status, {}, {"title": "Unauthorized"})), expected)


def test_an_answer_without_error_is_none():
    assert fault(Reply(200, {}, {"data": [], "request": {"params": {}}})) is None


def test_the_account_s_window_counts_before_the_person_s():
    headers = {
        "x-rate-limit-limit": "100000", "x-rate-limit-remaining": "99999", "x-rate-limit-reset": "1",
        "x-account-rate-limit-limit": "10000", "x-account-rate-limit-remaining": "500",
    }  # fmt: skip

    [seen] = usage(Reply(200, headers, {}))

    assert (seen.percent, seen.regain_s) == (95, 0)


def test_a_spent_window_is_closed_until_it_begins_again():
    reset = str(int(clock.now().timestamp()) + 100)
    headers = {"x-rate-limit-limit": "5", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}

    [seen] = usage(Reply(200, headers, {}))

    assert seen.percent == 100
    assert 95 < seen.regain_s <= 100


@pytest.mark.parametrize("headers", [{}, {"x-rate-limit-limit": "many"}])
def test_without_headers_nothing_is_known(headers):
    assert list(usage(Reply(200, headers, {}))) == []


def test_a_job_under_way_is_waited_for_and_a_failed_one_asked_again_later():
    assert finished({"status": "PROCESSING", "url": None}) is None
    assert finished({"status": "SUCCESS", "url": "https://ton.twimg.com/a/b.json.gz"})
    with pytest.raises(PlatformBusy):
        finished({"status": "FAILED", "id_str": "1"})
    with pytest.raises(PlatformError):
        finished({"status": "SUCCESS", "url": None})


def problem(status, kind, **more):
    body = {"title": "Said so", "detail": "why", "type": kind, "status": status} | more
    return fault(Reply(status, {}, body))


@pytest.mark.parametrize(
    ("status", "kind", "expected", "reason"),
    [
        (400, "invalid-request", Refused, "validation"),
        (401, "about:blank", SignedOut, "revoked"),
        (403, "about:blank", Refused, "permission"),
        (403, "oauth1-permissions", Refused, "permission"),
        (403, "client-forbidden", Refused, "permission"),
        (403, "not-authorized-for-resource", Refused, "permission"),
        (404, "resource-not-found", Missing, "gone"),
        (404, "about:blank", Missing, "gone"),
        (413, "about:blank", Refused, "validation"),
        (429, "about:blank", PlatformBusy, "throttled"),
        (429, "usage-capped", PlatformBusy, "throttled"),
        (500, "internal-error", PlatformBusy, "transient"),
        (503, "about:blank", PlatformBusy, "transient"),
    ],
)
def test_problems_of_version_2_have_our_meaning(status, kind, expected, reason):
    for host in ("https://api.x.com/2/problems/", "https://api.twitter.com/2/problems/"):
        found = problem(status, kind if kind == "about:blank" else host + kind)

        assert isinstance(found, expected)
        assert found.facts["reason"] == reason


def test_a_problem_says_what_was_wrong_with_which_parameter():
    wrong = [{"parameters": {"text": [""]}, "message": "Your Tweet text is too long."}]

    assert "too long" in problem(400, "https://api.x.com/2/problems/invalid-request", errors=wrong).detail


BAD_ITEM = {"code": "INVALID_PARAMETER", "message": "no", "parameter": "x"}


@pytest.mark.parametrize("items", [[[], [BAD_ITEM]], [BAD_ITEM]])
def test_one_bad_item_of_a_batch_is_what_the_batch_fails_of(items):
    found = fault(Reply(400, {}, {"operation_errors": items, "data": []}))

    assert isinstance(found, Refused)
    assert "INVALID_PARAMETER" in found.detail


def test_a_batch_without_errors_is_none():
    assert fault(Reply(200, {}, {"operation_errors": [[], []], "data": [{"id": "1"}]})) is None
    assert fault(Reply(200, {}, {"operation_errors": [[]], "data": []})) is None
