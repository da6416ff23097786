"""Reading TikTok: sign-in, lists, figures, asynchronous reports; and all it refuses, always with HTTP 200."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.control import Control
from tests.sandbox.tiktok import APP, EMPTY, JAPAN, KSA, NOMAD, REPORT, TikTok, tiktok_person
from tests.sandbox.visitors import REDIRECT, serving

GONE = [{"field_name": "campaign_status", "filter_type": "IN", "filter_value": '["STATUS_DELETE"]'}]
ALL = [{"field_name": "campaign_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]


# Signing in


def test_allowing_brings_a_code_under_its_own_name(control, http):
    params = {"app_id": "sandbox-client", "redirect_uri": REDIRECT, "state": "s"}
    page = http.get(f"{control.url}/tiktok/portal/auth", params=params)
    answer = http.post(f"{control.url}/tiktok/portal/auth", params=params, data={"answer": "allow"})
    query = parse_qs(urlsplit(answer.headers["location"]).query)

    assert "TikTok" in page.text
    assert query["state"] == ["s"]
    visitor = TikTok(control.url, http, "")
    data = visitor.post("oauth2/access_token/", **APP, auth_code=query["auth_code"][0])
    assert set(data) == {"access_token", "advertiser_ids", "scope"}
    assert data["advertiser_ids"] == [KSA, NOMAD, JAPAN, EMPTY]


def test_a_stranger_is_asked_nothing(control, http):
    params = {"client_id": "sandbox-client", "redirect_uri": REDIRECT}

    assert http.get(f"{control.url}/tiktok/portal/auth", params=params).status_code == 400


def test_a_code_lives_an_hour_and_once(tiktok, control):
    old, fresh = (control.post("/grants", platform="tiktok", redirect_uri=REDIRECT)["code"] for _ in range(2))

    tiktok.post("oauth2/access_token/", **APP, auth_code=fresh)
    assert tiktok.code("oauth2/access_token/", "POST", **APP, auth_code=fresh) == 40110
    control.post("/clock", advance_s=3_700)
    assert tiktok.code("oauth2/access_token/", "POST", **APP, auth_code=old) == 40110


def test_the_app_has_to_know_its_secret(tiktok):
    assert tiktok.code("oauth2/advertiser/get/", app_id="sandbox-client", secret="guessed") == 40101
    assert len(tiktok.get("oauth2/advertiser/get/", **APP)["list"]) == 4


def test_tokens_do_not_expire_but_can_be_withdrawn(tiktok, control):
    control.post("/clock", advance_s=400 * 86_400)
    assert tiktok.get("advertiser/info/", advertiser_ids=[KSA])["list"][0]["currency"] == "SAR"

    tiktok.post("oauth2/revoke_token/", **APP, access_token=tiktok.token)

    assert tiktok.code("advertiser/info/", advertiser_ids=[KSA]) == 40105
    assert tiktok.code("oauth2/revoke_token/", "POST", **APP, access_token=tiktok.token) == 40105


@pytest.mark.parametrize(("token", "code"), [("", 40104), ("invented", 40105)])
def test_a_call_without_a_living_token_is_told_so(tiktok, token, code):
    assert tiktok.code("campaign/get/", token=token, advertiser_id=KSA) == code


def test_no_secret_is_recorded(tiktok, control):
    tiktok.get("oauth2/advertiser/get/", **APP)

    assert "sandbox-secret" not in str(control.get("/calls", platform="tiktok"))


# Lists


def test_pages_are_numbered_and_whole(tiktok):
    pages = [
        tiktok.get("ad/get/", advertiser_id=KSA, page=n, page_size=5, fields=["ad_id"], filtering={})
        for n in (1, 2)
    ]
    rows = tiktok.some("ad", fields=["ad_id"])

    assert [row for page in pages for row in page["list"]] == rows[:10]
    assert pages[1]["page_info"] == {
        "page": 2, "page_size": 5, "total_number": len(rows), "total_page": -(-len(rows) // 5),
    }  # fmt: skip
    assert len(tiktok.some("ad", page_size=10)) == 10
    assert set(rows[0]) == {"ad_id"}


def test_what_was_deleted_is_listed_only_on_demand(tiktok):
    shown, deleted, everything = (
        {row["campaign_id"] for row in tiktok.some("campaign", filtering=wanted)}
        for wanted in ({}, {"primary_status": "STATUS_DELETE"}, {"primary_status": "STATUS_ALL"})
    )

    assert deleted
    assert not shown & deleted
    assert shown | deleted == everything


def test_parents_and_dates_show_in_the_secondary_status(tiktok):
    statuses = {
        word: {row["secondary_status"] for row in tiktok.some(word, filtering={"primary_status": "STATUS_ALL"})}
        for word in ("campaign", "adgroup", "ad")
    }

    assert statuses["campaign"] == {f"CAMPAIGN_STATUS_{each}" for each in ("ENABLE", "DISABLE", "DELETE")}
    assert {
        "ADGROUP_STATUS_TIME_DONE",
        "ADGROUP_STATUS_CAMPAIGN_DELETE",
        "ADGROUP_STATUS_DELIVERY_OK",
    } <= statuses["adgroup"]
    assert {"AD_STATUS_AUDIT", "AD_STATUS_DONE", "AD_STATUS_CAMPAIGN_DISABLE"} <= statuses["ad"]


def test_a_budget_is_a_number_and_stands_on_one_level(tiktok):
    for campaign in tiktok.some("campaign"):
        groups = tiktok.some("adgroup", filtering={"campaign_ids": [campaign["campaign_id"]]})
        own = campaign["budget_mode"] != "BUDGET_MODE_INFINITE"
        assert isinstance(campaign["budget"], float)
        assert (campaign["budget"] > 0) is own
        assert all((group["budget"] > 0) is not own for group in groups)


# Figures


def test_figures_are_strings_and_what_cannot_be_is_a_dash(tiktok):
    rows = tiktok.get("report/integrated/get/", **REPORT)["list"]
    videos = {row["metrics"]["video_watched_2s"] == "-" for row in rows}

    assert videos == {True, False}
    assert all(isinstance(value, str) for row in rows for value in row["metrics"].values())
    assert all(row["dimensions"]["stat_time_day"].endswith(" 00:00:00") for row in rows)
    assert all(row["metrics"]["spend"].partition(".")[2].isdigit() for row in rows)


def test_days_without_delivery_and_deleted_campaigns_are_left_out(tiktok):
    shown, gone, everything = (
        tiktok.get(
            "report/integrated/get/", **REPORT | {"start_date": "2026-10-01", "end_date": "2026-10-30"} | more
        )
        for more in ({}, {"filtering": GONE}, {"filtering": ALL})
    )

    assert gone["list"]
    assert shown["page_info"]["total_number"] + gone["page_info"]["total_number"] == len(everything["list"])
    assert all(row["metrics"]["impressions"] != "0" for row in everything["list"])


def test_levels_add_up(tiktok):
    def spent(level: str, own: str) -> float:
        query = REPORT | {"data_level": level, "dimensions": [own, "stat_time_day"], "metrics": ["spend"]}
        rows = tiktok.get("report/integrated/get/", **query)["list"]
        return round(sum(float(row["metrics"]["spend"]) for row in rows), 2)

    assert spent("AUCTION_AD", "ad_id") == spent("AUCTION_CAMPAIGN", "campaign_id") > 0


def test_a_lifetime_is_one_row_a_campaign(tiktok):
    query = REPORT | {"dimensions": ["campaign_id"], "query_lifetime": True, "filtering": ALL}
    rows = tiktok.get("report/integrated/get/", **query)["list"]

    assert len({row["dimensions"]["campaign_id"] for row in rows}) == len(rows) > 5


def test_a_task_becomes_the_same_figures_as_csv(tiktok):
    query = {name: value for name, value in REPORT.items() if name != "page_size"}
    task = tiktok.post("report/task/create/", **query, output_format="CSV_STRING",
                       enable_report_title_translation=False)["task_id"]  # fmt: skip
    assert tiktok.code("report/task/download/", advertiser_id=KSA, task_id=task) == 40201
    states = [tiktok.get("report/task/check/", advertiser_id=KSA, task_id=task)["status"] for _ in range(3)]
    text = tiktok.call("GET", "report/task/download/", advertiser_id=KSA, task_id=task).text

    assert states == ["QUEUING", "PROCESSING", "SUCCESS"]
    head, *lines = text.splitlines()
    assert head == "campaign_id,stat_time_day,spend,impressions,conversion,video_watched_2s"
    rows = tiktok.get("report/integrated/get/", **REPORT)["list"]
    assert lines == [",".join([*row["dimensions"].values(), *row["metrics"].values()]) for row in rows]
    assert tiktok.code("report/task/check/", advertiser_id=NOMAD, task_id=task) == 40007


def test_a_report_leaves_out_the_oldest_without_a_word_and_a_task_does_not(http, tmp_path):
    with serving(tmp_path, SANDBOX_TIKTOK_REPORT_IDS="3", SANDBOX_TIKTOK_CALLS_PER_S="1000") as url:
        visitor = tiktok_person(url, http)
        rows = visitor.get("report/integrated/get/", **REPORT | {"filtering": ALL})["list"]
        order = REPORT | {"filtering": ALL, "output_format": "CSV_STRING"}
        task = visitor.post("report/task/create/", **order, enable_report_title_translation=False)["task_id"]
        for _ in range(3):
            visitor.get("report/task/check/", advertiser_id=KSA, task_id=task)
        text = visitor.call("GET", "report/task/download/", advertiser_id=KSA, task_id=task).text

    shown = {row["dimensions"]["campaign_id"] for row in rows}
    assert len(shown) == 3
    assert len({line.partition(",")[0] for line in text.splitlines()[1:]}) > 3


def test_a_task_may_fail(tiktok, control):
    control.fault("tiktok", "job_failed")
    query = REPORT | {"output_format": "CSV_STRING", "enable_report_title_translation": False}
    task = tiktok.post("report/task/create/", **query)["task_id"]

    states = [tiktok.get("report/task/check/", advertiser_id=KSA, task_id=task)["status"] for _ in range(2)]
    assert states == ["QUEUING", "FAILED"]


# Refusals


@pytest.mark.parametrize("path", ["campaign/get", "planet/get/", "campaign/get//", ""])
def test_an_address_without_its_slash_or_unknown_is_nothing(tiktok, path):
    response = tiktok.call("GET", path, advertiser_id=KSA)

    assert (response.status_code, response.text) == (404, "404 page not found")


def test_only_one_version_and_the_right_method_are_served(tiktok):
    old = tiktok.http.get(f"{tiktok.url}/tiktok/open_api/v1.2/campaign/get/", params={"advertiser_id": KSA})

    assert old.json()["code"] == 40051
    assert tiktok.call("POST", "campaign/get/", advertiser_id=KSA).status_code == 405


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"advertiser_id": ""}, 40002),
        ({"advertiser_id": "7999"}, 40001),
        ({"fields": "campaign_id"}, 40002),
        ({"fields": ["planet"]}, 40002),
        ({"page_size": 1001}, 40002),
        ({"page": 0}, 40002),
        ({"filtering": "campaign_ids"}, 40002),
        ({"filtering": ["x"]}, 40002),
        ({"filtering": {"planet": "x"}}, 40002),
        ({"filtering": {"primary_status": "ALIVE"}}, 40002),
        ({"filtering": {"campaign_ids": ["1"] * 101}}, 40002),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(tiktok, params, code):
    assert tiktok.code("campaign/get/", **({"advertiser_id": KSA} | params)) == code


@pytest.mark.parametrize(
    "params",
    [
        {"report_type": "PLANET"},
        {"data_level": "AUCTION_PLANET"},
        {"dimensions": "campaign_id"},
        {"dimensions": ["stat_time_day"]},
        {"dimensions": ["ad_id", "stat_time_day"]},
        {"dimensions": ["campaign_id", "stat_time_day", "stat_time_hour"]},
        {"metrics": ["planets"]},
        {"start_date": "2026-11-31"},
        {"start_date": "2026-11-23"},
        {"start_date": "2026-10-23"},
        {"dimensions": ["campaign_id"], "start_date": "2025-11-01"},
        {"dimensions": ["campaign_id", "stat_time_hour"]},
        {"query_lifetime": True},
        {"filtering": {"ad_status": "STATUS_ALL"}},
        {"filtering": [ALL[0] | {"field_name": "ad_status"}]},
        {"filtering": [ALL[0] | {"filter_value": ["STATUS_ALL"]}]},
        {"filtering": [ALL[0] | {"filter_type": "LIKE"}]},
        {"page_size": 1001},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(tiktok, params):
    assert tiktok.code("report/integrated/get/", **(REPORT | params)) == 40002


def test_thirty_days_are_not_too_many(tiktok):
    assert tiktok.get("report/integrated/get/", **REPORT | {"start_date": "2026-10-24"})["list"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("throttle", 40133), ("daily_quota", 40100), ("500", 50000), ("503", 51000), ("too_much_data", 51010),
        ("permission", 40001), ("missing", 40007), ("expire", 40102), ("revoke", 40105),
    ],
)  # fmt: skip
def test_ordered_refusals_are_tiktoks_own(tiktok, control, kind, code):
    control.fault("tiktok", kind, account=KSA)

    assert tiktok.code("campaign/get/", advertiser_id=KSA) == code


@pytest.mark.parametrize("code", [40100, 40016, 40132, 40133, 61000])
def test_throttles_come_by_code(tiktok, control, code):
    control.fault("tiktok", "throttle", code=code)

    assert tiktok.code("campaign/get/", advertiser_id=KSA) == code


def test_more_than_ten_calls_a_second_are_too_many(http, tmp_path):
    with serving(tmp_path) as url:
        visitor = tiktok_person(url, http)
        codes = [visitor.call("GET", "advertiser/info/", advertiser_ids=[KSA]).json()["code"] for _ in range(12)]
        Control(url).reset()
        again = tiktok_person(url, http)

    assert codes[:5] == [0] * 5
    assert 40100 in codes
    assert again.token
