"""What X refuses, each with its own status and code: windows, midnights, ids, words, and what is not there."""

import gzip

import orjson
import pytest

from tests.sandbox.twitter import NOMAD, NORDLYS, WAHA, WEEK, X, twitter_person


@pytest.fixture
def x(control, http) -> X:
    return twitter_person(control.url, http)


@pytest.fixture
def campaign(x) -> str:
    return str(x.get(f"accounts/{WAHA}/campaigns")[0]["id"])


def asked(campaign, **changes):
    usual = {
        "entity": "CAMPAIGN", "entity_ids": campaign, "granularity": "DAY", "metric_groups": "ENGAGEMENT,BILLING",
        "placement": "ALL_ON_TWITTER", **WEEK,
    }  # fmt: skip
    return {name: value for name, value in (usual | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"end_time": "2026-11-23"}, "INVALID_TIME_WINDOW"),  # eight days
        ({"start_time": "2026-11-15T00:00:00Z"}, "INVALID_TIME_WINDOW"),  # midnight of somebody else
        ({"start_time": "2026-11-14T21:30:00Z"}, "INVALID_TIME_WINDOW"),
        ({"end_time": "2026-11-15"}, "INVALID_TIME_WINDOW"),
        ({"start_time": "soon"}, "INVALID_PARAMETER"),
        ({"start_time": "2026-11-15T00:00:00"}, "INVALID_PARAMETER"),
        ({"start_time": None}, "MISSING_PARAMETER"),
        ({"entity_ids": None}, "MISSING_PARAMETER"),
        ({"entity_ids": ",".join(f"c{n}" for n in range(21))}, "INVALID_PARAMETER"),
        ({"entity_ids": "UPPER"}, "INVALID_ID_ILLEGAL_CHARACTERS"),
        ({"entity_ids": "zzzzzzz"}, "CAMPAIGN_NOT_FOUND"),
        ({"entity": "PLANET"}, "INVALID_PARAMETER"),
        ({"metric_groups": "ENGAGEMENT,MOBILE_CONVERSION"}, "EXCLUSIVE_PARAMETERS"),
        ({"metric_groups": "LOVE"}, "INVALID_PARAMETER"),
        ({"placement": "ALL_ON_TWITTER,TREND"}, "INVALID_PLACEMENT_TYPE"),
        ({"colour": "blue"}, "INVALID_PARAMETER"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(x, campaign, changes, code):
    status, found = x.refusal("GET", f"stats/accounts/{WAHA}", **asked(campaign, **changes))

    assert (status, found) == (404 if "NOT_FOUND" in code or "ILLEGAL" in code else 400, code)


def test_midnight_may_be_said_in_several_ways(x, campaign):
    path = f"stats/accounts/{WAHA}"
    by_date = x.get(path, **asked(campaign))
    riyadh = {"start_time": "2026-11-15T00:00:00+0300", "end_time": "2026-11-21T21:00:00Z"}

    assert x.get(path, **asked(campaign, **riyadh)) == by_date
    assert len(by_date[0]["id_data"][0]["metrics"]["impressions"]) == 7


def test_days_before_the_clocks_changed_begin_by_todays_offset(x):
    campaign = x.get(f"accounts/{NOMAD}/campaigns")[0]["id"]
    summer = {"start_time": "2026-10-20T07:00:00Z", "end_time": "2026-10-21T07:00:00Z"}
    winter = {"start_time": "2026-10-20T08:00:00Z", "end_time": "2026-10-21T08:00:00Z"}
    path = f"stats/accounts/{NOMAD}"

    assert x.refusal("GET", path, **asked(campaign, **summer)) == (400, "INVALID_TIME_WINDOW")
    assert x.get(path, **asked(campaign, **winter))


def test_what_did_not_happen_is_null(x, campaign):
    metrics = x.get(f"stats/accounts/{WAHA}", **asked(campaign, metric_groups="ENGAGEMENT,WEB_CONVERSION"))
    figures = metrics[0]["id_data"][0]["metrics"]

    assert figures["poll_card_vote"] is None
    assert figures["conversion_sign_ups"]["post_view"] is None
    assert x.get(f"stats/accounts/{WAHA}", **asked(campaign, placement="TREND"))[0]["id_data"][0]["metrics"][
        "impressions"
    ] is None  # fmt: skip


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("accounts/nobodys/campaigns", (403, "ACCOUNT_NOT_FOUND")),
        (f"accounts/{WAHA}/campaigns/zzzzzz", (404, "CAMPAIGN_NOT_FOUND")),
        (f"accounts/{WAHA}/line_items/zzzzzz", (404, "LINE_ITEM_NOT_FOUND")),
        (f"accounts/{WAHA}/campaigns?count=0", (400, "INVALID_PARAMETER")),
        (f"accounts/{WAHA}/campaigns?count=1001", (400, "INVALID_PARAMETER")),
        (f"accounts/{WAHA}/campaigns?cursor=%C3%9F", (400, "INVALID_PARAMETER")),
        (f"accounts/{WAHA}/campaigns?cursor=c-1&with_total_count=true", (400, "EXCLUSIVE_PARAMETERS")),
        (f"accounts/{WAHA}/campaigns?with_deleted=maybe", (400, "INVALID_PARAMETER")),
        (f"accounts/{WAHA}/campaigns?colour=blue", (400, "INVALID_PARAMETER")),
        (f"accounts/{WAHA}/planets", (404, "ROUTE_NOT_FOUND")),
        ("/7/accounts", (404, "ROUTE_NOT_FOUND")),
    ],
)
def test_what_is_not_there_is_named(x, path, expected):
    assert x.refusal("GET", path) == expected


def test_an_error_repeats_what_was_asked(x):
    body = x.call("GET", f"accounts/{WAHA}/campaigns", count="0").json()

    assert body["errors"][0].keys() == {"code", "message", "parameter", "value", "details"}
    assert body["request"] == {"params": {"account_id": WAHA, "count": 0}}


def test_pages_follow_their_cursor_to_the_end(x):
    whole = x.all(f"accounts/{WAHA}/campaigns", with_deleted="true")

    assert len(whole) == 10
    assert x.all(f"accounts/{WAHA}/campaigns", with_deleted="true", count="3") == whole
    assert sum(each["deleted"] for each in whole) == 1
    assert len(x.all(f"accounts/{WAHA}/campaigns")) == 9


def test_an_account_has_no_currency_but_what_pays_for_it_has(x):
    assert "currency" not in x.get(f"accounts/{NORDLYS}")
    assert x.get(f"accounts/{NORDLYS}/funding_instruments")[0]["currency"] == "EUR"


def test_a_job_is_asked_for_polled_and_fetched_as_gzip(x, campaign):
    path = f"stats/jobs/accounts/{WAHA}"
    question = asked(campaign, start_time="2026-10-25")
    started = x.call("POST", path, **question)
    job = started.json()["data"]
    assert (job["status"], job["url"], job["id_str"]) == ("PROCESSING", None, str(job["id"]))
    assert started.headers["x-concurrent-job-limit-remaining"] == "99"

    states = [x.get(path, job_ids=job["id_str"])[0] for _ in range(2)]
    assert [each["status"] for each in states] == ["PROCESSING", "SUCCESS"]

    file = x.http.get(states[1]["url"])
    assert file.headers["content-type"] == "application/gzip"
    report = orjson.loads(gzip.decompress(file.content))
    assert (report["data_type"], report["time_series_length"]) == ("stats", 28)
    last_week = x.get(f"stats/accounts/{WAHA}", **asked(campaign))[0]["id_data"][0]["metrics"]["impressions"]
    assert report["data"][0]["id_data"][0]["metrics"]["impressions"][-7:] == last_week


def test_a_job_covers_ninety_days_at_most(x, campaign):
    question = asked(campaign, start_time="2026-08-23")

    assert x.refusal("POST", f"stats/jobs/accounts/{WAHA}", **question) == (400, "INVALID_TIME_WINDOW")


def test_reach_is_of_the_whole_window(x, campaign):
    day, week = (
        x.get(f"stats/accounts/{WAHA}/reach/campaigns", campaign_ids=campaign, **span)[0]
        for span in (WEEK | {"start_time": "2026-11-21"}, WEEK)
    )

    assert day["total_audience_reach"] < week["total_audience_reach"] < 7 * day["total_audience_reach"]
    assert week["average_frequency"] >= 1


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttle", 429, "TOO_MANY_REQUESTS"),
        ("permission", 403, "UNAUTHORIZED_CLIENT_APPLICATION"),
        ("500", 500, "INTERNAL_ERROR"),
        ("503", 503, "OVER_CAPACITY"),
        ("too_much_data", 400, "REQUEST_TOO_COMPLEX"),
        ("expire", 401, 89),
        ("revoke", 401, "UNAUTHORIZED_ACCESS"),
    ],
)
def test_ordered_faults_are_in_xs_words(x, control, kind, status, code):
    control.fault("twitter", kind, account=WAHA)

    assert x.refusal("GET", f"accounts/{WAHA}/campaigns") == (status, code)
