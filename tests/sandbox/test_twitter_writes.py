"""Writing to X: parameters in the address, all or nothing; what is created exists, and delivers."""

import pytest

from tests.sandbox.twitter import EMPTY, NORDLYS_USER, WAHA, X, twitter_person

FLIGHT = {"start_time": "2026-11-22", "end_time": "2026-12-22"}


@pytest.fixture
def x(control, http) -> X:
    return twitter_person(control.url, http)


def campaign(x, account=EMPTY, **more):
    funding = x.get(f"accounts/{account}/funding_instruments")[0]["id"]
    usual = {"funding_instrument_id": funding, "name": "حملة", "daily_budget_amount_local_micro": "90000000"}
    return x.call("POST", f"accounts/{account}/campaigns", **(usual | more))


def line_item(x, campaign_id, **more):
    usual = {
        "campaign_id": campaign_id, "objective": "ENGAGEMENTS", "product_type": "PROMOTED_TWEETS",
        "placements": "ALL_ON_TWITTER", "bid_strategy": "MAX", "bid_amount_local_micro": "320000", **FLIGHT,
    }  # fmt: skip
    chosen = {name: value for name, value in (usual | more).items() if value is not None}
    return x.call("POST", f"accounts/{EMPTY}/line_items", **chosen)


def code(answer):
    assert answer.status_code >= 400, answer.text
    return answer.json()["errors"][0]["code"]


def test_a_campaign_is_paused_renamed_and_given_another_budget(x):
    before = next(each for each in x.get(f"accounts/{WAHA}/campaigns") if each["daily_budget_amount_local_micro"])
    changes = {"entity_status": "PAUSED", "name": "اسم", "daily_budget_amount_local_micro": "123000000"}

    answer = x.call("PUT", f"accounts/{WAHA}/campaigns/{before['id']}", **changes).json()

    after = x.get(f"accounts/{WAHA}/campaigns/{before['id']}")
    assert answer["data"] == after
    assert (after["entity_status"], after["name"]) == ("PAUSED", "اسم")
    assert after["daily_budget_amount_local_micro"] == 123_000_000
    assert "PAUSED_BY_ADVERTISER" in after["reasons_not_servable"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"entity_status": "RUNNING"}, "INVALID_PARAMETER"),
        ({"daily_budget_amount_local_micro": "0"}, "INVALID_PARAMETER"),
        ({"daily_budget_amount_local_micro": "-5"}, "INVALID_PARAMETER"),
        ({"daily_budget_amount_local_micro": "1"}, "INVALID_DENOMINATION"),
        ({"total_budget_amount_local_micro": "5000000"}, "INVALID_PARAMETER"),
        ({"colour": "blue"}, "INVALID_PARAMETER"),
        ({"name": "x" * 256}, "INVALID_PARAMETER"),
        ({"funding_instrument_id": "zzzzzz"}, "INVALID_PARAMETER"),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(x, changes, expected):
    made = campaign(x).json()["data"]
    path = f"accounts/{EMPTY}/campaigns/{made['id']}"

    assert code(x.call("PUT", path, **({"name": "other"} | changes))) == expected

    assert x.get(path)["name"] == "حملة"


def test_deleting_is_for_good(x):
    made = campaign(x).json()["data"]["id"]
    path = f"accounts/{EMPTY}/campaigns/{made}"

    assert x.call("DELETE", path).json()["data"]["deleted"] is True

    assert x.refusal("DELETE", path) == (404, "CAMPAIGN_NOT_FOUND")
    assert x.get(path, with_deleted="true")["deleted"] is True


def test_what_is_created_delivers_from_now_on(x, control):
    made = campaign(x).json()["data"]
    item = line_item(x, made["id"]).json()["data"]
    told = {"as_user_id": NORDLYS_USER, "text": "قريبا"}
    tweet = x.call("POST", f"accounts/{EMPTY}/tweet", **told).json()["data"]["id_str"]
    tweets = x.call("POST", f"accounts/{EMPTY}/promoted_tweets", line_item_id=item["id"], tweet_ids=tweet).json()
    control.post("/clock", advance_s=2 * 86_400)

    ad = tweets["data"][0]
    assert (ad["tweet_id"], ad["line_item_id"], tweets["total_count"]) == (tweet, item["id"], 1)
    assert (item["goal"], item["start_time"]) == ("ENGAGEMENT", "2026-11-21T23:00:00Z")
    question = {"entity": "PROMOTED_TWEET", "entity_ids": ad["id"], "granularity": "DAY",
                "metric_groups": "BILLING", "placement": "ALL_ON_TWITTER"}  # fmt: skip
    span = {"start_time": "2026-11-21", "end_time": "2026-11-25"}
    [figures] = x.get(f"stats/accounts/{EMPTY}", **question, **span)
    spent = figures["id_data"][0]["metrics"]["billed_charge_local_micro"]
    assert spent[0] == 0
    assert 40_000_000 < spent[2] < 110_000_000


def test_a_draft_is_shown_only_to_who_asks_for_it(x):
    made = campaign(x, entity_status="DRAFT").json()["data"]

    assert made["entity_status"] == "DRAFT"
    assert x.get(f"accounts/{EMPTY}/campaigns") == []
    assert [each["id"] for each in x.get(f"accounts/{EMPTY}/campaigns", with_draft="true")] == [made["id"]]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"funding_instrument_id": "zzzzzz"}, "FUNDING_INSTRUMENT_NOT_FOUND"),
        ({"name": ""}, "MISSING_PARAMETER"),
        ({"daily_budget_amount_local_micro": "90000000", "total_budget_amount_local_micro": "80000000"},
         "SPEND_EXCEEDS_BUDGET"),
        ({"budget_optimization": "CAMPAIGN"}, "INVALID_PARAMETER"),
        ({"entity_status": "RUNNING"}, "INVALID_PARAMETER"),
    ],
)  # fmt: skip
def test_a_campaign_that_makes_no_sense_is_not_created(x, more, expected):
    assert code(campaign(x, **more)) == expected
    assert x.get(f"accounts/{EMPTY}/campaigns") == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"objective": "LOVE"}, "INVALID_PARAMETER"),
        ({"end_time": None}, "MISSING_PARAMETER"),
        ({"bid_amount_local_micro": None}, "MISSING_PARAMETER"),
        ({"objective": "REACH"}, "INVALID_PARAMETER"),  # knows no MAX
        ({"bid_strategy": "TARGET"}, "INVALID_PARAMETER"),  # which only a few objectives know
        ({"objective": "APP_INSTALLS"}, "MISSING_PARAMETER"),
        ({"objective": "WEBSITE_CLICKS", "goal": "WEBSITE_CONVERSIONS"}, "MISSING_PARAMETER"),
        ({"campaign_id": "zzzzzz"}, "CAMPAIGN_NOT_FOUND"),
    ],
)
def test_a_line_item_that_makes_no_sense_is_not_created(x, more, expected):
    made = campaign(x).json()["data"]

    assert code(line_item(x, **({"campaign_id": made["id"]} | more))) == expected


def test_line_items_of_a_campaign_share_their_objective(x):
    made = campaign(x).json()["data"]["id"]
    line_item(x, made)

    assert code(line_item(x, made, objective="WEBSITE_CLICKS")) == "INVALID_PARAMETER"


def test_a_promoted_tweet_cannot_be_changed(x):
    ad = x.get(f"accounts/{WAHA}/promoted_tweets")[0]["id"]
    path = f"accounts/{WAHA}/promoted_tweets/{ad}"

    assert x.refusal("PUT", path, entity_status="PAUSED") == (405, "METHOD_NOT_ALLOWED")
    assert x.call("DELETE", path).json()["data"]["deleted"] is True
