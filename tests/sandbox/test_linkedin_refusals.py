"""LinkedIn's refusals: its envelope, its words, and a query syntax that forgives nothing."""

import pytest

from tests.sandbox.visitors import B2B, CAREERS, CLIENT, REDIRECT

URN = f"urn%3Ali%3AsponsoredAccount%3A{CAREERS}"
DAYS = "dateRange=(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:7))"
FIELDS = "fields=dateRange,pivotValues,impressions"
REPORT = f"adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{DAYS}&accounts=List({URN})&{FIELDS}"
GROUPS = f"adAccounts/{CAREERS}/adCampaignGroups?q=search"
TWENTY_ONE = ",".join(f"field{n}" for n in range(21))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"LinkedIn-Version": None}, (426, "NONEXISTENT_VERSION")),
        ({"LinkedIn-Version": "202401"}, (426, "NONEXISTENT_VERSION")),
        ({"LinkedIn-Version": "202612"}, (426, "NONEXISTENT_VERSION")),
        ({"LinkedIn-Version": "newest"}, (426, "NONEXISTENT_VERSION")),
        ({"X-Restli-Protocol-Version": None}, (400, "ILLEGAL_ARGUMENT")),
        ({"Authorization": None}, (401, "EMPTY_ACCESS_TOKEN")),
        ({"Authorization": "Bearer invented"}, (401, "INVALID_ACCESS_TOKEN")),
    ],
)
def test_headers_are_not_optional(linkedin, changed, refusal):
    assert linkedin.error(REPORT, headers=changed) == refusal


@pytest.mark.parametrize("version", ["202511", "202601", "202610", "202611", "202607.02"])
def test_versions_of_the_last_twelve_months_are_alive(linkedin, version):
    assert linkedin.call("GET", REPORT, headers={"LinkedIn-Version": version}).status_code == 200


@pytest.mark.parametrize(
    ("right", "wrong", "refusal"),
    [
        (URN, URN.replace("%3A", "%253A"), "PARAM_INVALID"),
        (URN, URN.replace("%3A", ":"), "PARAM_INVALID"),
        (URN, URN.replace("Account", "Campaign"), "PARAM_INVALID"),
        ("List(", "List%28", "PARAM_INVALID"),
        (DAYS, DAYS.replace("(", "%28").replace(")", "%29").replace(":", "%3A"), "PARAM_INVALID"),
        ("day:7", "day:31", "PARAM_INVALID"),
        ("day:7))", "day:7)", "PARAM_INVALID"),
        ("month:11,day:1)", "month:12,day:1)", "ILLEGAL_ARGUMENT"),
        (f"&{FIELDS}", "", "ILLEGAL_ARGUMENT"),
        (FIELDS, f"fields={TWENTY_ONE}", "ILLEGAL_ARGUMENT"),
        (FIELDS, "fields=dateRange,costInSpaceCredits", "PARAM_INVALID"),
        (f"&accounts=List({URN})", "", "ILLEGAL_ARGUMENT"),
        (f"List({URN})", f"List({','.join([URN] * 51)})", "PARAM_INVALID"),
        ("pivot=CAMPAIGN", "pivot=MEMBER_COMPANY", "PARAM_INVALID"),
        ("q=analytics&pivot=CAMPAIGN", "q=statistics&pivots=List(CAMPAIGN,MEMBER_COMPANY)", "PARAM_INVALID"),
        ("q=analytics", "q=everything", "PARAM_INVALID"),
        ("DAILY", "HOURLY", "PARAM_INVALID"),
        (REPORT, f"{REPORT}&start=10&count=10", "QUERY_PARAM_NOT_ALLOWED"),
        (REPORT, f"{REPORT}&{FIELDS}", "PARAM_INVALID"),
        ("year:2026,month:11,day:1)", "year:2026,month:7,day:1)", None),
    ],
)
def test_reports_are_asked_for_exactly(linkedin, right, wrong, refusal):
    assert right in REPORT
    query = REPORT.replace(right, wrong, 1)

    if refusal is None:
        assert linkedin.get(query)["elements"]
    else:
        assert linkedin.error(query) == (400, refusal)


def test_reach_is_for_92_days_at_most(linkedin):
    query = REPORT.replace("year:2026,month:11,day:1)", "year:2026,month:7,day:1)").replace("DAILY", "ALL")

    assert linkedin.error(query + ",approximateMemberReach") == (400, "ILLEGAL_ARGUMENT")


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("planets", (404, "RESOURCE_NOT_FOUND")),
        ("adAnalytics/", (404, "RESOURCE_NOT_FOUND")),
        (f"adAccounts/{CAREERS}/", (404, "RESOURCE_NOT_FOUND")),
        (f"adAccounts/{CAREERS}/adCampaigns/1", (404, "NOT_FOUND")),
        (f"adAccounts/{CAREERS}/creatives/urn:li:sponsoredCreative:1", (400, "ILLEGAL_ARGUMENT")),
        (f"adAccounts/{CAREERS}/creatives/urn%253Ali%253AsponsoredCreative%253A1", (400, "PARAM_INVALID")),
        ("adAccounts/1/adCampaigns?q=search", (403, "ACCESS_DENIED")),
        (f"{GROUPS}&search=(status:(values:List(COMPLETED)))", (400, "PARAM_INVALID")),
        (f"{GROUPS}&search=(colour:(values:List(RED)))", (400, "PARAM_INVALID")),
        (f"{GROUPS}&pageSize=1001", (400, "PARAM_INVALID")),
        (f"{GROUPS}&pageToken=invented", (400, "PARAM_INVALID")),
        (f"{GROUPS}&start=0", (400, "QUERY_PARAM_NOT_ALLOWED")),
        (f"adAccounts/{CAREERS}/creatives?q=criteria&pageSize=101", (400, "PARAM_INVALID")),
    ],
)
def test_paths_and_lists_are_asked_for_exactly(linkedin, path, refusal):
    assert linkedin.error(path) == refusal


def test_creatives_are_found_by_a_finder_only(linkedin):
    path = f"adAccounts/{CAREERS}/creatives?q=criteria"

    assert linkedin.error(path, headers={"X-RestLi-Method": None}) == (400, "ILLEGAL_ARGUMENT")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("throttle", (429, "TOO_MANY_REQUESTS", 101)),
        ("daily_quota", (429, "TOO_MANY_REQUESTS", 101)),
        ("500", (500, "INTERNAL_SERVER_ERROR", None)),
        ("503", (503, "SERVICE_UNAVAILABLE", None)),
        ("too_much_data", (504, "GATEWAY_TIMEOUT", None)),
        ("permission", (403, "ACCESS_DENIED", 100)),
        ("missing", (404, "NOT_FOUND", None)),
        ("expire", (401, "EXPIRED_ACCESS_TOKEN", 65602)),
        ("revoke", (401, "REVOKED_ACCESS_TOKEN", 65601)),
    ],
)
def test_ordered_refusals_are_linkedins_own(linkedin, control, kind, expected):
    control.fault("linkedin", kind, account=CAREERS)

    assert linkedin.call("GET", REPORT.replace(CAREERS, B2B)).status_code == 200
    response = linkedin.call("GET", REPORT)

    body = response.json()
    assert (response.status_code, body["code"], body.get("serviceErrorCode")) == expected


def test_reading_needs_reading_scopes_and_writing_the_writing_one(linkedin, control, http):
    code = control.post("/grants", platform="linkedin", redirect_uri=REDIRECT, scope="r_ads")["code"]
    form = CLIENT | {"redirect_uri": REDIRECT, "code": code, "grant_type": "authorization_code"}
    linkedin.tokens = http.post(f"{control.url}/linkedin/oauth/v2/accessToken", data=form).json()

    assert linkedin.get(GROUPS)["elements"]
    assert linkedin.error(REPORT) == (403, "ACCESS_DENIED")
    group = linkedin.get(GROUPS)["elements"][0]["id"]
    path = f"adAccounts/{CAREERS}/adCampaignGroups/{group}"
    assert linkedin.patch(path, status="PAUSED").json()["code"] == "ACCESS_DENIED"
