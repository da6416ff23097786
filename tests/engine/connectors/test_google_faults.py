"""Every error that Google Ads documents becomes the right error; shapes as its servers send them."""

from typing import Any

import pytest

from engine.connectors.google.faults import fault
from engine.connectors.wire import Reply
from engine.core.errors import AppError, Missing, PlatformBusy, Refused, SignedOut


def failure(kind, name, status=400, **details) -> dict[str, Any]:
    return {
        "error": {
            "code": status,
            "message": "Request contains an invalid argument.",
            "status": "INVALID_ARGUMENT",
            "details": [
                {
                    "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
                    "errors": [{"errorCode": {kind: name}, "message": "said so", "details": details}],
                    "requestId": "rQ1",
                }
            ],
        }
    }


def refusal(kind, name, status=400, **details) -> AppError:
    found = fault(Reply(status, {}, failure(kind, name, status, **details)))
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["OAUTH_TOKEN_EXPIRED", "OAUTH_TOKEN_INVALID"])
def test_an_expired_token_may_be_refreshed(name):
    error = refusal("authenticationError", name, 401)

    assert isinstance(error, SignedOut)
    assert error.facts["reason"] == "expired"


@pytest.mark.parametrize("name", ["OAUTH_TOKEN_REVOKED", "OAUTH_TOKEN_DISABLED", "GOOGLE_ACCOUNT_DELETED"])
def test_a_revoked_token_needs_the_person(name):
    error = refusal("authenticationError", name, 401)

    assert isinstance(error, SignedOut)
    assert error.facts["reason"] == "revoked"


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        ("authenticationError", "NOT_ADS_USER", 401),
        ("authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED", 401),
        ("authorizationError", "USER_PERMISSION_DENIED", 403),
        ("authorizationError", "CUSTOMER_NOT_ENABLED", 403),
        ("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION", 403),
        ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED", 403),
    ],
)
def test_a_missing_permission_is_refused(kind, name, status):
    error = refusal(kind, name, status)

    assert isinstance(error, Refused)
    assert error.facts["reason"] == "permission"


def test_a_short_quota_waits_as_long_as_google_says():
    quota = {"rateScope": "DEVELOPER", "rateName": "Requests per minute", "retryDelay": "30s"}

    error = refusal("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", 429, quotaErrorDetails=quota)

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["reason"], error.facts["whole_app"]) == (30, "throttled", True)


def test_an_accounts_own_quota_leaves_the_others_alone():
    quota = {"rateScope": "ACCOUNT", "retryDelay": "1.5s"}

    error = refusal("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", 429, quotaErrorDetails=quota)

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["whole_app"]) == (1.5, False)


def test_costly_queries_are_throttled_for_a_minute():
    error = refusal("quotaError", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION", 429)

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["reason"]) == (60, "throttled")


@pytest.mark.parametrize("name", ["RESOURCE_EXHAUSTED", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"])
def test_the_days_quota_is_gone_for_hours(name):
    error = refusal("quotaError", name, 429)

    assert isinstance(error, PlatformBusy)
    assert (error.retry_after, error.facts["reason"], error.facts["whole_app"]) == (3600, "quota", True)


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("queryError", "UNRECOGNIZED_FIELD", "validation"),
        ("queryError", "REQUESTED_METRICS_FOR_MANAGER", "validation"),
        ("queryError", "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE", "validation"),
        ("requestError", "EXPIRED_PAGE_TOKEN", "validation"),
        ("requestError", "UNSUPPORTED_VERSION", "version"),
        ("fieldError", "REQUIRED", "validation"),
        ("mutateError", "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED", "validation"),
        ("somethingNewError", "NEVER_HEARD_OF", "validation"),
    ],
)
def test_a_request_that_makes_no_sense_there_is_not_repeated(kind, name, reason):
    error = refusal(kind, name)

    assert isinstance(error, Refused)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    ("kind", "name"), [("authenticationError", "CUSTOMER_NOT_FOUND"), ("mutateError", "RESOURCE_NOT_FOUND")]
)
def test_what_is_gone_is_missing(kind, name):
    assert isinstance(refusal(kind, name), Missing)


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        ("internalError", "INTERNAL_ERROR", 500),
        ("internalError", "TRANSIENT_ERROR", 503),
        ("internalError", "DEADLINE_EXCEEDED", 504),
        ("databaseError", "CONCURRENT_MODIFICATION", 400),
    ],
)
def test_what_passes_is_worth_a_retry(kind, name, status):
    error = refusal(kind, name, status)

    assert isinstance(error, PlatformBusy)
    assert error.facts["reason"] == "transient"


def test_a_stream_that_ends_in_an_error_is_an_error():
    stream = [{"results": [{"campaign": {"id": "1"}}]}, failure("internalError", "INTERNAL_ERROR", 500)]

    assert isinstance(fault(Reply(200, {}, stream)), PlatformBusy)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, SignedOut), (403, Refused), (404, Missing), (400, Refused), (429, PlatformBusy), (503, PlatformBusy)],
)
def test_an_envelope_without_details_is_read_by_its_status(status, expected):
    envelope = {"error": {"code": status, "message": "m", "status": "S"}}

    assert isinstance(fault(Reply(status, {}, envelope)), expected)


@pytest.mark.parametrize(
    ("error", "expected", "reason"),
    [
        ("invalid_grant", SignedOut, "revoked"),
        ("invalid_client", Refused, "permission"),
        ("redirect_uri_mismatch", Refused, "permission"),
        ("invalid_request", Refused, "validation"),
        ("temporarily_unavailable", PlatformBusy, "transient"),
    ],
)
def test_the_token_endpoints_flat_errors_are_read_too(error, expected, reason):
    found = fault(Reply(400, {}, {"error": error, "error_description": "Token has been expired or revoked."}))

    assert isinstance(found, expected)
    assert found.facts["reason"] == reason


def test_an_answer_without_error_is_none():
    assert fault(Reply(200, {}, [{"results": []}])) is None


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (["campaign_operation", "create", "name"], "name"),
        (["campaign_budget_operation", "create", "amount_micros"], "daily_budget_micros"),
        (["campaign_budget_operation", "create", "total_amount_micros"], "lifetime_budget_micros"),
        (["ad_group_ad_operation", "create", "ad", "responsive_search_ad", "headlines", "text"], "headline"),
        (["ad_group_ad_operation", "create", "ad", "final_urls"], "url"),
        (["ad_group_criterion_operation", "create", "keyword", "text"], "keywords"),
        (["campaign_operation", "create", "frequency_caps"], None),
        ([], None),
    ],
)
def test_what_only_google_knows_is_told_at_the_field(path, field):
    elements = [{"fieldName": "mutate_operations", "index": 1}, *({"fieldName": name} for name in path)]
    error = {
        "errorCode": {"campaignError": "ANY"}, "message": "m", "location": {"fieldPathElements": elements},
    }  # fmt: skip
    body = {"error": {"code": 400, "message": "m", "details": [{"errors": [error], "requestId": "r"}]}}

    refused = fault(Reply(400, {}, body))

    assert isinstance(refused, Refused)
    assert (refused.facts["reason"], refused.facts.get("field")) == ("validation", field)
