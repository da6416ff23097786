"""Google's own messages as judge: every answer is read strictly, so that no field is misnamed or mistyped.

Its client speaks gRPC only, so what it would read and write is held against its protocol buffers instead.
"""

from typing import Any

import pytest
from google.ads.googleads.v26.errors.types.errors import GoogleAdsFailure
from google.ads.googleads.v26.services.types import google_ads_service as ads
from google.ads.googleads.v26.services.types.ad_group_ad_service import MutateAdGroupAdsResponse
from google.ads.googleads.v26.services.types.ad_group_service import MutateAdGroupsResponse
from google.ads.googleads.v26.services.types.campaign_budget_service import MutateCampaignBudgetsResponse
from google.ads.googleads.v26.services.types.campaign_service import MutateCampaignsResponse
from google.ads.googleads.v26.services.types.customer_service import ListAccessibleCustomersResponse
from google.protobuf.json_format import ParseDict

from sandbox.dialects.google.fields import snake
from sandbox.dialects.google.resources import BESIDE, TABLES
from tests.sandbox import google_wishes as wishes
from tests.sandbox.google_wishes import made, together
from tests.sandbox.test_google_creates import REFUSALS
from tests.sandbox.visitors import MANAGER, SEARCH, Google

MONTH = "segments.date BETWEEN '2026-10-23' AND '2026-11-22'"
MEASURED = ("customer", "campaign", "ad_group", "ad_group_ad")


def judged(message: Any, answer: Any) -> Any:
    """The answer as the message that it should be; raises for a field that it does not have."""
    return ParseDict(answer, message.pb()(), ignore_unknown_fields=False)


def stream(google: Google, customer: str, query: str) -> list[Any]:
    """All rows of a stream, each chunk judged."""
    chunks = google.post(f"{customer}/googleAds:searchStream", {"query": query}).raise_for_status().json()
    return [row for chunk in chunks for row in judged(ads.SearchGoogleAdsStreamResponse, chunk).results]


def everything_beside(resource: str) -> str:
    """A query for every field that can be selected from a resource."""
    fields = [f"{owner}.{field}" for owner in sorted(BESIDE[resource]) for field in TABLES[owner]]
    return f"SELECT {', '.join(fields)} FROM {resource}"


def test_the_customers_and_every_field_of_every_resource_are_understood(google, http):
    headers = {"Authorization": f"Bearer {google.tokens['access_token']}"}
    listed = http.get(f"{google.url}/google/v26/customers:listAccessibleCustomers", headers=headers).json()
    made(together(google, wishes.everything()))

    assert len(judged(ListAccessibleCustomersResponse, listed).resource_names) == 2
    for resource in BESIDE:
        customer = MANAGER if resource == "customer_client" else SEARCH
        assert stream(google, customer, everything_beside(resource)), resource


@pytest.mark.parametrize("resource", MEASURED)
def test_every_metric_and_segment_is_understood(google, resource):
    figures = [f"metrics.{name}" for name in TABLES["metrics"] if name != "unique_users"]
    dates = [f"segments.{name}" for name in TABLES["segments"]]

    rows = stream(google, SEARCH, f"SELECT {', '.join(figures + dates)} FROM {resource} WHERE {MONTH}")

    assert sum(row.metrics.cost_micros for row in rows) > 0
    assert all(row.segments.date.startswith("2026-1") for row in rows)


def test_pages_are_understood(google):
    query = {"query": f"SELECT campaign.id, metrics.unique_users FROM campaign WHERE {MONTH}"}

    page = judged(ads.SearchGoogleAdsResponse, google.post(f"{SEARCH}/googleAds:search", query).json())

    assert page.total_results_count == len(page.results) > 0


def test_what_is_made_and_changed_is_answered_in_their_words(google):
    answer = together(google, wishes.everything(), responseContentType="MUTABLE_RESOURCE").json()

    results = judged(ads.MutateGoogleAdsResponse, answer).mutate_operation_responses
    assert [each.WhichOneof("response") for each in results] == [
        "campaign_budget_result", "campaign_result", "campaign_criterion_result", "ad_group_result",
        "ad_group_criterion_result", "ad_group_ad_result",
    ]  # fmt: skip
    assert results[1].campaign_result.campaign.name == wishes.campaign()["name"]
    for n, collection, message in (
        (0, "campaignBudgets", MutateCampaignBudgetsResponse),
        (1, "campaigns", MutateCampaignsResponse),
        (3, "adGroups", MutateAdGroupsResponse),
        (5, "adGroupAds", MutateAdGroupAdsResponse),
    ):
        (name,) = (each["resourceName"] for each in answer["mutateOperationResponses"][n].values())
        update = {"update": {"resourceName": name, "status": "ENABLED"}, "updateMask": "status"}
        if collection == "campaignBudgets":
            update = {"update": {"resourceName": name, "amountMicros": "7000000"}, "updateMask": "amount_micros"}
        changed = google.mutate(SEARCH, collection, update, responseContentType="MUTABLE_RESOURCE").json()
        assert judged(message, changed).results[0].resource_name == name


@pytest.mark.parametrize("kind", REFUSALS)
def test_refusals_are_failures_of_theirs(google, kind):
    for place, operation, code in REFUSALS[kind]:
        operations = wishes.everything()
        operations[place] = operation

        (failure,) = together(google, operations).json()["error"]["details"]

        assert failure.pop("@type").endswith(GoogleAdsFailure.pb().DESCRIPTOR.full_name)
        (error,) = judged(GoogleAdsFailure, failure).errors
        assert error.error_code.WhichOneof("error_code") == snake(next(iter(code)))
        assert error.location.field_path_elements[0].index == place


def test_partial_failures_are_statuses_of_theirs(google):
    operations = wishes.everything()
    operations[1]["campaignOperation"]["create"]["name"] = " "

    answer = judged(ads.MutateGoogleAdsResponse, together(google, operations, partialFailure=True).json())

    failure = GoogleAdsFailure.pb()()
    assert answer.partial_failure_error.details[0].Unpack(failure)
    assert len(failure.errors) == 5


def test_what_this_judge_sends_is_a_message_of_theirs():
    sent = judged(ads.MutateGoogleAdsRequest, {"customerId": SEARCH, "mutateOperations": wishes.everything()})

    assert len(sent.mutate_operations) == 6
