"""The control room: who may enter, the clock, the record of calls, other people's changes, and the truth."""

from datetime import datetime

import httpx
import pytest

from tests.sandbox.visitors import EMPTY, JAPAN, KSA, NOW, SEARCH, TRAVEL, serving


def test_the_clock_stands_moves_and_returns(control):
    assert control.get("/health") == {"ok": True, "now": NOW}
    assert control.post("/clock", advance_s=90)["now"] == "2026-11-22T15:01:30+00:00"
    assert control.post("/clock", now="2027-01-01T03:00:00+03:00")["now"] == "2027-01-01T00:00:00+00:00"
    assert control.post("/clock", reset=True)["now"] == NOW


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/clock", {}),
        ("/clock", {"now": "soon"}),
        ("/clock", {"advance_s": "much"}),
        ("/grants", {"platform": "myspace"}),
        ("/faults", {"platform": "meta", "kind": "earthquake"}),
        ("/faults", {"platform": "meta", "kind": "500", "times": "often"}),
        ("/tokens", {"platform": "meta", "action": "bless"}),
        ("/restate", {"platform": "meta", "account": "1", "date": "2026-11-01", "factor": 2}),
        ("/restate", {"platform": "meta", "account": KSA, "date": "once", "factor": 2}),
        ("/restate", {"platform": "meta", "account": KSA, "date": "2026-11-01"}),
        ("/changes", {"platform": "meta", "entity_id": "1", "status": "paused"}),
        ("/changes", {"platform": "meta"}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_words(control, path, body):
    answer = control.http.post(path, json=body)

    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


def test_a_body_that_is_no_object_is_refused(control):
    for content in (b"", b"{", b"[]"):
        assert control.http.post("/clock", content=content).status_code == 400


def test_web_pages_stay_outside(control):
    answer = control.http.post("/reset", headers={"Origin": "http://evil.example"})

    assert answer.status_code == 403


def test_calls_are_recorded_without_what_opens_doors(control, meta, google):
    meta.get("me", fields="id")
    google.rows(SEARCH, "SELECT campaign.id FROM campaign")

    calls = control.get("/calls")

    assert calls["count"] == len(calls["calls"]) == 4
    assert {call["platform"] for call in calls["calls"]} == {"meta", "google"}
    assert meta.token not in str(calls)
    assert control.get("/calls", platform="meta")["calls"][1]["query"] == {"fields": "id"}
    control.http.delete("/calls")
    assert control.get("/calls")["count"] == 0


def test_faults_wait_in_line_and_can_be_called_off(control):
    control.fault("meta", "500", times=3, account=KSA)
    control.fault("google", "slow", seconds=0.1)

    assert [fault["kind"] for fault in control.get("/faults")["faults"]] == ["500", "slow"]
    assert control.http.delete("/faults").json() == {"faults": []}


def test_what_others_change_is_read_at_once(control, meta):
    campaign = meta.get(f"act_{JAPAN}/campaigns", fields="daily_budget", effective_status=["ACTIVE"])["data"][0]

    control.post(
        "/changes", platform="meta", entity_id=campaign["id"], status="paused", daily_budget_micros=7_000_000_000
    )

    read = meta.get(campaign["id"], fields="status,daily_budget")
    assert (read["status"], read["daily_budget"]) == ("PAUSED", "7000")


@pytest.mark.parametrize("account", [KSA, JAPAN, EMPTY])
def test_the_truth_is_what_meta_reports(control, meta, account):
    days = control.get(f"/truth/meta/{account}", since="2026-10-24", until="2026-11-22")["days"]
    fields = "spend,impressions,inline_link_clicks"
    query = {"date_preset": "maximum", "time_increment": 1, "fields": fields, "limit": 1000}
    reported = {row["date_start"]: row for row in meta.all(f"act_{account}/insights", **query)}

    assert len(days) == 30
    for day in days:
        row = reported.get(day["date"], {"spend": "0", "impressions": "0", "inline_link_clicks": "0"})
        assert day["spend_micros"] == round(float(row["spend"]) * 1_000_000)
        assert day["impressions"] == int(row["impressions"])
        assert day["final_conversions_e2"] >= day["conversions_e2"]


def test_the_truth_is_what_google_reports(control, google):
    days = control.get(f"/truth/google/{TRAVEL}", since="2026-11-01", until="2026-11-22")["days"]
    rows = google.rows(
        TRAVEL,
        "SELECT segments.date, metrics.cost_micros, metrics.conversions FROM customer "
        "WHERE segments.date BETWEEN '2026-11-01' AND '2026-11-22'",
    )

    assert [(row["segments"]["date"], int(row["metrics"]["costMicros"])) for row in rows] == [
        (day["date"], day["spend_micros"]) for day in days
    ]
    assert [round(row["metrics"]["conversions"] * 100) for row in rows] == [day["conversions_e2"] for day in days]


def test_hidden_parameters_are_in_the_truth_and_nowhere_else(control, meta):
    truth = control.get(f"/truth/meta/{KSA}")["campaigns"]
    campaign = meta.get(f"act_{KSA}/campaigns")["data"][0]["id"]

    assert {"half_spend_micros", "adstock", "lag_days"} <= truth[campaign].keys()
    for field in truth[campaign]:
        assert meta.error(campaign, fields=field)["code"] == 100


def test_reset_forgets_everything(control, meta):
    campaign = meta.get(f"act_{KSA}/campaigns", fields="name", effective_status=["ACTIVE"])["data"][0]
    meta.call("POST", campaign["id"], name="Other")
    control.fault("meta", "500")
    control.post("/clock", advance_s=60)

    control.reset()

    assert control.get("/faults")["faults"] == []
    assert control.get("/calls")["count"] == 0
    assert control.get("/health")["now"] == NOW
    assert meta.error("me")["error_subcode"] == 467


def test_without_a_set_moment_the_clock_runs(tmp_path, http):
    with serving(tmp_path, SANDBOX_TODAY="") as url:
        first = datetime.fromisoformat(http.get(f"{url}/_control/health").json()["now"])
        second = datetime.fromisoformat(http.get(f"{url}/_control/health").json()["now"])
        http.post(f"{url}/_control/clock", json={"advance_s": 86_400})
        third = datetime.fromisoformat(http.get(f"{url}/_control/health").json()["now"])

    assert first < second
    assert (third - second).days == 1


def test_other_machines_stay_outside(tmp_path):
    with serving(tmp_path, FORWARDED_ALLOW_IPS="127.0.0.1") as url:
        answer = httpx.get(f"{url}/_control/health", headers={"X-Forwarded-For": "203.0.113.9"}, trust_env=False)

        assert answer.status_code == 403


def test_a_revised_day_is_revised_in_the_truth_too(control):
    def day() -> dict[str, int]:
        found = control.get(f"/truth/meta/{KSA}", since="2026-11-01", until="2026-11-01")["days"]
        return {name: value for name, value in found[0].items() if name != "date"}

    before = day()
    control.post("/restate", platform="meta", account=KSA, date="2026-11-01", factor=0)

    assert all(before.values())
    assert not any(day().values())
