"""LinkedIn as a reader meets it: lists by page, figures by pivot, quotas, and a sign-in of sixty days."""

from tests.sandbox.visitors import CAREERS, CLIENT, linkedin_person, serving

ACCOUNT = f"adAccounts/{CAREERS}"
URN = f"urn%3Ali%3AsponsoredAccount%3A{CAREERS}"
DAYS = "dateRange=(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:21))"
METRICS = "impressions,costInLocalCurrency,externalWebsiteConversions,oneClickLeads,conversionValueInLocalCurrency"


def report(linkedin, asked: str = "q=analytics&pivot=ACCOUNT", grain: str = "DAILY", fields: str = METRICS):
    query = f"{asked}&timeGranularity={grain}&{DAYS}&accounts=List({URN})&fields=dateRange,pivotValues,{fields}"
    return linkedin.get(f"adAnalytics?{query}")["elements"]


def micros(row) -> int:
    return round(float(row["costInLocalCurrency"]) * 1_000_000)


def test_lists_are_read_page_by_page(linkedin):
    whole = linkedin.get(f"{ACCOUNT}/creatives?q=criteria")["elements"]
    found, more = [], ""
    while True:
        page = linkedin.get(f"{ACCOUNT}/creatives?q=criteria&pageSize=7{more}")
        found += page["elements"]
        if "nextPageToken" not in page["metadata"]:
            break
        more = f"&pageToken={page['metadata']['nextPageToken'].replace('=', '%3D')}"

    assert found == whole
    assert len(found) > 7


def test_the_deleted_are_listed_only_where_they_are_asked_for(linkedin, control):
    usual = linkedin.get(f"{ACCOUNT}/adCampaignGroups?q=search")["elements"]
    everything = "List(ACTIVE,ARCHIVED,CANCELED,DRAFT,PAUSED,PENDING_DELETION,REMOVED)"
    found = linkedin.get(f"{ACCOUNT}/adCampaignGroups?q=search&search=(status:(values:{everything}))")["elements"]

    assert {group["status"] for group in usual} == {"ACTIVE", "PAUSED", "ARCHIVED"}
    assert {group["status"] for group in found} == {"ACTIVE", "PAUSED", "ARCHIVED", "REMOVED"}


def test_money_is_decimal_text_and_ids_are_numbers(linkedin):
    campaign = linkedin.get(f"{ACCOUNT}/adCampaigns?q=search")["elements"][0]

    assert isinstance(campaign["id"], int)
    assert campaign["dailyBudget"]["currencyCode"] == "SAR"
    assert campaign["dailyBudget"]["amount"].endswith(".00")
    assert campaign["campaignGroup"].startswith("urn:li:sponsoredCampaignGroup:")


def test_every_pivot_adds_up_to_the_truth(linkedin, control):
    days = control.get(f"/truth/linkedin/{CAREERS}", since="2026-11-01", until="2026-11-21")["days"]
    asked = [f"q=analytics&pivot={pivot}" for pivot in ("ACCOUNT", "CAMPAIGN_GROUP", "CAMPAIGN", "CREATIVE")]
    asked.append("q=statistics&pivots=List(CAMPAIGN_GROUP,CREATIVE)")

    for question in asked:
        rows = report(linkedin, question)
        assert sum(map(micros, rows)) == sum(day["spend_micros"] for day in days)
        conversions = sum(row["externalWebsiteConversions"] + row["oneClickLeads"] for row in rows)
        assert conversions * 100 == sum(day["conversions_e2"] for day in days)
    assert len(rows[0]["pivotValues"]) == 2


def test_a_month_is_the_sum_of_its_days_and_nothing_is_paged(linkedin):
    days, (month,) = report(linkedin), report(linkedin, grain="MONTHLY")

    assert sum(map(micros, days)) == micros(month)
    assert month["dateRange"]["end"] == {"year": 2026, "month": 11, "day": 21}


def test_rows_of_zeros_are_there_only_with_their_day_and_pivot(linkedin):
    fields = "oneClickLeads"
    query = f"q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{DAYS}&accounts=List({URN})&fields={fields}"
    bare = linkedin.get(f"adAnalytics?{query}")["elements"]

    assert all(row["oneClickLeads"] for row in bare)
    assert len(bare) < len(report(linkedin, "q=analytics&pivot=CAMPAIGN", fields=fields))


def test_long_answers_are_cut_off_without_a_word(http, tmp_path, control):
    with serving(tmp_path, SANDBOX_LINKEDIN_ELEMENTS="5") as url:
        assert len(report(linkedin_person(url, http))) == 5


def test_calls_a_day_and_values_in_five_minutes_are_counted(http, tmp_path, control):
    limits = {"SANDBOX_LINKEDIN_CALLS_PER_DAY": "2", "SANDBOX_LINKEDIN_VALUES_PER_5_MINUTES": "100"}
    with serving(tmp_path, **limits) as url:
        linkedin = linkedin_person(url, http)
        groups = [linkedin.call("GET", f"{ACCOUNT}/adCampaignGroups?q=search") for _ in range(3)]
        query = f"q=analytics&pivot=ACCOUNT&timeGranularity=DAILY&{DAYS}&accounts=List({URN})&fields={METRICS}"
        figures = linkedin.call("GET", f"adAnalytics?{query}")

    assert [each.status_code for each in groups] == [200, 200, 429]
    assert "APPLICATION DAY" in groups[2].json()["message"]
    assert (figures.status_code, "metric values" in figures.json()["message"]) == (429, True)


def test_a_refresh_does_not_prolong_the_refresh_token(linkedin, control, http):
    assert (linkedin.tokens["expires_in"], linkedin.tokens["refresh_token_expires_in"]) == (5_184_000, 31_536_000)
    form = CLIENT | {"grant_type": "refresh_token", "refresh_token": linkedin.tokens["refresh_token"]}
    control.post("/clock", advance_s=5_184_001)
    assert linkedin.error("adAccounts?q=search", headers={"LinkedIn-Version": "202611"}) == (
        401,
        "EXPIRED_ACCESS_TOKEN",
    )

    linkedin.tokens = http.post(f"{control.url}/linkedin/oauth/v2/accessToken", data=form).json()

    assert linkedin.tokens["refresh_token_expires_in"] == 31_536_000 - 5_184_001
    assert linkedin.call("GET", "adAccounts?q=search", headers={"LinkedIn-Version": "202611"}).status_code == 200
    control.post("/clock", advance_s=31_536_000)
    assert http.post(f"{control.url}/linkedin/oauth/v2/accessToken", data=form).json()["error"] == "invalid_grant"
