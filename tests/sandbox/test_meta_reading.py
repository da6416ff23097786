"""Meta's objects and lists: fields, pages, filters, what is hidden until it is asked for."""

from typing import Any

import pytest

from tests.sandbox.visitors import EMPTY, JAPAN, KSA

CAMPAIGN_FIELDS = (
    "id,name,status,configured_status,effective_status,objective,buying_type,bid_strategy,daily_budget,"
    "lifetime_budget,budget_remaining,spend_cap,special_ad_categories,start_time,stop_time,created_time,updated_time"
)
EVERY_STATUS = ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES"]


def test_accounts_carry_currency_zone_and_both_kinds_of_id(meta):
    fields = "id,account_id,name,currency,timezone_name,timezone_offset_hours_utc,account_status,business"
    accounts = meta.all("me/adaccounts", fields=fields, limit=2)

    assert len(accounts) == 5
    assert {(a["currency"], a["timezone_name"], a["timezone_offset_hours_utc"]) for a in accounts} == {
        ("SAR", "Asia/Riyadh", 3),
        ("AED", "Asia/Dubai", 4),
        ("JPY", "Asia/Tokyo", 9),
        ("USD", "America/New_York", -5),
    }
    assert all(a["id"] == f"act_{a['account_id']}" and a["account_status"] == 1 for a in accounts)


def test_archived_and_deleted_campaigns_show_only_when_asked_for(meta):
    usual = meta.all(f"act_{KSA}/campaigns", fields=CAMPAIGN_FIELDS)
    all_of_them = meta.all(f"act_{KSA}/campaigns", fields=CAMPAIGN_FIELDS, effective_status=EVERY_STATUS)

    assert {row["effective_status"] for row in usual} == {"ACTIVE", "PAUSED"}
    assert {row["effective_status"] for row in all_of_them} == {"ACTIVE", "PAUSED", "ARCHIVED", "DELETED"}
    assert len(all_of_them) == 14


def test_a_parents_pause_shows_in_its_children(meta):
    paused = meta.all(f"act_{KSA}/campaigns", effective_status=["PAUSED"])[0]["id"]

    ad_sets = meta.all(f"{paused}/adsets", fields="status,effective_status,campaign_id")
    ads = meta.all(f"{paused}/ads", fields="status,effective_status,adset_id")

    assert {row["effective_status"] for row in ad_sets} == {"CAMPAIGN_PAUSED"}
    assert {row["effective_status"] for row in ads} <= {"CAMPAIGN_PAUSED", "PAUSED"}
    assert {row["campaign_id"] for row in ad_sets} == {paused}


def test_ads_under_review_say_so(meta):
    ads = meta.all(f"act_{KSA}/ads", fields="effective_status", effective_status=["PENDING_REVIEW"])

    assert ads


@pytest.mark.parametrize("edge", ["campaigns", "adsets", "ads", "adcreatives"])
@pytest.mark.parametrize("limit", [1, 7, 500])
def test_pages_put_together_are_the_list(meta, edge, limit):
    path = f"act_{JAPAN}/{edge}"
    whole = meta.get(path, limit=500)

    assert "next" not in whole["paging"]
    assert meta.all(path, limit=limit) == whole["data"]


def test_following_next_and_previous_leads_there_and_back(meta, http):
    first = meta.get(f"act_{KSA}/campaigns", fields="name", limit=4)
    second = http.get(first["paging"]["next"]).json()
    back = http.get(second["paging"]["previous"]).json()

    assert back["data"] == first["data"]
    assert not {row["id"] for row in first["data"]} & {row["id"] for row in second["data"]}


def test_an_empty_account_has_empty_lists(meta):
    for edge in ("campaigns", "adsets", "ads", "insights"):
        assert meta.get(f"act_{EMPTY}/{edge}") == {"data": []}


def test_nodes_are_read_with_and_without_a_trailing_slash(meta):
    campaign = meta.get(f"act_{KSA}/campaigns", fields=CAMPAIGN_FIELDS)["data"][0]

    assert meta.get(campaign["id"], fields=CAMPAIGN_FIELDS) == campaign
    assert meta.get(f"{campaign['id']}/", fields="name") == {"id": campaign["id"], "name": campaign["name"]}
    assert meta.get(f"act_{KSA}", fields="name") == {"id": f"act_{KSA}", "name": "Al Waha – KSA"}


def test_budgets_are_whole_minor_units_as_text(meta):
    riyals = meta.all(f"act_{KSA}/campaigns", fields="daily_budget,lifetime_budget", limit=100)
    yen = meta.all(f"act_{JAPAN}/campaigns", fields="daily_budget", limit=100)

    assert all(int(row["daily_budget"]) % 100 == 0 for row in riyals if "daily_budget" in row)
    assert any("lifetime_budget" in row for row in riyals)
    assert all(int(row["daily_budget"]) > 1000 for row in yen if "daily_budget" in row)


def test_campaigns_without_a_budget_have_ad_sets_with_one(meta):
    campaigns = meta.all(f"act_{KSA}/campaigns", fields="daily_budget,lifetime_budget,bid_strategy")
    bare = [row["id"] for row in campaigns if not {"daily_budget", "lifetime_budget"} & row.keys()]
    ad_sets = meta.all(f"act_{KSA}/adsets", fields="campaign_id,daily_budget,lifetime_budget", limit=100)

    assert bare
    assert {row["campaign_id"] for row in ad_sets if "daily_budget" in row} == set(bare)


def test_fields_in_braces_lead_to_other_objects(meta):
    ad = meta.get(
        f"act_{KSA}/ads", fields="creative{id,title,object_story_spec},campaign{name},adset{name}", limit=1
    )
    account = meta.get(f"act_{KSA}", fields="business{name}")

    row = ad["data"][0]
    assert row["creative"] == meta.get(row["creative"]["id"], fields="id,title,object_story_spec")
    assert row["campaign"]["name"]
    assert row["adset"]["name"]
    assert account["business"] == {"name": "Al Waha Group"}


def test_filtering_is_by_field_operator_and_value(meta):
    def found(*conditions: dict[str, Any]) -> Any:
        return meta.all(f"act_{KSA}/campaigns", fields="name,objective", filtering=list(conditions))

    sales = found({"field": "objective", "operator": "EQUAL", "value": "OUTCOME_SALES"})
    rest = found({"field": "objective", "operator": "NOT_EQUAL", "value": "OUTCOME_SALES"})
    named = found({"field": "name", "operator": "CONTAIN", "value": "brand"})
    both = found(
        {"field": "id", "operator": "IN", "value": [sales[0]["id"], rest[0]["id"]]},
        {"field": "objective", "operator": "EQUAL", "value": "OUTCOME_SALES"},
    )

    assert len(sales) + len(rest) == len(found())
    assert [row["name"] for row in named] == ["Brand – Always On | SA"]
    assert both == sales[:1]


def test_a_summary_counts(meta):
    answer = meta.get(f"act_{KSA}/campaigns", limit=1, summary="true")

    assert answer["summary"] == {"total_count": len(meta.all(f"act_{KSA}/campaigns"))}


def test_names_are_in_both_scripts(meta):
    names = [row["name"] for row in meta.all(f"act_{KSA}/campaigns", fields="name")]

    assert any(any("؀" <= letter <= "ۿ" for letter in name) for name in names)
    assert any(name.isascii() or "Leads" in name for name in names)
