"""Every error code that Meta documents becomes the right error; shapes as its servers send them."""

import pytest

from engine.connectors.meta.faults import fault
from engine.connectors.meta.usage import usage
from engine.connectors.wire import Reply, Usage
from engine.core.errors import AppError, Missing, PlatformBusy, Refused, SignedOut, TooMuchData


def refusal(code, subcode=None, status=400, message="(#x) said so", headers=None, **more) -> AppError:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC", **more}
    if subcode is not None:
        error["error_subcode"] = subcode
    found = fault(Reply(status, headers or {}, {"error": error}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "subcode"),
    [(17, 2446079), (32, None), (613, 1487742)]
    + [(code, None) for code in (80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009, 80014)],
)
def test_a_throttle_closes_the_account_for_a_while(code, subcode):
    error = refusal(code, subcode, status=403)

    assert isinstance(error, PlatformBusy)
    assert (error.facts["reason"], error.facts["whole_app"], error.retry_after) == ("throttled", False, 60)


@pytest.mark.parametrize("subcode", [None, 1504022, 1504039])
def test_the_apps_own_throttle_closes_every_account(subcode):
    assert refusal(4, subcode).facts["whole_app"] is True


def test_a_throttle_lasts_as_long_as_the_headers_say():
    headers = {
        "x-business-use-case-usage": '{"12":[{"type":"ads_insights","call_count":100,"total_cputime":20,'
        '"total_time":20,"estimated_time_to_regain_access":7,"ads_api_access_tier":"standard_access"}]}'
    }

    error = refusal(80000, headers=headers)

    assert isinstance(error, PlatformBusy)
    assert error.retry_after == 7 * 60


@pytest.mark.parametrize(
    ("code", "subcode", "status", "more"),
    [
        (1, None, 500, {}),
        (2, None, 503, {}),
        (2601, 1815107, 400, {"message": "Error accessing adreport job"}),
        (12345, None, 400, {"is_transient": True}),
    ],
)
def test_what_passes_is_worth_a_retry(code, subcode, status, more):
    error = refusal(code, subcode, status, **more)

    assert isinstance(error, PlatformBusy)
    assert error.facts["reason"] == "transient"


@pytest.mark.parametrize(
    ("subcode", "message"),
    [
        (99, "An unknown error"),
        (None, "Please reduce the amount of data you're asking for, then retry your request"),
    ],
)
def test_a_question_too_large_asks_for_a_smaller_one(subcode, message):
    assert isinstance(refusal(1, subcode, 500, message), TooMuchData)


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [
        (190, 463, "expired"),
        (190, 467, "expired"),
        (190, None, "expired"),
        (102, None, "expired"),
        (190, 458, "revoked"),
        (190, 459, "revoked"),
        (190, 460, "revoked"),
        (190, 464, "revoked"),
        (190, 492, "revoked"),
        (104, None, "revoked"),
    ],
)
def test_a_dead_token_says_how_it_died(code, subcode, reason):
    error = refusal(code, subcode, 401)

    assert isinstance(error, SignedOut)
    assert error.facts["reason"] == reason


def test_a_wrong_proof_is_a_dead_sign_in():
    assert isinstance(refusal(100, message="Invalid appsecret_proof provided in the API argument"), SignedOut)


@pytest.mark.parametrize("code", [3, 10, 200, 273, 299, 294])
def test_a_missing_permission_is_refused(code):
    error = refusal(code, status=403)

    assert isinstance(error, Refused)
    assert error.facts["reason"] == "permission"


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [(100, None, "validation"), (100, 1487390, "validation"), (3018, None, "validation"), (2635, None, "version")],
)
def test_a_request_that_makes_no_sense_there_is_not_repeated(code, subcode, reason):
    error = refusal(code, subcode)

    assert isinstance(error, Refused)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(("code", "subcode"), [(100, 33), (803, None)])
def test_what_is_gone_is_missing(code, subcode):
    assert isinstance(refusal(code, subcode), Missing)


def test_the_details_keep_metas_words_and_trace_but_no_secret():
    error = refusal(100, message="Bad access_token=EAAB123secret given", status=400)

    assert "EAAB123secret" not in str(error)
    assert error.detail == "100/0 Bad access_token=… given (trace AbC)"


def test_an_answer_without_error_is_none():
    assert fault(Reply(200, {}, {"data": []})) is None


def test_usage_headers_become_budgets():
    reply = Reply(
        200,
        {
            "x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":95}',
            "x-ad-account-usage": '{"acc_id_util_pct":100,"reset_time_duration":40,"ads_api_access_tier":"x"}',
            "x-business-use-case-usage": '{"1":[{"type":"ads_management","call_count":12,"total_cputime":3,'
            '"total_time":91,"estimated_time_to_regain_access":0}]}',
            "x-fb-ads-insights-throttle": '{"app_id_util_pct":10.5,"acc_id_util_pct":20.5}',
        },
        {},
    )

    assert list(usage(reply)) == [
        Usage(95, whole_app=True),
        Usage(100, 40),
        Usage(20.5),
        Usage(10.5, whole_app=True),
        Usage(91),
    ]


@pytest.mark.parametrize("header", ["", "no json", "[1]", "null", '{"call_count":null}'])
def test_a_usage_header_that_cannot_be_read_loses_no_answer(header):
    assert all(seen.percent == 0 for seen in usage(Reply(200, {"x-app-usage": header}, {})))
