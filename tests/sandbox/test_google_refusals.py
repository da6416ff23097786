"""Google's refusals: GoogleAdsFailure in an envelope, as an array when the answer would have been a stream."""

import pytest

from tests.sandbox.visitors import MANAGER, NORDLYS, SEARCH, TRAVEL

PLAIN = {"query": "SELECT campaign.id FROM campaign"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("SELECT campaign.start_date FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT metrics.video_views FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT metrics.average_cpv FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT planet.id FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT segments.date FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        ("SELECT customer_client.id, metrics.clicks FROM customer_client",
         "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
        ("SELECT campaign.id FROM campaign ORDER BY metrics.clicks", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        ("SELECT metrics.unique_users, segments.date FROM campaign WHERE segments.date DURING TODAY",
         "PROHIBITED_FIELD_COMBINATION_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM campaign WHERE segments.date DURING SOMETIMES",
         "INVALID_VALUE_WITH_DURING_OPERATOR"),
        ("SELECT campaign.id FROM campaign WHERE segments.date = 'today'", "INVALID_DATE_FORMAT"),
        ("SELECT campaign.id FROM campaign WHERE segments.date BETWEEN '2026-11-02' AND '2026-11-01'",
         "INVALID_VALUE_WITH_BETWEEN_OPERATOR"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = 'many'", "BAD_VALUE"),
        ("SELECT campaign.id FROM campaign WHERE segments.date LIKE '2026%'", "OPERATOR_FIELD_MISMATCH"),
        ("", "EXPECTED_SELECT"),
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_named(google, query, name):
    for verb in ("search", "searchStream"):
        response = google.post(f"{SEARCH}/googleAds:{verb}", {"query": query})

        assert response.status_code == 400
        assert google.code(response) == {"queryError": name}
        assert isinstance(response.json(), list) == (verb == "searchStream")


def test_the_envelope_is_whole(google):
    response = google.post(f"{SEARCH}/googleAds:search", {"query": "SELECT x.y FROM campaign"})
    error = response.json()["error"]
    failure = error["details"][0]

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert failure["@type"] == "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure"
    assert failure["requestId"] == response.headers["request-id"]


def test_managers_have_no_metrics(google):
    response = google.post(f"{MANAGER}/googleAds:search", {"query": "SELECT metrics.clicks FROM customer"})

    assert google.code(response) == {"queryError": "REQUESTED_METRICS_FOR_MANAGER"}


def test_page_sizes_and_invented_page_tokens_are_refused(google):
    size = google.post(f"{SEARCH}/googleAds:search", PLAIN | {"pageSize": 100})
    token = google.post(f"{SEARCH}/googleAds:search", PLAIN | {"pageToken": "invented"})

    assert google.code(size) == {"requestError": "PAGE_SIZE_NOT_SUPPORTED"}
    assert google.code(token) == {"requestError": "INVALID_PAGE_TOKEN"}


@pytest.mark.parametrize(
    ("customer", "login", "status"),
    [
        (SEARCH, MANAGER, 200),
        (SEARCH, None, 403),
        (SEARCH, NORDLYS, 403),
        (SEARCH, SEARCH, 403),
        (MANAGER, None, 200),
        (MANAGER, MANAGER, 200),
        (NORDLYS, None, 200),
        (NORDLYS, MANAGER, 200),
        ("1234567890", MANAGER, 403),
        (TRAVEL, "771-000-0001", 400),
    ],
)
def test_clients_are_reached_through_their_manager(google, customer, login, status):
    query = {"query": "SELECT customer.id FROM customer"}

    assert google.post(f"{customer}/googleAds:search", query, login).status_code == status


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttle", 429, {"quotaError": "RESOURCE_TEMPORARILY_EXHAUSTED"}),
        ("daily_quota", 429, {"quotaError": "RESOURCE_EXHAUSTED"}),
        ("500", 500, {"internalError": "INTERNAL_ERROR"}),
        ("503", 503, {"internalError": "TRANSIENT_ERROR"}),
        ("too_much_data", 504, {"internalError": "DEADLINE_EXCEEDED"}),
        ("permission", 403, {"authorizationError": "USER_PERMISSION_DENIED"}),
        ("expire", 401, {"authenticationError": "OAUTH_TOKEN_EXPIRED"}),
        ("revoke", 401, {"authenticationError": "OAUTH_TOKEN_REVOKED"}),
    ],
)
def test_ordered_refusals_are_googles_own(google, control, kind, status, code):
    control.fault("google", kind, account=SEARCH)

    assert google.post(f"{TRAVEL}/googleAds:search", PLAIN).status_code == 200
    response = google.post(f"{SEARCH}/googleAds:searchStream", PLAIN)

    assert response.status_code == status
    assert google.code(response) == code


def test_a_throttle_says_when_to_come_back(google, control):
    control.fault("google", "throttle")

    error = google.post(f"{SEARCH}/googleAds:search", PLAIN).json()["error"]["details"][0]["errors"][0]

    assert error["details"]["quotaErrorDetails"]["retryDelay"] == "30s"


@pytest.mark.parametrize("path", ["v26/planets", "v26/customers/1/planets:mutate", "planets", "v26/customers/1"])
def test_unknown_paths_have_googles_404(google, http, path):
    for method in ("GET", "POST"):
        response = http.request(method, f"{google.url}/google/{path}")

        assert response.status_code == 404
        assert response.json()["error"]["status"] == "NOT_FOUND"


def test_old_versions_are_refused_and_living_ones_are_not(google, http):
    def status(version: str) -> int:
        url = f"{google.url}/google/{version}/customers/{NORDLYS}/googleAds:search"
        headers = {"Authorization": f"Bearer {google.tokens['access_token']}", "developer-token": "ignored"}
        return int(http.post(url, json=PLAIN, headers=headers).status_code)

    assert [status(f"v{n}") for n in range(21, 27)] == [400, 400, 200, 200, 200, 200]


def test_a_body_that_is_no_json_is_refused(google, http):
    url = f"{google.url}/google/v26/customers/{NORDLYS}/googleAds:search"
    headers = {"Authorization": f"Bearer {google.tokens['access_token']}"}

    for body in (b"{", b"[]"):
        assert http.post(url, content=body, headers=headers).status_code == 400
