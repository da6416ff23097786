"""Whose export it is, which column holds what, and what has to be decided before a load."""

import pytest

from engine.core.errors import Invalid
from tests.engine.imports.desk import HEADS, ago, csv_of

PLAIN = "Campaign name,Date,Spend,Impressions,Clicks"
DAY = ago(1)
EXPORTS = {
    "meta": csv_of(
        ("C", 1, DAY, DAY, 10, 100, 5),
        heads=HEADS.replace("Day", "Reporting starts,Reporting ends"),
    ),
    "google": (
        "Campaign report\nNovember 1, 2026 - November 7, 2026\n"
        "Day,Campaign,Campaign ID,Campaign status,Currency code,Cost,Impr.,Clicks,Conversions,Conv. value\n"
        f"{DAY},C,1,Enabled,SAR,10.00,100,5,2.50,90\n"
        "Total: Campaigns, --, --, --,SAR,10.00,100,5,2.50,90\n"
        "Total: Account, --, --, --,SAR,10.00,100,5,2.50,90\n"
    ).encode(),
    "tiktok": csv_of(
        ("C", 1, DAY, "10", 100, 5, "SAR"), ("Total of 1 results", "-", "-", "10", 100, 5, "SAR"),
        heads="Campaign name,Campaign ID,By Day,Cost,Impressions,Clicks (destination),Currency",
    ),
    "linkedin": (
        "Campaign Performance Report (in UTC)\nReport Start: November 1, 2026\n"
        "Date Generated: November 8, 2026\n\n"
        "Start Date (in UTC)\tCampaign Group Name\tCampaign Group ID\tCampaign Name\tCampaign ID\tCurrency\t"
        "Total Spent\tImpressions\tClicks\n"
        f"{DAY:%m/%d/%Y}\tC\t1\tSet\t2\tSAR\t10.00\t100\t5\n"
        f"01/28/{DAY.year}\tC\t1\tSet\t2\tSAR\t0\t0\t0\n"  # a day that tells which comes first
    ).encode("utf-16"),
    "twitter": csv_of(
        ("C", 1, DAY, "10", 100, 5, "SAR"),
        heads="Campaign name,Campaign ID,Time period,Spend,Impressions,Link clicks,Currency",
    ),
    "snapchat": csv_of(
        ("C", 1, f"{DAY} 00:00:00", f"{ago(0)} 00:00:00", "10", 100, 5, "SAR"),
        heads="Campaign Name,Campaign ID,Start time,End time,Amount Spent,Paid Impressions,Swipe Ups,Currency",
    ),
}  # fmt: skip


@pytest.mark.parametrize("platform", EXPORTS)
def test_each_platforms_export_is_recognised_and_read(desk, platform):
    preview = desk.preview(EXPORTS[platform])

    assert (preview["platform"], preview["problems"], preview["errors"]) == (platform, [], [])
    row = preview["rows"][0]
    assert (row["campaign"], row["date"], row["spend"]) == ("C", f"{DAY}", 10)
    assert (row["impressions"], row["clicks"]) == (100, 5)
    assert preview["totals"]["spend"] == 10


def test_linkedins_campaign_stands_for_its_group_where_there_is_none(desk):
    heads = "Start Date (in UTC),Campaign Name,Campaign ID,Total Spent,Impressions,Clicks"

    preview = desk.preview(csv_of((DAY, "C", 1, 10, 100, 5), heads=heads))

    assert (preview["platform"], preview["level"]) == ("linkedin", "campaign")


def test_columns_that_anybody_may_write_leave_the_platform_to_the_person(desk):
    import_id = desk.bring(csv_of(("C", DAY, 1, 2, 3), heads=PLAIN), account={"currency": "SAR"})

    [problem] = desk.look(import_id)["preview"]["problems"]
    assert problem["field"] == "platform"
    assert desk.adjust(import_id, platform="snapchat")["problems"] == []


def test_a_missing_column_is_named_and_can_be_chosen(desk):
    heads = "Campaign name,Campaign ID,Wann,Amount spent (SAR),Impressions,Link clicks"
    import_id = desk.bring(csv_of(("C", 1, DAY, 1, 2, 3), heads=heads), platform="meta")

    [problem] = desk.look(import_id)["preview"]["problems"]
    assert (problem["field"], "No column holds the day" in problem["message"]) == ("columns", True)
    with pytest.raises(Invalid, match="No column holds the day"):
        desk.start(import_id)

    columns = desk.look(import_id)["preview"]["columns"] | {"date": "Wann"}
    assert desk.adjust(import_id, columns=columns)["problems"] == []


def test_a_column_that_is_not_there_is_said(desk):
    preview = desk.preview(csv_of(("C", 1, DAY, 1, 2, 3)), columns={"date": "Day", "campaign": "Kampagne"})

    assert "no column “Kampagne”" in preview["problems"][0]["message"]


def test_a_column_that_is_there_twice_is_read_once_and_said(desk):
    preview = desk.preview(csv_of(("C", 1, DAY, 1, 2, 3, 99), heads=f"{HEADS},Link clicks"))

    assert preview["rows"][0]["clicks"] == 3
    assert "Link clicks (2)" in preview["labels"]
    assert any("more than once" in note["message"] for note in preview["notes"])


def test_heads_alone_are_no_rows(desk):
    preview = desk.preview(csv_of())

    assert [one["message"] for one in preview["problems"]] == ["No row could be read. The errors below say why."]


def test_rows_over_several_days_are_left_out(desk):
    heads = "Campaign name,Campaign ID,Reporting starts,Reporting ends,Amount spent (SAR),Impressions,Link clicks"

    preview = desk.preview(csv_of(("C", 1, ago(7), ago(1), 1, 2, 3), heads=heads))

    assert "covers 7 days" in preview["errors"][0]["message"]


def test_metas_summary_row_is_skipped_wherever_it_stands(desk):
    preview = desk.preview(csv_of(("", "", "", 20, 200, 10), ("C", 1, DAY, 10, 100, 5)))

    assert (preview["totals"]["spend"], preview["totals"]["skipped"]) == (10, {"totals": 1})


def test_a_campaign_called_total_is_a_campaign(desk):
    assert desk.preview(csv_of(("Total sale", 1, DAY, 10, 100, 5)))["totals"]["rows"] == 1


def test_a_line_that_is_there_twice_counts_once(desk):
    row = ("C", 1, DAY, 10, 100, 5)

    preview = desk.preview(csv_of(row, row))

    assert (preview["totals"]["spend"], preview["totals"]["skipped"]) == (10, {"repeated": 1})


@pytest.mark.parametrize(
    ("days", "order"), [(("13/01/2026", "02/01/2026"), "dmy"), (("01/13/2026", "01/02/2026"), "mdy")]
)
def test_the_whole_column_decides_the_order_of_day_and_month(desk, days, order):
    preview = desk.preview(csv_of(*(("C", 1, day, 1, 2, 3) for day in days)))

    assert (preview["date_order"], preview["problems"]) == (order, [])
    assert {row["date"][:7] for row in preview["rows"]} == {"2026-01"}


def test_where_nothing_decides_the_order_the_person_is_asked(desk):
    import_id = desk.bring(csv_of(("C", 1, "03/04/2026", 1, 2, 3), ("C", 1, "04/04/2026", 1, 2, 3)))

    preview = desk.look(import_id)["preview"]
    assert [one["field"] for one in preview["problems"]] == ["date_order"]
    assert preview["rows"] == []
    assert desk.adjust(import_id, date_order="mdy")["rows"][0]["date"] == "2026-03-04"


def test_two_currencies_or_two_accounts_are_not_mixed(desk):
    heads = f"{HEADS.replace(' (SAR)', '')},Currency,Account ID"

    preview = desk.preview(csv_of(("C", 1, DAY, 1, 2, 3, "SAR", 7), ("C", 2, DAY, 1, 2, 3, "USD", 8), heads=heads))

    said = " ".join(one["message"] for one in preview["problems"])
    assert "SAR, USD" in said
    assert "2 accounts" in said


def test_a_file_in_another_currency_than_its_account_is_not_loaded(desk):
    with pytest.raises(Invalid, match="in SAR, the account in USD"):
        desk.load(csv_of(("C", 1, DAY, 1, 2, 3)), account={"currency": "USD"})


def test_ids_that_excel_has_rounded_are_not_used(desk):
    preview = desk.preview(csv_of(("C", "1.20212E+17", DAY, 1, 2, 3), ("D", "1.20212E+17", DAY, 1, 2, 3)))

    assert preview["totals"]["campaigns"] == 2
    assert any("rounded the ids" in note["message"] for note in preview["notes"])


@pytest.mark.parametrize(
    "choices",
    [
        {"platform": "myspace"},
        {"encoding": "utf-7"},
        {"date_order": "ymd"},
        {"columns": {"colour": "Day"}},
        {"account": {"currency": "ZZZ"}},
        {"account": {"timezone": "Mars/Base"}},
        {"account": {"integration_id": "x"}},
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_by_its_name(desk, choices):
    with pytest.raises(Invalid) as refused:
        desk.bring(csv_of(("C", 1, DAY, 1, 2, 3)), **choices)

    assert next(iter(refused.value.fields)).startswith(next(iter(choices)))
