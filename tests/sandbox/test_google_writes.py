"""Writing to Google: masks, budgets as resources of their own, partial failure, rehearsal."""

from typing import Any

import pytest

from tests.sandbox.visitors import SEARCH, TRAVEL, Google

Row = dict[str, Any]

ONE = (
    "SELECT campaign.id, campaign.name, campaign.status, campaign_budget.id, campaign_budget.amount_micros "
    "FROM campaign WHERE campaign.status = 'ENABLED' AND campaign_budget.period = 'DAILY' LIMIT 1"
)


@pytest.fixture
def row(google: Google) -> Row:
    return google.rows(SEARCH, ONE)[0]


def update(resource: Row, mask: str, **values: str) -> Row:
    return {"update": {"resourceName": resource["resourceName"], **values}, "updateMask": mask}


def read(google: Google, row: Row, field: str) -> Any:
    query = f"SELECT {field} FROM campaign WHERE campaign.id = {row['campaign']['id']}"
    owner, name = field.split(".")
    part = google.rows(SEARCH, query)[0]["campaignBudget" if owner == "campaign_budget" else owner]
    return part["amountMicros" if name == "amount_micros" else name]


def test_a_campaign_is_paused_and_enabled(google, row):
    for status in ("PAUSED", "ENABLED"):
        answer = google.mutate(SEARCH, "campaigns", update(row["campaign"], "status", status=status))

        assert answer.json() == {"results": [{"resourceName": row["campaign"]["resourceName"]}]}
        assert read(google, row, "campaign.status") == status


def test_only_what_the_mask_names_changes(google, row):
    google.mutate(SEARCH, "campaigns", update(row["campaign"], "name", name="اسم", status="PAUSED"))

    assert read(google, row, "campaign.name") == "اسم"
    assert read(google, row, "campaign.status") == "ENABLED"


@pytest.mark.parametrize("mask", ["amount_micros", "amountMicros"])
def test_the_budget_is_its_own_resource(google, row, mask):
    google.mutate(SEARCH, "campaignBudgets", update(row["campaignBudget"], mask, amountMicros="123450000"))

    assert read(google, row, "campaign_budget.amount_micros") == "123450000"


def test_ad_groups_and_ads_are_written_by_their_names(google):
    query = "SELECT {0}.resource_name FROM {0} WHERE {0}.status = 'ENABLED' LIMIT 1"
    group = google.rows(SEARCH, query.format("ad_group"))[0]["adGroup"]
    ad = google.rows(SEARCH, query.format("ad_group_ad"))[0]["adGroupAd"]

    bid = google.mutate(SEARCH, "adGroups", update(group, "cpc_bid_micros", cpcBidMicros="2340000"))
    paused = google.mutate(SEARCH, "adGroupAds", update(ad, "status", status="PAUSED"))

    assert (bid.status_code, paused.status_code) == (200, 200)
    bids = google.rows(
        SEARCH,
        f"SELECT ad_group.cpc_bid_micros FROM ad_group WHERE ad_group.resource_name = '{group['resourceName']}'",
    )
    assert bids[0]["adGroup"]["cpcBidMicros"] == "2340000"
    state = google.rows(
        SEARCH,
        f"SELECT ad_group_ad.status FROM ad_group_ad WHERE ad_group_ad.resource_name = '{ad['resourceName']}'",
    )
    assert state[0]["adGroupAd"]["status"] == "PAUSED"


def test_removing_is_for_good(google, row):
    google.mutate(SEARCH, "campaigns", {"remove": row["campaign"]["resourceName"]})

    again = google.mutate(SEARCH, "campaigns", update(row["campaign"], "status", status="ENABLED"))

    assert read(google, row, "campaign.status") == "REMOVED"
    assert google.code(again) == {"contextError": "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"}


def test_one_bad_operation_refuses_all_unless_partial_failure(google, row):
    good = update(row["campaign"], "status", status="PAUSED")
    bad = update(row["campaign"], "status", status="RUNNING")

    together = google.mutate(SEARCH, "campaigns", good, bad)
    assert google.code(together) == {"requestError": "INVALID_ENUM_VALUE"}
    where = together.json()["error"]["details"][0]["errors"][0]["location"]["fieldPathElements"]
    assert where[0] == {"fieldName": "operations", "index": 1}
    assert read(google, row, "campaign.status") == "ENABLED"

    partly = google.mutate(SEARCH, "campaigns", good, bad, partialFailure=True).json()
    assert partly["results"] == [{"resourceName": row["campaign"]["resourceName"]}, {}]
    assert partly["partialFailureError"]["code"] == 3
    assert read(google, row, "campaign.status") == "PAUSED"


def test_a_rehearsal_changes_nothing(google, row):
    answer = google.mutate(
        SEARCH, "campaigns", update(row["campaign"], "status", status="PAUSED"), validateOnly=True
    )

    assert answer.json() == {}
    assert read(google, row, "campaign.status") == "ENABLED"


@pytest.mark.parametrize(
    ("mask", "values", "code"),
    [
        ("", {"amountMicros": "1000000"}, {"fieldMaskError": "FIELD_MASK_MISSING"}),
        ("planet", {"amountMicros": "1000000"}, {"fieldMaskError": "FIELD_NOT_FOUND"}),
        ("amount_micros", {"amountMicros": "0"}, {"rangeError": "TOO_LOW"}),
        ("amount_micros", {"amountMicros": "-5"}, {"rangeError": "TOO_LOW"}),
        ("amount_micros", {}, {"rangeError": "TOO_LOW"}),
        ("amount_micros", {"amountMicros": "1"}, {"campaignBudgetError": "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"}),
        ("total_amount_micros", {"totalAmountMicros": "5000000"}, {"campaignBudgetError": "INVALID_PERIOD"}),
    ],
)
def test_amounts_that_make_no_sense_are_named(google, row, mask, values, code):
    assert (
        google.code(google.mutate(SEARCH, "campaignBudgets", update(row["campaignBudget"], mask, **values)))
        == code
    )


def test_resources_belong_to_their_customer(google, row):
    operation = update(row["campaign"], "status", status="PAUSED")
    misshapen = update({"resourceName": "campaigns/1"}, "status", status="PAUSED")

    assert google.code(google.mutate(TRAVEL, "campaigns", operation)) == {"mutateError": "RESOURCE_NOT_FOUND"}
    assert google.code(google.mutate(SEARCH, "campaigns", misshapen)) == {
        "requestError": "RESOURCE_NAME_MALFORMED"
    }
    assert google.code(google.mutate(SEARCH, "campaigns")) == {"requestError": "REQUIRED_FIELD_MISSING"}
