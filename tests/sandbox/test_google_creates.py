"""Creating on Google: one request for all levels under temporary names, all or nothing, and it delivers."""

import pytest

from tests.sandbox import google_wishes as wishes
from tests.sandbox.google_wishes import Row, create, made, together
from tests.sandbox.visitors import SEARCH, TRAVEL, google_person, serving

READ = (
    "SELECT campaign.name, campaign.status, campaign.advertising_channel_type, campaign.bidding_strategy_type, "
    "campaign.start_date_time, campaign.end_date_time, campaign_budget.amount_micros, campaign_budget.period, "
    "campaign_budget.total_amount_micros FROM campaign WHERE campaign.resource_name = '{}'"
)

# A field that only things of that collection have.
KINDS = {
    "explicitlyShared": "campaignBudgets", "networkSettings": "campaigns", "cpcBidMicros": "adGroups",
    "keyword": "adGroupCriteria", "ad": "adGroupAds",
}  # fmt: skip


def count(google) -> int:
    return len(google.rows(SEARCH, "SELECT campaign.id FROM campaign"))


def one(google, wanted: Row) -> str:
    """Make one thing by the call of its own collection; its resource name."""
    kind = next(kind for field, kind in KINDS.items() if field in wanted)
    wanted = {name: value for name, value in wanted.items() if name != "resourceName"}
    answer = google.mutate(SEARCH, kind, {"create": wanted}).raise_for_status().json()
    return str(answer["results"][0]["resourceName"])


def switch_on(google, *names: str) -> None:
    for name in names:
        update = {"update": {"resourceName": name, "status": "ENABLED"}, "updateMask": "status"}
        google.mutate(SEARCH, name.split("/")[2], update).raise_for_status()


def test_everything_is_made_in_one_request_and_listed(google):
    _, campaign, place, group, word, ad = made(together(google, wishes.everything()))

    read = google.rows(SEARCH, READ.format(campaign))[0]
    assert read["campaign"] == {
        "resourceName": campaign, "name": "رمضان | Winter", "status": "PAUSED", "advertisingChannelType": "SEARCH",
        "biddingStrategyType": "TARGET_SPEND", "startDateTime": "2026-11-22 00:00:00",
        "endDateTime": "2037-12-30 23:59:59",
    }  # fmt: skip
    assert (read["campaignBudget"]["amountMicros"], read["campaignBudget"]["period"]) == ("50000000", "DAILY")
    query = f"SELECT ad_group.cpc_bid_micros, campaign.id FROM ad_group WHERE ad_group.resource_name = '{group}'"
    assert google.rows(SEARCH, query)[0]["adGroup"]["cpcBidMicros"] == "1500000"
    query = (
        "SELECT ad_group_ad.ad.name, ad_group_ad.ad.type, ad_group_ad.ad.final_urls, "
        "ad_group_ad.ad.responsive_search_ad.headlines, ad_group_ad.ad.responsive_search_ad.descriptions "
        f"FROM ad_group_ad WHERE ad_group_ad.resource_name = '{ad}'"
    )
    shown = google.rows(SEARCH, query)[0]["adGroupAd"]["ad"]
    assert "name" not in shown
    assert (shown["type"], shown["finalUrls"]) == ("RESPONSIVE_SEARCH_AD", ["https://shop.example/winter"])
    assert shown["responsiveSearchAd"] == wishes.ad()["ad"]["responsiveSearchAd"]
    query = "SELECT campaign.name, campaign_criterion.location.geo_target_constant FROM campaign_criterion"
    assert google.rows(SEARCH, query) == [
        {"campaignCriterion": {"resourceName": place, "location": {"geoTargetConstant": wishes.RIYADH}},
         "campaign": {"resourceName": campaign, "name": "رمضان | Winter"}}
    ]  # fmt: skip
    query = "SELECT ad_group_criterion.keyword.text, ad_group_criterion.keyword.match_type FROM ad_group_criterion"
    assert google.rows(SEARCH, query)[0]["adGroupCriterion"] == {
        "resourceName": word, "keyword": {"text": "winter coat", "matchType": "PHRASE"}
    }  # fmt: skip


def test_what_is_made_delivers_once_it_is_switched_on(google, control):
    _, campaign, _, group, _, ad = made(together(google, wishes.everything()))
    spent = (
        "SELECT metrics.cost_micros, segments.date FROM campaign WHERE segments.date BETWEEN '2026-11-22' AND "
        f"'2026-11-26' AND campaign.resource_name = '{campaign}'"
    )
    control.post("/clock", now="2026-11-24T08:00:00+00:00")
    google = google_person(google.url, google.http)
    assert google.rows(SEARCH, spent) == []

    switch_on(google, ad, group, campaign)
    control.post("/clock", now="2026-11-26T20:00:00+00:00")
    google = google_person(google.url, google.http)

    rows = google.rows(SEARCH, spent)
    assert {row["segments"]["date"] for row in rows} == {"2026-11-24", "2026-11-25", "2026-11-26"}
    assert all(0 < int(row["metrics"]["costMicros"]) < 60_000_000 for row in rows)


def test_step_by_step_is_the_same_and_survives_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    total = wishes.budget(period="CUSTOM_PERIOD", amountMicros=None, totalAmountMicros="900000000")
    used, unused = wishes.campaign(endDateTime="2026-12-31 23:59:59"), wishes.campaign(name="Another")

    with serving(tmp_path, **state) as url:
        google = google_person(url, http)
        used["campaignBudget"], unused["campaignBudget"] = one(google, total), one(google, wishes.budget())
        campaign = one(google, used)
        group = one(google, wishes.ad_group(campaign=campaign))
        one(google, wishes.keyword(adGroup=group))
        one(google, wishes.ad(adGroup=group))

    with serving(tmp_path, **state) as url:
        google = google_person(url, http)
        read = google.rows(SEARCH, READ.format(campaign))[0]
        assert read["campaignBudget"]["resourceName"] == used["campaignBudget"]
        assert read["campaignBudget"]["totalAmountMicros"] == "900000000"
        assert read["campaign"]["endDateTime"] == "2026-12-31 23:59:59"
        assert len(google.rows(SEARCH, "SELECT ad_group_criterion.criterion_id FROM ad_group_criterion")) == 1
        assert one(google, unused) not in (campaign, None)
        again = google.mutate(SEARCH, "campaigns", {"create": unused | {"name": "A third", "resourceName": None}})
        assert google.code(again) == {
            "campaignBudgetError": "CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS"
        }


def test_one_bad_operation_makes_nothing_of_the_others(google):
    before = count(google)
    for broken in range(6):
        operations = wishes.everything()
        (operation,) = operations[broken].values()
        operation["create"]["resourceName"] = "customers/1/planets/2"

        refused = together(google, operations)

        assert google.code(refused) == {"requestError": "RESOURCE_NAME_MALFORMED"}
        where = refused.json()["error"]["details"][0]["errors"][0]["location"]["fieldPathElements"]
        assert where[0] == {"fieldName": "mutate_operations", "index": broken}
    assert count(google) == before
    assert google.rows(SEARCH, "SELECT campaign_criterion.criterion_id FROM campaign_criterion") == []


def test_partly_is_possible_and_names_what_failed_because_of_another(google):
    operations = wishes.everything()
    operations[1]["campaignOperation"]["create"]["name"] = " "

    answer = together(google, operations, partialFailure=True).json()

    assert [bool(each) for each in answer["mutateOperationResponses"]] == [True, *[False] * 5]
    codes = [error["errorCode"] for error in answer["partialFailureError"]["details"][0]["errors"]]
    assert codes[0] == {"stringLengthError": "EMPTY"}
    assert codes[1:3] == [{"newResourceCreationError": "TEMP_ID_RESOURCE_HAD_ERRORS"}] * 2


def test_a_rehearsal_makes_nothing(google):
    before = count(google)

    assert together(google, wishes.everything(), validateOnly=True).json() == {}
    assert count(google) == before


def test_the_whole_resource_is_answered_when_asked_for(google):
    answer = together(google, wishes.everything(), responseContentType="MUTABLE_RESOURCE").json()

    results = [next(iter(each.values())) for each in answer["mutateOperationResponses"]]
    assert results[0]["campaignBudget"]["amountMicros"] == "50000000"
    assert results[1]["campaign"]["name"] == "رمضان | Winter"
    assert results[3]["adGroup"]["campaign"] == results[1]["resourceName"]
    assert results[5]["adGroupAd"]["ad"]["finalUrls"] == ["https://shop.example/winter"]


Refusals = list[tuple[Row, dict[str, str]]]


def texts(*said: str, kind: str = "headlines") -> Row:
    """An ad with these headlines or descriptions."""
    return {"shown": {kind: [{"text": text} for text in said]}}


BUDGETS: Refusals = [
    ({"amountMicros": "-1"}, {"rangeError": "TOO_LOW"}),
    ({"amountMicros": "0"}, {"rangeError": "TOO_LOW"}),
    ({"amountMicros": "1"}, {"campaignBudgetError": "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"}),
    ({"amountMicros": None}, {"fieldError": "REQUIRED"}),
    ({"explicitlyShared": True}, {"campaignBudgetError": "CAMPAIGN_BUDGET_CANNOT_BE_SHARED"}),
    ({"totalAmountMicros": "5000000"},
     {"campaignBudgetError": "TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY"}),
    ({"period": "CUSTOM_PERIOD"},
     {"campaignBudgetError": "BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD"}),
    ({"period": "WEEKLY"}, {"requestError": "INVALID_ENUM_VALUE"}),
    ({"resourceName": "customers/7710000101/campaignBudgets/5"},
     {"newResourceCreationError": "CANNOT_SET_ID_FOR_CREATE"}),
]  # fmt: skip
CAMPAIGNS: Refusals = [
    ({"name": ""}, {"fieldError": "REQUIRED"}),
    ({"name": "x" * 256}, {"stringLengthError": "TOO_LONG"}),
    ({"name": "two\nlines"}, {"stringFormatError": "ILLEGAL_CHARS"}),
    ({"status": "REMOVED"}, {"requestError": "INVALID_ENUM_VALUE"}),
    ({"advertisingChannelType": "VIDEO"},
     {"campaignError": "ADVERTISING_CHANNEL_TYPE_NOT_AVAILABLE_FOR_ACCOUNT_TYPE"}),
    ({"advertisingChannelType": "RADIO"}, {"requestError": "INVALID_ENUM_VALUE"}),
    ({"containsEuPoliticalAdvertising": None}, {"mutateError": "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED"}),
    ({"campaignBudget": "customers/7710000101/campaignBudgets/-9"}, {"mutateError": "RESOURCE_NOT_FOUND"}),
    ({"campaignBudget": "budgets/1"}, {"requestError": "RESOURCE_NAME_MALFORMED"}),
    ({"networkSettings": {"targetGoogleSearch": False}},
     {"campaignError": "CAMPAIGN_MUST_TARGET_AT_LEAST_ONE_NETWORK"}),
    ({"networkSettings": {"targetSearchNetwork": True}},
     {"campaignError": "CANNOT_TARGET_SEARCH_NETWORK_WITHOUT_GOOGLE_SEARCH"}),
    ({"startDateTime": "2026-12-01"}, {"dateError": "INVALID_STRING_DATE_TIME_SECONDS"}),
    ({"startDateTime": "2026-12-01 09:00:00"},
     {"dateError": "DATE_RANGE_ERROR_START_TIME_MUST_BE_THE_START_OF_A_DAY"}),
    ({"startDateTime": "2026-11-21 00:00:00"}, {"dateRangeError": "CANNOT_SET_DATE_TO_PAST"}),
    ({"startDateTime": "2026-12-02 00:00:00", "endDateTime": "2026-12-01 23:59:59"},
     {"dateRangeError": "START_DATE_AFTER_END_DATE"}),
    ({"resourceName": "customers/7710000101/campaigns/-1"}, {"newResourceCreationError": "DUPLICATE_TEMP_IDS"}),
]  # fmt: skip
GROUPS: Refusals = [
    ({"campaign": "customers/7710000101/campaigns/999"}, {"mutateError": "RESOURCE_NOT_FOUND"}),
    ({"type": "DISPLAY_STANDARD"}, {"adGroupError": "AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE"}),
    ({"cpcBidMicros": "-7"}, {"rangeError": "TOO_LOW"}),
]
ADS: Refusals = [
    (texts("One", "Two"), {"collectionSizeError": "TOO_FEW"}),
    (texts(*"0123456789abcdef"), {"collectionSizeError": "TOO_MANY"}),
    (texts("One", "Two", "x" * 31), {"stringLengthError": "TOO_LONG"}),
    (texts("One", "Two", "長" * 16), {"stringLengthError": "TOO_LONG"}),
    (texts("One", "Two", "One"), {"assetError": "DUPLICATE_ASSET"}),
    (texts("x" * 91, "Two", kind="descriptions"), {"stringLengthError": "TOO_LONG"}),
    (texts("One", kind="descriptions"), {"collectionSizeError": "TOO_FEW"}),
    ({"ad": {"finalUrls": ["shop.example"]}}, {"urlFieldError": "MISSING_PROTOCOL_IN_FINAL_URL"}),
    ({"ad": {"finalUrls": ["ftp://shop.example"]}}, {"urlFieldError": "INVALID_PROTOCOL_IN_FINAL_URL"}),
    ({"ad": {"finalUrls": ["https://shop"]}}, {"urlFieldError": "INVALID_FINAL_URL"}),
    ({"ad": {"finalUrls": []}}, {"collectionSizeError": "TOO_MANY"}),
    ({"ad": {"name": "Mine"}}, {"adError": "CANNOT_SET_FIELD"}),
]
CRITERIA = [
    ("campaignCriterion", wishes.place("geoTargetConstants/1"), {"criterionError": "INVALID_CRITERION_ID"}),
    ("campaignCriterion", {"campaign": wishes.name("campaigns", -2)},
     {"campaignCriterionError": "CONCRETE_TYPE_REQUIRED"}),
    ("adGroupCriterion", wishes.keyword("buy now!"), {"criterionError": "KEYWORD_HAS_INVALID_CHARS"}),
    ("adGroupCriterion", wishes.keyword("w " * 11), {"criterionError": "KEYWORD_HAS_TOO_MANY_WORDS"}),
    ("adGroupCriterion", wishes.keyword("w" * 81), {"criterionError": "KEYWORD_TEXT_TOO_LONG"}),
]  # fmt: skip
REFUSALS: dict[str, list[tuple[int, Row, dict[str, str]]]] = {
    "budget": [(0, create("campaignBudget", wishes.budget(**change)), code) for change, code in BUDGETS],
    "campaign": [(1, create("campaign", wishes.campaign(**change)), code) for change, code in CAMPAIGNS],
    "ad group": [(3, create("adGroup", wishes.ad_group(**change)), code) for change, code in GROUPS],
    "ad": [(5, create("adGroupAd", wishes.ad(**change)), code) for change, code in ADS],
    "criterion": [
        (2 if kind == "campaignCriterion" else 4, create(kind, said), code) for kind, said, code in CRITERIA
    ],
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_what_makes_no_sense_is_named_at_its_place(google, kind):
    for place, operation, code in REFUSALS[kind]:
        operations = wishes.everything()
        operations[place] = operation

        refused = together(google, operations)

        assert google.code(refused) == code, operation
        where = refused.json()["error"]["details"][0]["errors"][0]["location"]["fieldPathElements"]
        assert where[0] == {"fieldName": "mutate_operations", "index": place}


def test_names_are_taken_once_among_the_living(google):
    _, campaign, _, group, *_ = made(together(google, wishes.everything()))

    assert google.code(together(google, wishes.everything())) == {"campaignError": "DUPLICATE_CAMPAIGN_NAME"}
    twin = create("adGroup", wishes.ad_group(campaign=campaign))
    assert google.code(together(google, [twin])) == {"adGroupError": "DUPLICATE_ADGROUP_NAME"}

    google.mutate(SEARCH, "adGroups", {"remove": group}).raise_for_status()
    google.mutate(SEARCH, "campaigns", {"remove": campaign}).raise_for_status()
    late = google.mutate(SEARCH, "adGroups", {"create": wishes.ad_group(campaign=campaign)})
    assert google.code(late) == {"contextError": "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"}
    assert len(made(together(google, wishes.everything()))) == 6


def test_json_that_is_no_such_message_is_refused_at_the_front_door(google):
    first, *_ = wishes.everything()
    bodies: list[Row] = [
        {"operations": []},
        {"mutateOperations": [{}]},
        {"mutateOperations": [{"planetOperation": {"create": {}}}]},
        {"mutateOperations": [first | create("campaign", wishes.campaign())]},
        {"mutateOperations": [create("campaign", wishes.campaign(start_date="2026-12-01"))]},
        {"mutateOperations": [create("campaign", wishes.campaign(name=5))]},
        {"mutateOperations": [first, create("campaign", wishes.campaign(manualCpc={}))]},
        {"mutateOperations": [first], "responseContentType": "ALL"},
    ]
    for body in bodies:
        refused = google.post(f"{SEARCH}/googleAds:mutate", body)

        error = refused.json()["error"]
        assert (refused.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT"), body
        assert "details" not in error


def test_both_spellings_of_a_field_are_understood(google):
    snake = {"explicitly_shared": False, "amount_micros": 7_000_000}

    made_budget = google.mutate(SEARCH, "campaignBudgets", {"create": snake})

    assert made_budget.status_code == 200


def test_a_budget_of_another_customer_is_not_there(google):
    wanted = {"explicitlyShared": False, "amountMicros": "7000000"}
    foreign = google.mutate(TRAVEL, "campaignBudgets", {"create": wanted})
    name = foreign.json()["results"][0]["resourceName"]

    refused = google.mutate(SEARCH, "campaigns", {"create": wishes.campaign(campaignBudget=name)})

    assert google.code(refused) == {"mutateError": "RESOURCE_NOT_FOUND"}


def test_criteria_are_taken_away_again(google):
    *_, place, _, word, _ = made(together(google, wishes.everything()))

    for collection, name in (("campaignCriteria", place), ("adGroupCriteria", word)):
        google.mutate(SEARCH, collection, {"remove": name}).raise_for_status()
        gone = google.mutate(SEARCH, collection, {"remove": name})
        assert google.code(gone) == {"mutateError": "RESOURCE_NOT_FOUND"}
    assert google.rows(SEARCH, "SELECT ad_group_criterion.criterion_id FROM ad_group_criterion") == []


def test_countries_are_found_by_their_letters(google):
    query = (
        "SELECT geo_target_constant.resource_name, geo_target_constant.name FROM geo_target_constant "
        "WHERE geo_target_constant.country_code IN ('SA', 'US') AND geo_target_constant.target_type = 'Country'"
    )

    found = {row["geoTargetConstant"]["resourceName"] for row in google.rows(SEARCH, query)}

    assert found == {"geoTargetConstants/2682", "geoTargetConstants/2840"}
