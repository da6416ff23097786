"""Meta's refusals: one envelope, the right codes, and misbehaviour to order."""

import json
from typing import Any

import httpx
import pytest

from tests.sandbox.visitors import EMPTY, KSA, meta_person, serving

INSIGHTS = f"act_{KSA}/insights"


@pytest.mark.parametrize(
    ("path", "params", "code", "subcode"),
    [
        ("act_1", {}, 100, 33),
        ("12345", {}, 100, 33),
        (f"act_{KSA}/planets", {}, 2500, None),
        (f"act_{KSA}/campaigns", {"fields": "id,planet"}, 100, None),
        (f"act_{KSA}/campaigns", {"fields": "id,name{"}, 100, 2500),
        (f"act_{KSA}/campaigns", {"limit": "many"}, 100, None),
        (f"act_{KSA}/campaigns", {"after": "nowhere"}, 100, None),
        (f"act_{KSA}/campaigns", {"filtering": "{"}, 100, None),
        (
            f"act_{KSA}/campaigns",
            {"filtering": [{"field": "name", "operator": "RHYMES", "value": "x"}]},
            100,
            None,
        ),
        (f"act_{KSA}/campaigns", {"filtering": [{"field": "moon", "operator": "EQUAL", "value": "x"}]}, 100, None),
        (INSIGHTS, {"fields": "planet"}, 100, None),
        (INSIGHTS, {"level": "planet"}, 100, None),
        (INSIGHTS, {"time_increment": "0"}, 100, None),
        (INSIGHTS, {"date_preset": "someday"}, 100, None),
        (INSIGHTS, {"breakdowns": "age"}, 100, None),
        (INSIGHTS, {"action_attribution_windows": "3d_click"}, 100, None),
        (INSIGHTS, {"time_range": {"since": "2026-11-02", "until": "2026-11-01"}}, 100, 1487534),
        (INSIGHTS, {"time_range": {"since": "yesterday", "until": "2026-11-01"}}, 100, None),
        (INSIGHTS, {"time_range": {"since": "2023-01-01", "until": "2023-02-01"}}, 3018, None),
    ],
)
def test_what_makes_no_sense_is_refused_by_code(meta, path, params, code, subcode):
    error = meta.error(path, **params)

    assert (error["code"], error.get("error_subcode")) == (code, subcode)
    assert error["http"] == 400
    assert error["message"]
    assert error["fbtrace_id"]
    assert error["is_transient"] is False


def test_a_run_refuses_at_once_what_makes_no_sense(meta):
    assert meta.error(INSIGHTS, "POST", fields="planet")["code"] == 100


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("throttle", (400, 17, 2446079, False)),
        ("daily_quota", (400, 80004, 2446079, False)),
        ("500", (500, 1, None, False)),
        ("503", (503, 2, None, True)),
        ("too_much_data", (500, 1, 99, False)),
        ("permission", (403, 200, None, False)),
        ("expire", (400, 190, 463, False)),
        ("revoke", (400, 190, 458, False)),
    ],
)
def test_ordered_refusals_are_metas_own(meta, control, kind, said):
    control.fault("meta", kind)

    error = meta.error(INSIGHTS)

    assert (error["http"], error["code"], error.get("error_subcode"), error["is_transient"]) == said


def test_a_fault_strikes_as_often_as_ordered_and_where(meta, control):
    control.fault("meta", "500", times=2, account=EMPTY, path="insights")

    codes = [meta.call("GET", f"act_{account}/{edge}").status_code
             for account, edge in ((KSA, "insights"), (EMPTY, "ads"), *[(EMPTY, "insights")] * 3)]  # fmt: skip

    assert codes == [200, 200, 500, 500, 200]


def test_sign_in_is_spared_unless_named(meta, control, http):
    control.fault("meta", "500")
    meta_person(control.url, http)

    assert len(control.get("/faults")["faults"]) == 1
    control.http.delete("/faults")
    control.fault("meta", "500", path="oauth")
    with pytest.raises(httpx.HTTPStatusError):
        meta_person(control.url, http)


def test_half_a_page_breaks_off(meta, control):
    control.fault("meta", "half_page")

    with pytest.raises(httpx.RemoteProtocolError):
        meta.call("GET", f"act_{KSA}/ads")


def test_garbage_and_html_are_no_json(meta, control):
    for kind, status in (("garbage", 200), ("html", 502)):
        control.fault("meta", kind)
        response = meta.call("GET", f"act_{KSA}/ads")
        assert response.status_code == status
        with pytest.raises(ValueError, match=r".+"):
            response.json()


def test_a_timeout_says_nothing_in_time(meta, control):
    control.fault("meta", "timeout", seconds=20)

    with pytest.raises(httpx.ReadTimeout):
        meta.http.get(f"{meta.url}/meta/v26.0/me", params={"access_token": meta.token}, timeout=0.3)


def test_a_failure_after_the_write_took_effect(meta, control):
    campaign = meta.get(f"act_{KSA}/campaigns", effective_status=["ACTIVE"])["data"][0]["id"]
    control.fault("meta", "500_after_effect")

    assert meta.error(campaign, "POST", status="PAUSED")["http"] == 500
    assert meta.get(campaign, fields="status")["status"] == "PAUSED"


def test_a_large_window_is_too_much_at_once_but_not_as_a_run(http, tmp_path):
    with serving(tmp_path, SANDBOX_META_SYNC_ROWS="500") as url:
        person = meta_person(url, http)
        query: dict[str, Any] = {
            "level": "ad",
            "time_increment": 1,
            "fields": "spend",
            "limit": 100,
            "date_preset": "last_90d",
        }
        error = person.error(INSIGHTS, **query)
        run = person.call("POST", INSIGHTS, **query).json()["report_run_id"]
        person.get(run), person.get(run)

        assert (error["http"], error["code"], error["error_subcode"]) == (500, 1, 99)
        assert len(person.all(f"{run}/insights", limit=1000)) > 500
        assert len(person.all(INSIGHTS, **(query | {"date_preset": "last_7d"}))) <= 500


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80000, 80004])
def test_throttles_come_by_code_and_say_for_how_long(meta, control, code):
    control.fault("meta", "throttle", code=code)

    response = meta.call("GET", INSIGHTS)

    assert response.json()["error"]["code"] == code
    case = json.loads(response.headers["x-business-use-case-usage"])[KSA][0]
    assert (case["call_count"], case["estimated_time_to_regain_access"]) == (100, 1)


def test_a_run_may_not_be_found_at_first(meta, control):
    run = meta.call("POST", INSIGHTS, date_preset="yesterday").json()["report_run_id"]
    control.fault("meta", "missing", path=run)

    assert (meta.error(run)["code"], meta.get(run)["id"]) == (100, run)
