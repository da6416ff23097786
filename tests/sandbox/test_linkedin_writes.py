"""Changing LinkedIn: partial updates count whole or not at all, and what is created delivers."""

import pytest

from tests.sandbox.visitors import CAREERS

ACCOUNT = f"adAccounts/{CAREERS}"
GROUP = {"account": f"urn:li:sponsoredAccount:{CAREERS}", "name": "Hiring in Riyadh", "status": "ACTIVE"}


def money(amount: str, currency: str = "SAR") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


def campaign_in(group: str, **changed):
    places = {"urn:li:adTargetingFacet:locations": ["urn:li:geo:103644278"]}
    return {
        "account": GROUP["account"],
        "campaignGroup": f"urn:li:sponsoredCampaignGroup:{group}",
        "name": "Engineers",
        "status": "ACTIVE",
        "type": "SPONSORED_UPDATES",
        "objectiveType": "LEAD_GENERATION",
        "costType": "CPC",
        "unitCost": money("12.50"),
        "dailyBudget": money("400.00"),
        "locale": {"country": "US", "language": "en"},
        "targetingCriteria": {"include": {"and": [{"or": places}]}},
        "offsiteDeliveryEnabled": False,
        "politicalIntent": "NOT_POLITICAL",
    } | changed


def create(linkedin, resource: str, body) -> str:
    answer = linkedin.call("POST", f"{ACCOUNT}/{resource}", "CREATE", json=body)
    assert answer.status_code == 201, answer.text
    assert not answer.content
    return str(answer.headers["x-restli-id"])


def share(linkedin) -> str:
    """A post that is only an advertisement."""
    answer = linkedin.call("POST", "posts", "CREATE", json={
        "author": "urn:li:organization:77000077", "commentary": "Engineers wanted", "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "NONE"}, "lifecycleState": "PUBLISHED",
        "adContext": {"dscAdAccount": GROUP["account"], "dscStatus": "ACTIVE"},
    })  # fmt: skip
    assert answer.status_code == 201, answer.text
    return str(answer.headers["x-restli-id"])


def creative_in(linkedin, campaign: str, **changed):
    return {
        "content": {"reference": share(linkedin)},
        "campaign": f"urn:li:sponsoredCampaign:{campaign}",
        "intendedStatus": "ACTIVE",
    } | changed


def form(linkedin) -> str:
    owner = f"owner=(sponsoredAccount:urn%3Ali%3AsponsoredAccount%3A{CAREERS})"
    return f"urn:li:adForm:{linkedin.get(f'leadForms?q=owner&{owner}')['elements'][0]['id']}"


def first(linkedin, resource: str = "adCampaigns"):
    found = linkedin.get(f"{ACCOUNT}/{resource}?q=search&search=(status:(values:List(ACTIVE)))")["elements"]
    return next(each for each in found if "totalBudget" not in each)


def test_status_budget_and_bid_are_set_together(linkedin):
    path = f"{ACCOUNT}/adCampaigns/{first(linkedin)['id']}"

    answer = linkedin.patch(path, status="PAUSED", dailyBudget=money("75.00"), unitCost=money("3.25"))

    assert (answer.status_code, answer.content) == (204, b"")
    after = linkedin.get(path)
    assert (after["status"], after["dailyBudget"], after["unitCost"]) == ("PAUSED", money("75.00"), money("3.25"))


@pytest.mark.parametrize(
    "values",
    [
        {"status": "FROZEN"},
        {"status": "DRAFT"},
        {"dailyBudget": money("75.00", "USD")},
        {"dailyBudget": {"amount": 75.0, "currencyCode": "SAR"}},
        {"dailyBudget": money("1.00")},
        {"dailyBudget": money("75.001")},
        {"totalBudget": money("5000.00")},
        {"unitCost": money("-1.00")},
        {"colour": "red"},
        {"name": ""},
    ],
)
def test_one_bad_field_refuses_them_all(linkedin, values):
    before = first(linkedin)
    path = f"{ACCOUNT}/adCampaigns/{before['id']}"

    answer = linkedin.patch(path, **({"name": "Renamed"} | values))

    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_VALUE_FOR_FIELD")
    assert linkedin.get(path) == before


def test_a_creative_is_paused_by_its_intended_status(linkedin):
    creative = linkedin.get(f"{ACCOUNT}/creatives?q=criteria&intendedStatuses=List(ACTIVE)")["elements"][0]
    path = f"{ACCOUNT}/creatives/{creative['id'].replace(':', '%3A')}"

    assert linkedin.patch(path, status="PAUSED").status_code == 400
    assert linkedin.patch(path, intendedStatus="PAUSED").status_code == 204
    assert linkedin.get(path)["intendedStatus"] == "PAUSED"


def test_a_deletion_takes_a_day_and_cannot_be_undone(linkedin, control):
    path = f"{ACCOUNT}/adCampaignGroups/{first(linkedin, 'adCampaignGroups')['id']}"

    linkedin.patch(path, status="PENDING_DELETION")

    assert linkedin.get(path)["status"] == "PENDING_DELETION"
    assert linkedin.patch(path, status="ACTIVE").json()["code"] == "INVALID_ENTITY_STATE"
    control.post("/clock", advance_s=86_400)
    assert linkedin.get(path)["status"] == "REMOVED"


def test_what_is_created_is_there_and_delivers_from_then_on(linkedin, control):
    group = create(linkedin, "adCampaignGroups", GROUP)
    campaign = create(linkedin, "adCampaigns", campaign_in(group))
    leads = {"destination": form(linkedin), "label": "APPLY"}
    content = creative_in(linkedin, campaign, leadgenCallToAction=leads)
    creative = create(linkedin, "creatives", content)
    control.post("/clock", advance_s=3 * 86_400)

    written, read = campaign_in(group), linkedin.get(f"{ACCOUNT}/adCampaigns/{campaign}")
    assert {name: read[name] for name in written} == written
    ad = linkedin.get(f"{ACCOUNT}/creatives/{creative}")
    assert {name: ad[name] for name in content} == content
    days = "dateRange=(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:25))"
    facet = f"campaigns=List(urn%3Ali%3AsponsoredCampaign%3A{campaign})"
    fields = "fields=dateRange,pivotValues,costInLocalCurrency,oneClickLeads,externalWebsiteConversions"
    rows = linkedin.get(f"adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{days}&{facet}&{fields}")
    found = {row["dateRange"]["start"]["day"]: row for row in rows["elements"]}
    assert set(found) == {22, 23, 24, 25}
    assert 300 < float(found[23]["costInLocalCurrency"]) < 480
    assert not any(row["externalWebsiteConversions"] for row in found.values())


def test_a_new_ad_changes_nothing_of_the_past(linkedin, control):
    before = control.get(f"/truth/linkedin/{CAREERS}", since="2026-10-01", until="2026-11-21")["days"]
    campaign = first(linkedin)

    leads = {"destination": form(linkedin), "label": "APPLY"} if "LEAD" in campaign["objectiveType"] else None
    create(linkedin, "creatives", creative_in(
        linkedin, campaign["id"], **({"leadgenCallToAction": leads} if leads else {}),
    ))  # fmt: skip

    assert control.get(f"/truth/linkedin/{CAREERS}", since="2026-10-01", until="2026-11-21")["days"] == before


def test_a_draft_waits(linkedin, control):
    group = create(linkedin, "adCampaignGroups", GROUP | {"status": "DRAFT"})

    assert linkedin.get(f"{ACCOUNT}/adCampaignGroups/{group}")["status"] == "DRAFT"
    assert linkedin.get(f"{ACCOUNT}/adCampaignGroups?q=search&search=(status:(values:List(DRAFT)))")["elements"]


@pytest.mark.parametrize(
    "changed",
    [
        {"politicalIntent": None},
        {"objectiveType": "WEBSITE_VISITS"},
        {"unitCost": money("12.50", "USD")},
        {"dailyBudget": None},
        {"account": "urn:li:sponsoredAccount:512000102"},
        {"campaignGroup": "urn:li:sponsoredCampaignGroup:1"},
        {"campaignGroup": "urn:li:sponsoredCampaign:1"},
        {"colour": "red"},
        {"unitCost": None},
        {"unitCost": money("0.00")},
        {"locale": {"country": "us", "language": "en"}},
        {"locale": "en_US"},
        {"targetingCriteria": {}},
        {"targetingCriteria": {"include": {"and": []}}},
        {"targetingCriteria": {"include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": []}}]}}},
        {"targetingCriteria": {"include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": ["SA"]}}]}}},
        {"targetingCriteria": {"include": {"and": [{"or": {"locations": ["urn:li:geo:1"]}}]}}},
        {
            "targetingCriteria": {
                "include": {"and": [{"or": {"urn:li:adTargetingFacet:titles": ["urn:li:title:1"]}}]}
            }
        },
        {"runSchedule": {"end": 1_795_000_000_000, "start": 1_796_000_000_000}},
        {"runSchedule": {"start": "2026-11-22"}},
        {"runSchedule": [1]},
        {"totalBudget": money("5000.00")},
    ],
)
def test_what_is_created_has_to_be_said_exactly(linkedin, changed):
    group = first(linkedin, "adCampaignGroups")["id"]
    body = {name: value for name, value in campaign_in(group, **changed).items() if value is not None}

    answer = linkedin.call("POST", f"{ACCOUNT}/adCampaigns", "CREATE", json=body)

    assert answer.status_code == 400, answer.text


def test_a_bid_is_linkedins_own_where_it_gets_the_most_of_something(linkedin):
    group = create(linkedin, "adCampaignGroups", GROUP)
    body = campaign_in(group, optimizationTargetType="MAX_LEAD", costType="CPM")
    del body["unitCost"]

    campaign = linkedin.get(f"{ACCOUNT}/adCampaigns/{create(linkedin, 'adCampaigns', body)}")

    assert campaign["unitCost"] == money("0.00")


def test_a_budget_for_the_whole_time_has_an_end_and_is_spread_over_it(linkedin, control):
    group = create(linkedin, "adCampaignGroups", GROUP)
    body = campaign_in(group, objectiveType="WEBSITE_VISIT", totalBudget=money("4000.00"))
    del body["dailyBudget"]
    assert linkedin.call("POST", f"{ACCOUNT}/adCampaigns", "CREATE", json=body).status_code == 400
    body["runSchedule"] = {"start": 1_795_305_600_000, "end": 1_796_169_599_000}  # ten days

    campaign = create(linkedin, "adCampaigns", body)
    create(linkedin, "creatives", creative_in(linkedin, campaign))
    control.post("/clock", advance_s=4 * 86_400)

    read = linkedin.get(f"{ACCOUNT}/adCampaigns/{campaign}")
    assert (read["totalBudget"], read["runSchedule"]) == (money("4000.00"), body["runSchedule"])
    days = "dateRange=(start:(year:2026,month:11,day:23),end:(year:2026,month:11,day:25))"
    facet = f"campaigns=List(urn%3Ali%3AsponsoredCampaign%3A{campaign})"
    query = f"q=analytics&pivot=CAMPAIGN&timeGranularity=ALL&{days}&{facet}"
    (row,) = linkedin.get(f"adAnalytics?{query}&fields=dateRange,pivotValues,costInLocalCurrency")["elements"]
    assert 900 < float(row["costInLocalCurrency"]) <= 1200


@pytest.mark.parametrize(
    "changed",
    [
        {"content": {"reference": "urn:li:share:7100000000000000001"}},
        {"content": {"reference": "urn:li:post:1"}},
        {"content": {}},
        {"leadgenCallToAction": {"destination": "urn:li:adForm:1", "label": "APPLY"}},
        {"campaign": "urn:li:sponsoredCampaign:1"},
        {"intendedStatus": "FROZEN"},
    ],
)
def test_a_creative_shows_a_post_that_is_there_and_leads_to_a_form_only_for_leads(linkedin, changed):
    group = create(linkedin, "adCampaignGroups", GROUP)
    campaign = create(linkedin, "adCampaigns", campaign_in(group, objectiveType="WEBSITE_VISIT"))

    body = creative_in(linkedin, campaign) | changed
    answer = linkedin.call("POST", f"{ACCOUNT}/creatives", "CREATE", json=body)

    assert (answer.status_code, answer.json()["code"] in {"INVALID_VALUE_FOR_FIELD", "PARAM_INVALID"}) == (
        400,
        True,
    )


def test_an_ad_for_leads_does_not_go_without_a_form(linkedin):
    group = create(linkedin, "adCampaignGroups", GROUP)
    campaign = create(linkedin, "adCampaigns", campaign_in(group))
    body = creative_in(linkedin, campaign)

    for lead in (None, {"destination": form(linkedin), "label": "NOW"}, {"destination": "urn:li:adForm:1"}):
        more = {"leadgenCallToAction": lead} if lead else {}
        assert linkedin.call("POST", f"{ACCOUNT}/creatives", "CREATE", json=body | more).status_code == 400
