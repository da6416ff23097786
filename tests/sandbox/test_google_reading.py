"""Reading Google: customers, resources, segments, and the shape of JSON."""

from collections import Counter
from datetime import date

import pytest

from tests.sandbox.visitors import MANAGER, NORDLYS, SEARCH, TRAVEL

METRICS = (
    "metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions, metrics.conversions_value"
)
WEEK = "segments.date BETWEEN '2026-11-10' AND '2026-11-16'"


def totals(rows) -> Counter[str]:
    """Sums over rows; fractions are rounded at the end, as binary fractions add up with dust."""
    found: Counter[str] = Counter()
    for row in rows:
        found += Counter({name: float(value) for name, value in row["metrics"].items()})
    return Counter({name: round(value, 2) for name, value in found.items()})


def test_the_accessible_customers_are_the_roots(google, http):
    headers = {"Authorization": f"Bearer {google.tokens['access_token']}"}

    answer = http.get(f"{google.url}/google/v26/customers:listAccessibleCustomers", headers=headers)

    assert answer.json() == {"resourceNames": [f"customers/{MANAGER}", f"customers/{NORDLYS}"]}
    assert answer.headers["request-id"]


def test_a_manager_lists_its_clients_and_itself(google):
    rows = google.rows(
        MANAGER,
        "SELECT customer_client.id, customer_client.level, customer_client.manager, "
        "customer_client.currency_code, customer_client.time_zone FROM customer_client",
    )
    clients = [row["customerClient"] for row in rows]

    head = clients[0]
    assert (head["id"], head["level"], head["manager"]) == (MANAGER, "0", True)
    assert {(c["currencyCode"], c["timeZone"]) for c in clients if not c["manager"]} == {
        ("SAR", "Asia/Riyadh"),
        ("USD", "America/New_York"),
        ("EUR", "Europe/Berlin"),
    }


def test_the_row_is_nested_camel_case_with_int64_as_text(google):
    row = google.rows(
        SEARCH,
        "SELECT customer.currency_code, campaign.id, campaign.advertising_channel_type, "
        f"campaign_budget.amount_micros, segments.date, {METRICS} FROM campaign WHERE {WEEK} "
        "AND campaign_budget.period = 'DAILY' ORDER BY metrics.cost_micros DESC LIMIT 1",
    )[0]

    assert row["customer"] == {"resourceName": f"customers/{SEARCH}", "currencyCode": "SAR"}
    assert row["campaign"]["resourceName"] == f"customers/{SEARCH}/campaigns/{row['campaign']['id']}"
    assert isinstance(row["campaignBudget"]["amountMicros"], str)
    assert isinstance(row["metrics"]["impressions"], str)
    assert isinstance(row["metrics"]["conversions"], float)
    assert date.fromisoformat(row["segments"]["date"])


@pytest.mark.parametrize("customer", [SEARCH, TRAVEL, NORDLYS])
def test_levels_add_up(google, customer):
    whole = totals(google.rows(customer, f"SELECT {METRICS} FROM customer WHERE {WEEK}"))

    assert whole["costMicros"] > 0
    for resource in ("campaign", "ad_group", "ad_group_ad"):
        assert totals(google.rows(customer, f"SELECT {METRICS} FROM {resource} WHERE {WEEK}")) == whole


@pytest.mark.parametrize("segment", ["date", "week", "month", "quarter", "year"])
def test_segments_divide_without_remainder(google, segment):
    window = "segments.date BETWEEN '2025-11-20' AND '2026-11-16'"
    whole = totals(google.rows(SEARCH, f"SELECT {METRICS} FROM campaign WHERE {window}"))

    rows = google.rows(SEARCH, f"SELECT segments.{segment}, {METRICS} FROM campaign WHERE {window}")

    assert totals(rows) == whole
    assert len({row["segments"][segment] for row in rows}) >= (2 if segment == "year" else 5)


def test_conversions_are_fractions(google):
    rows = google.rows(SEARCH, f"SELECT segments.date, {METRICS} FROM campaign WHERE {WEEK}")

    assert any(row["metrics"]["conversions"] % 1 for row in rows)


def test_days_without_any_number_are_dropped_only_when_segmented(google):
    removed = "campaign.status = 'REMOVED'"

    segmented = google.rows(
        SEARCH, f"SELECT campaign.id, segments.date, {METRICS} FROM campaign WHERE {WEEK} AND {removed}"
    )
    plain = google.rows(SEARCH, f"SELECT campaign.id, {METRICS} FROM campaign WHERE {WEEK} AND {removed}")

    assert segmented == []
    assert {row["metrics"]["impressions"] for row in plain} == {"0"}


def test_removed_and_ended_campaigns_are_returned_and_unset_fields_are_not(google):
    rows = google.rows(
        SEARCH,
        "SELECT campaign.status, campaign.primary_status, campaign.start_date_time, campaign.end_date_time, "
        "campaign_budget.amount_micros, campaign_budget.total_amount_micros, campaign_budget.period FROM campaign",
    )

    assert {row["campaign"]["status"] for row in rows} == {"ENABLED", "PAUSED", "REMOVED"}
    assert "ENDED" in {row["campaign"]["primaryStatus"] for row in rows}
    for row in rows:
        budget = row["campaignBudget"]
        assert ("amountMicros" in budget) == (budget["period"] == "DAILY") != ("totalAmountMicros" in budget)
        assert len(row["campaign"]["startDateTime"]) == len("2026-11-22 00:00:00")


def test_conditions_select(google):
    query = "SELECT campaign.id, campaign.name, campaign.status, campaign_budget.amount_micros FROM campaign"
    every = google.rows(SEARCH, query)
    ids = [row["campaign"]["id"] for row in every]

    def where(condition: str) -> list[str]:
        return [row["campaign"]["id"] for row in google.rows(SEARCH, f"{query} WHERE {condition}")]

    enabled = where("campaign.status = 'ENABLED'")
    assert sorted(enabled + where("campaign.status != 'ENABLED'")) == sorted(ids)
    assert where(f"campaign.id IN ({ids[0]}, {ids[2]})") == [ids[0], ids[2]]
    assert where(f"campaign.id = {ids[1]} AND campaign.status IN ('ENABLED', 'PAUSED', 'REMOVED')") == [ids[1]]
    assert set(where("campaign_budget.amount_micros > 500000000")) < set(ids)
    assert where("campaign.name LIKE '%Brand%'")
    assert where("campaign.name REGEXP_MATCH '.*Brand.*'") == where("campaign.name LIKE '%Brand%'")
    assert where("campaign_budget.amount_micros IS NULL") == where(
        "campaign_budget.total_amount_micros IS NOT NULL"
    )


def test_rows_are_sorted_and_limited(google):
    query = f"SELECT campaign.id, {METRICS} FROM campaign WHERE {WEEK} ORDER BY metrics.clicks DESC"

    every = [int(row["metrics"]["clicks"]) for row in google.rows(SEARCH, query)]
    some = [int(row["metrics"]["clicks"]) for row in google.rows(SEARCH, f"{query} LIMIT 3")]

    assert every == sorted(every, reverse=True)
    assert some == every[:3]


def test_during_means_days_of_the_customers_calendar(google):
    def days(word: str) -> list[str]:
        query = f"SELECT segments.date, metrics.clicks FROM customer WHERE segments.date DURING {word}"
        return [row["segments"]["date"] for row in google.rows(SEARCH, query)]

    assert days("TODAY") == ["2026-11-22"]
    assert days("LAST_7_DAYS") == [f"2026-11-{day}" for day in range(15, 22)]
    assert days("THIS_MONTH")[0] == "2026-11-01"
    assert days("LAST_MONTH")[-1] == "2026-10-31"


def test_unique_users_are_counted_where_they_can_be(google):
    query = f"SELECT campaign.advertising_channel_type, metrics.unique_users FROM campaign WHERE {WEEK}"
    rows = google.rows(SEARCH, query)

    assert any("uniqueUsers" in row.get("metrics", {}) for row in rows)
    for row in rows:
        wide = row["campaign"]["advertisingChannelType"] in {"DISPLAY", "VIDEO", "DEMAND_GEN"}
        assert ("uniqueUsers" in row.get("metrics", {})) == wide


def test_a_stream_comes_in_chunks_and_a_search_in_pages_of_ten_thousand(google):
    query = (
        "SELECT ad_group_ad.ad.id, segments.date, metrics.clicks FROM ad_group_ad "
        "WHERE segments.date BETWEEN '2025-05-01' AND '2026-11-22'"
    )
    chunks = google.post(f"{NORDLYS}/googleAds:searchStream", {"query": query}).json()
    first = google.post(f"{NORDLYS}/googleAds:search", {"query": query}).json()
    pages = [first]
    while token := pages[-1].get("nextPageToken"):
        pages.append(google.post(f"{NORDLYS}/googleAds:search", {"query": query, "pageToken": token}).json())

    streamed = [row for chunk in chunks for row in chunk["results"]]
    assert len(chunks) > 1
    assert len(first["results"]) == 10_000
    assert [row for page in pages for row in page["results"]] == streamed
    assert first["totalResultsCount"] == str(len(streamed))
    assert first["fieldMask"] == "adGroupAd.ad.id,segments.date,metrics.clicks"


def test_an_empty_customer_answers_without_results(google):
    chunks = google.post("7710000104/googleAds:searchStream", {"query": "SELECT campaign.id FROM campaign"}).json()

    assert [chunk.get("results") for chunk in chunks] == [None]
