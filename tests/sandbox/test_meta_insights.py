"""Meta's reports: levels, days, overlapping actions, asynchronous runs."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.visitors import JAPAN, KSA, NEW_YORK, Meta

WEEK = {"since": "2026-11-10", "until": "2026-11-16"}
NUMBERS = ("impressions", "clicks", "inline_link_clicks", "spend")
EVERYTHING = [
    {"field": "ad.effective_status", "operator": "IN",
     "value": ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "CAMPAIGN_PAUSED", "ADSET_PAUSED", "PENDING_REVIEW"]}
]  # fmt: skip


def report(meta: Meta, account: str = KSA, **params: Any) -> list[dict[str, Any]]:
    fields = "campaign_id,adset_id,ad_id,objective,reach,frequency,actions,action_values," + ",".join(NUMBERS)
    usual = {"level": "campaign", "time_increment": 1, "time_range": WEEK, "fields": fields, "limit": 500}
    return meta.all(f"act_{account}/insights", **(usual | params))


def sums(rows: list[dict[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found += Counter({name: Decimal(row[name]) for name in NUMBERS})
        found += Counter({f"{a['action_type']}": int(a["value"]) for a in row.get("actions", [])})
        found += Counter({f"{a['action_type']} value": Decimal(a["value"]) for a in row.get("action_values", [])})
    return found


@pytest.mark.parametrize("account", [KSA, JAPAN, NEW_YORK])
def test_levels_add_up_to_the_cent_and_the_conversion(meta, account):
    whole = sums(report(meta, account, level="account"))

    for level in ("campaign", "adset", "ad"):
        assert sums(report(meta, account, level=level, filtering=EVERYTHING)) == whole


def test_days_are_inclusive_and_every_scalar_is_text(meta):
    rows = report(meta)

    assert {row["date_start"] for row in rows} == {f"2026-11-{day}" for day in range(10, 17)}
    assert all(row["date_start"] == row["date_stop"] for row in rows)
    assert all(isinstance(value, str | list) for row in rows for value in row.values())


def test_a_day_without_delivery_has_no_row(meta):
    paused = meta.all(f"act_{KSA}/campaigns", effective_status=["PAUSED"])

    rows = report(meta, filtering=[{"field": "campaign.id", "operator": "IN", "value": [paused[0]["id"]]}])

    assert rows == []
    assert all(int(row["impressions"]) > 0 for row in report(meta))


def test_action_types_overlap_and_windows_divide_them(meta):
    row = next(r for r in report(meta, action_attribution_windows=["7d_click", "1d_view", "7d_view"])
               if r["objective"] == "OUTCOME_SALES" and "action_values" in r)  # fmt: skip

    found = {action["action_type"]: action for action in row["actions"]}
    assert found["omni_purchase"] == found["purchase"] | {"action_type": "omni_purchase"}
    assert int(found["omni_purchase"]["7d_click"]) <= int(found["omni_purchase"]["value"])
    assert "7d_view" not in found["omni_purchase"]
    assert {value["action_type"] for value in row["action_values"]} >= {"omni_purchase", "purchase"}


def test_leads_and_installs_are_not_purchases(meta):
    since = {"since": "2026-08-01", "until": "2026-11-16"}
    by_objective: dict[str, set[str]] = {}
    for row in report(meta, time_range=since, time_increment="all_days", filtering=EVERYTHING):
        types = {action["action_type"] for action in row.get("actions", [])}
        by_objective.setdefault(row["objective"], set()).update(types)

    assert "lead" in by_objective["OUTCOME_LEADS"]
    assert "omni_purchase" not in by_objective["OUTCOME_LEADS"]
    assert "omni_purchase" in by_objective["OUTCOME_SALES"]


def test_yen_have_no_decimals(meta):
    assert all(row["spend"].isdigit() for row in report(meta, JAPAN))


def test_deleted_campaigns_keep_their_numbers_for_who_asks(meta, control):
    long = {"since": "2026-09-01", "until": "2026-10-31"}
    before = report(meta, level="account", time_range=long)
    campaign = report(meta, time_range=long)[0]["campaign_id"]

    control.post("/changes", platform="meta", entity_id=campaign, delete=True)

    hidden = {row["campaign_id"] for row in report(meta, time_range=long)}
    shown = {row["campaign_id"] for row in report(meta, time_range=long, filtering=EVERYTHING)}
    assert campaign in shown - hidden
    assert report(meta, level="account", time_range=long) == before


def test_reach_of_a_month_is_less_than_its_days(meta):
    month = {"since": "2026-10-01", "until": "2026-10-31"}
    daily = report(meta, level="account", time_range=month)
    whole = report(meta, level="account", time_range=month, time_increment="all_days")[0]

    assert int(whole["reach"]) < sum(int(row["reach"]) for row in daily)
    assert float(whole["frequency"]) == pytest.approx(int(whole["impressions"]) / int(whole["reach"]), abs=1e-5)


@pytest.mark.parametrize("step", [7, 30, "monthly", "all_days"])
def test_coarser_steps_add_up_to_the_days(meta, step):
    quarter = {"since": "2026-08-03", "until": "2026-11-16"}

    coarse = report(meta, level="account", time_range=quarter, time_increment=step)

    assert sums(coarse) == sums(report(meta, level="account", time_range=quarter))
    assert (coarse[0]["date_start"], coarse[-1]["date_stop"]) == ("2026-08-03", "2026-11-16")


def test_today_is_partial_and_tomorrow_has_nothing(meta):
    days = {"since": "2026-11-20", "until": "2026-11-25"}

    rows = report(meta, level="account", time_range=days)

    assert [row["date_start"] for row in rows] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    assert Decimal(rows[2]["spend"]) < Decimal(rows[1]["spend"])


def test_an_objects_own_insights_are_its_part_of_the_account(meta):
    row = report(meta, level="ad")[0]

    for node in ("campaign_id", "adset_id", "ad_id"):
        own = meta.all(
            f"{row[node]}/insights", level="ad", time_increment=1, time_range=WEEK, fields="ad_id,spend"
        )
        assert {"ad_id": row["ad_id"], "spend": row["spend"], "date_start": row["date_start"],
                "date_stop": row["date_stop"]} in own  # fmt: skip


def test_presets_end_yesterday(meta):
    rows = meta.all(f"act_{KSA}/insights", date_preset="last_7d", time_increment=1, fields="spend")

    days = [date.fromisoformat(row["date_start"]) for row in rows]
    assert days == [date(2026, 11, 15) + timedelta(days=n) for n in range(7)]


def test_a_restated_day_differs_from_before_and_only_that_day(meta, control):
    before = report(meta)

    control.post("/restate", platform="meta", account=KSA, date="2026-11-12", factor=0.5)

    after = report(meta)
    assert {row["date_start"] for row in after if row not in before} == {"2026-11-12"}


def start(meta: Meta, **params: Any) -> str:
    query = {"level": "ad", "time_increment": 1, "time_range": WEEK, "fields": "ad_id,spend"} | params
    return str(meta.call("POST", f"act_{KSA}/insights", **query).json()["report_run_id"])


def test_a_run_is_complete_only_when_it_says_so_too(meta):
    run = start(meta)

    first = meta.get(run)
    early = meta.error(f"{run}/insights")
    second = meta.get(run)

    assert (first["async_status"], first["async_percent_completion"]) == ("Job Running", 100)
    assert (early["code"], early["error_subcode"], early["is_transient"]) == (2601, 1815107, True)
    assert (second["async_status"], second["async_percent_completion"]) == ("Job Completed", 100)


def test_a_runs_pages_are_the_synchronous_answer(meta):
    run = start(meta)
    meta.get(run), meta.get(run)

    rows = meta.all(f"{run}/insights", limit=7)

    plain = {"level": "ad", "time_increment": 1, "time_range": WEEK, "fields": "ad_id,spend", "limit": 500}
    assert rows == meta.all(f"act_{KSA}/insights", **plain)


def test_a_failed_run_says_why(meta, control):
    control.fault("meta", "job_failed")
    run = meta.get(start(meta))

    assert run["async_status"] == "Job Failed"
    assert run["error_code"]
    assert run["error_user_msg"]
