"""Writing to Meta: statuses, budgets in minor units, names; and everything it does not let you do."""

from typing import Any

import pytest

from tests.sandbox.visitors import JAPAN, KSA, Meta


def campaign_of(meta: Meta, account: str = KSA, **wanted: str | None) -> dict[str, Any]:
    rows = meta.all(f"act_{account}/campaigns", fields="name,status,effective_status,daily_budget,lifetime_budget",
                    effective_status=["ACTIVE", "PAUSED", "ARCHIVED", "DELETED"])  # fmt: skip
    return next(row for row in rows if all(row.get(key) == value for key, value in wanted.items()))


def daily(meta: Meta, account: str = KSA) -> dict[str, Any]:
    rows = meta.all(f"act_{account}/campaigns", fields="daily_budget,status", effective_status=["ACTIVE"])
    return next(row for row in rows if "daily_budget" in row)


def test_statuses_are_set_and_read_back(meta):
    campaign = campaign_of(meta, status="ACTIVE")["id"]

    for status in ("PAUSED", "ACTIVE", "ARCHIVED", "DELETED"):
        assert meta.call("POST", campaign, status=status).json() == {"success": True}
        read = meta.get(campaign, fields="status,configured_status,effective_status")
        assert {read["status"], read["configured_status"], read["effective_status"]} == {status}


def test_ad_sets_and_ads_are_paused_too(meta):
    ad = meta.get(f"act_{KSA}/ads", fields="adset_id", effective_status=["ACTIVE"])["data"][0]

    meta.call("POST", ad["adset_id"], status="PAUSED")

    assert meta.get(ad["id"], fields="status,effective_status") == {
        "id": ad["id"],
        "status": "ACTIVE",
        "effective_status": "ADSET_PAUSED",
    }


@pytest.mark.parametrize("account", [KSA, JAPAN])
def test_budgets_are_written_as_they_are_read(meta, account):
    campaign = daily(meta, account)
    amount = str(int(campaign["daily_budget"]) + 100)

    meta.call("POST", campaign["id"], daily_budget=amount)

    assert meta.get(campaign["id"], fields="daily_budget")["daily_budget"] == amount


def test_a_new_budget_is_spent_from_tomorrow_on_and_yesterday_stays(meta, control):
    campaign = daily(meta)
    window = {"since": "2026-11-20", "until": "2026-11-24"}

    def spent() -> dict[str, float]:
        rows = meta.all(f"{campaign['id']}/insights", time_range=window, time_increment=1, fields="spend")
        return {row["date_start"]: float(row["spend"]) for row in rows}

    before = spent()
    meta.call("POST", campaign["id"], daily_budget=3 * int(campaign["daily_budget"]))
    control.post("/clock", advance_s=5_000)
    meta.token = meta.http.get(
        f"{meta.url}/meta/v26.0/oauth/access_token",
        params={"client_id": "sandbox-client", "client_secret": "sandbox-secret",
                "grant_type": "fb_exchange_token", "fb_exchange_token": meta.token},
    ).json()["access_token"]  # fmt: skip
    control.post("/clock", advance_s=2 * 86_400)

    after = spent()
    assert [after[day] for day in ("2026-11-20", "2026-11-21")] == [
        before[d] for d in ("2026-11-20", "2026-11-21")
    ]
    assert after["2026-11-23"] > 2 * after["2026-11-21"]


def test_deleting_takes_it_out_of_the_lists(meta):
    campaign = campaign_of(meta, status="ACTIVE")["id"]

    assert meta.call("DELETE", campaign).json() == {"success": True}

    assert campaign not in {row["id"] for row in meta.all(f"act_{KSA}/campaigns")}
    assert meta.get(campaign, fields="status")["status"] == "DELETED"
    assert meta.error(campaign, "POST", status="ACTIVE")["code"] == 100


def test_a_name_may_be_in_any_script(meta):
    campaign = campaign_of(meta, status="ACTIVE")["id"]

    meta.call("POST", campaign, name="عروض الشتاء ❄")

    assert meta.get(campaign, fields="name")["name"] == "عروض الشتاء ❄"


@pytest.mark.parametrize(
    "params",
    [
        {"status": "RUNNING"},
        {"daily_budget": "50.00"},
        {"daily_budget": "-5"},
        {"daily_budget": "1"},
        {"lifetime_budget": "500000"},
        {"name": " "},
        {"objective": "OUTCOME_SALES"},
        {"bid_amount": "100"},
    ],
)
def test_what_cannot_be_set_changes_nothing(meta, params):
    campaign = daily(meta)

    error = meta.error(campaign["id"], "POST", **({"status": "PAUSED"} | params))

    assert (error["http"], error["code"]) == (400, 100)
    assert meta.get(campaign["id"], fields="daily_budget,status") == campaign


def test_a_budget_belongs_to_one_level(meta):
    campaign = campaign_of(meta, status="ACTIVE", daily_budget=None, lifetime_budget=None)["id"]
    ad_set = meta.get(f"{campaign}/adsets", fields="daily_budget")["data"][0]

    assert meta.error(campaign, "POST", daily_budget=10_000)["error_subcode"] == 1885621
    assert meta.call("POST", ad_set["id"], daily_budget=10_000).json() == {"success": True}
    assert meta.get(ad_set["id"], fields="daily_budget")["daily_budget"] == "10000"


def test_an_archived_campaign_does_not_run_again(meta):
    archived = campaign_of(meta, status="ARCHIVED")["id"]

    assert meta.error(archived, "POST", status="ACTIVE")["code"] == 100
    assert meta.call("POST", archived, status="DELETED").json() == {"success": True}


def test_bids_belong_to_ad_sets(meta):
    ad_set = meta.get(f"act_{KSA}/adsets", fields="bid_amount")["data"][0]

    meta.call("POST", ad_set["id"], bid_amount=725)

    assert meta.get(ad_set["id"], fields="bid_amount")["bid_amount"] == 725
