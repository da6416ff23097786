"""Every code that TikTok documents becomes the right error; shapes as its servers send them, with HTTP 200."""

from datetime import UTC, datetime

import pytest

from engine.connectors.tiktok.faults import fault
from engine.connectors.wire import Reply
from engine.core import clock
from engine.core.errors import AppError, Missing, PlatformBusy, PlatformError, Refused, SignedOut

REQUEST = "20261122180000ABCDEF0123456789"


def refusal(code, message="said so") -> AppError:
    found = fault(Reply(200, {}, {"code": code, "message": message, "request_id": REQUEST, "data": {}}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "whole_app"), [(40100, True), (61000, True), (40016, False), (40132, False), (40133, False)]
)
def test_a_throttle_closes_the_app_or_the_account(code, whole_app):
    error = refusal(code, "Too many requests. Please retry in some time.")

    assert isinstance(error, PlatformBusy)
    assert (error.facts["reason"], error.facts["whole_app"], error.retry_after) == ("throttled", whole_app, 60)


@pytest.mark.parametrize(("limit", "wait_s"), [("QPS", 1), ("QPM", 300)])
def test_a_throttle_lasts_as_long_as_its_limit_takes_to_recover(limit, wait_s):
    error = refusal(40100, f"Too many requests: {limit} limit reached.")

    assert isinstance(error, PlatformBusy)
    assert error.retry_after == wait_s


def test_a_day_that_is_spent_ends_at_midnight_in_utc():
    with clock.stopped_at(datetime(2026, 11, 22, 21, 30, tzinfo=UTC)):
        error = refusal(40100, "QPD limit reached.")

    assert isinstance(error, PlatformBusy)
    assert (error.facts["reason"], error.retry_after) == ("quota", 2.5 * 3600)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (40102, "expired"), (40103, "expired"), (40104, "revoked"), (40105, "revoked"), (40106, "revoked"),
        (40107, "revoked"), (40110, "revoked"), (40114, "revoked"),
    ],
)  # fmt: skip
def test_a_dead_token_says_how_it_died(code, reason):
    error = refusal(code)

    assert isinstance(error, SignedOut)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (40001, "permission"), (40101, "permission"), (40113, "permission"), (40130, "permission"),
        (40000, "validation"), (40002, "validation"), (40050, "validation"), (40502, "validation"),
        (40012, "validation"), (40051, "version"), (40006, "version"),
    ],
)  # fmt: skip
def test_what_is_refused_stays_refused(code, reason):
    error = refusal(code)

    assert isinstance(error, Refused)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize("code", [50000, 51000, 52001, 53102, 40201, 40202, 60001])
def test_what_passes_is_worth_a_retry(code):
    error = refusal(code)

    assert isinstance(error, PlatformBusy)
    assert error.facts["reason"] == "transient"
    assert error.retry_after == (300 if code == 60001 else None)


@pytest.mark.parametrize("code", [50002, 51010])
def test_a_question_that_runs_out_of_time_may_be_divided(code):
    assert refusal(code).facts["overdue"] is True


@pytest.mark.parametrize("code", [40007, 40300])
def test_what_is_gone_is_missing(code):
    assert isinstance(refusal(code), Missing)


def test_the_details_keep_the_code_the_words_and_the_request():
    error = refusal(40002, "access_token=abc123 is wrong")

    assert error.detail == f"40002 access_token=… is wrong (request {REQUEST})"


@pytest.mark.parametrize("body", [None, [], {}, {"code": "0"}, {"code": True}, {"data": {}}])
def test_an_answer_without_a_code_is_no_answer(body):
    found = fault(Reply(200, {}, body))

    assert type(found) is PlatformError
    assert isinstance(fault(Reply(502, {}, body)), PlatformBusy)


@pytest.mark.parametrize("body", [{"code": 0, "data": {}}, {"code": 20001, "data": {}}, "campaign_id,spend\n"])
def test_success_part_of_it_and_files_are_no_fault(body):
    assert fault(Reply(200, {}, body)) is None
