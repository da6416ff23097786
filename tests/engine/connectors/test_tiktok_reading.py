"""What only TikTok has: windows of thirty days, dashes, reports in CSV, one field for two kinds of budget."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import EntityStatus, Level, Objective
from engine.connectors.tiktok import entities, metrics, platform, reports
from engine.connectors.tiktok.entities import read_entity
from engine.connectors.tiktok.metrics import read_metric
from engine.core.errors import PlatformBusy, PlatformError, Refused, TooMuchData
from engine.core.periods import Days


def figures(**changed):
    usual = {"spend": "12.34", "impressions": "1000", "clicks": "10", "reach": "900", "conversion": "3",
             "complete_payment": "2", "total_complete_payment_rate": "250.50", "total_purchase_value": "-",
             "video_watched_2s": "-", "objective_type": "WEB_CONVERSIONS"}  # fmt: skip
    place = {"campaign_id": "17", "stat_time_day": "2026-11-01 00:00:00"}
    return {"dimensions": place, "metrics": usual | changed}


@pytest.mark.parametrize(
    ("changed", "conversions", "value"),
    [
        ({}, 2, 250_500_000),
        ({"objective_type": "TRAFFIC"}, 2, 250_500_000),
        ({"objective_type": "LEAD_GENERATION", "total_complete_payment_rate": "-"}, 3, None),
        ({"objective_type": "APP_PROMOTION", "total_purchase_value": "99.99"}, 3, 99_990_000),
        ({"complete_payment": "-", "total_complete_payment_rate": "-"}, None, None),
    ],
)
def test_conversions_follow_the_objective_and_a_dash_is_no_zero(changed, conversions, value):
    row = read_metric(Level.CAMPAIGN, figures(**changed))

    assert (row.conversions, row.conversion_value_micros) == (conversions, value)
    assert (row.date, row.spend_micros, row.video_views) == (date(2026, 11, 1), 12_340_000, None)


@given(st.decimals(0, 10**9, places=2))
def test_spend_is_exact_to_the_cent(spend):
    assert read_metric(Level.CAMPAIGN, figures(spend=str(spend))).spend_micros == int(spend * 1_000_000)


@given(st.integers(1, 10**11).map(lambda cents: cents * 10_000))
def test_a_budget_is_the_same_after_the_round_trip(micros):
    assert platform.amount_micros(platform.amount(micros)) == micros


@pytest.mark.parametrize("nothing", [None, 0, 0.0, ""])
def test_a_budget_of_zero_is_no_budget(nothing):
    assert platform.amount_micros(nothing) is None


@pytest.mark.parametrize(
    ("operation", "secondary", "expected"),
    [
        ("ENABLE", "ADGROUP_STATUS_DELIVERY_OK", EntityStatus.ACTIVE),
        ("ENABLE", "ADGROUP_STATUS_CAMPAIGN_DISABLE", EntityStatus.ACTIVE),
        ("ENABLE", "ADGROUP_STATUS_TIME_DONE", EntityStatus.COMPLETED),
        ("DISABLE", "ADGROUP_STATUS_TIME_DONE", EntityStatus.PAUSED),
        ("ENABLE", "AD_STATUS_DONE", EntityStatus.COMPLETED),
        ("ENABLE", "CAMPAIGN_STATUS_DELETE", EntityStatus.REMOVED),
        ("ENABLE", "AD_STATUS_CAMPAIGN_DELETE", EntityStatus.REMOVED),
        ("FROZEN", "", EntityStatus.PAUSED),
    ],
)
def test_the_switch_counts_unless_it_is_deleted_or_over(operation, secondary, expected):
    assert platform.status(operation, secondary) is expected


def test_every_word_we_write_is_read_back():
    assert {platform.status(word) for word in platform.STATUSES.values()} == set(platform.STATUSES)
    assert {each: platform.objective(words[0]) for each, words in platform.OBJECTIVES.items()} == {
        each: each for each in platform.OBJECTIVES
    }
    assert platform.objective("TOMORROW") is Objective.UNKNOWN


def test_only_a_schedule_with_an_end_ends():
    item = {
        "adgroup_id": "1", "campaign_id": "2", "operation_status": "ENABLE", "budget": 20.5,
        "budget_mode": "BUDGET_MODE_DAY", "conversion_bid_price": 3.1, "bid_price": 0,
        "schedule_start_time": "2026-01-01 21:00:00", "schedule_end_time": "2036-01-01 21:00:00",
    }  # fmt: skip

    open_end = read_entity(Level.AD_SET, item | {"schedule_type": "SCHEDULE_FROM_NOW"})
    closed = read_entity(Level.AD_SET, item | {"schedule_type": "SCHEDULE_START_END"})

    assert open_end.starts_at == datetime(2026, 1, 1, 21, tzinfo=UTC)
    assert (open_end.ends_at, closed.ends_at) == (None, datetime(2036, 1, 1, 21, tzinfo=UTC))
    assert (closed.daily_budget_micros, closed.bid_micros) == (20_500_000, 3_100_000)


def test_many_small_pages_are_one_list(tiktok_person, monkeypatch):
    account = tiktok_person.account(tiktok_person.busy()[1])
    days = tiktok_person.last_days(3, tiktok_person.busy()[1])
    read = tiktok_person.connector
    whole = list(read.fetch_entities(account)), list(read.fetch_metrics(account, days, Level.AD))
    monkeypatch.setattr(entities, "PAGE", 7)
    monkeypatch.setattr(metrics, "PAGE", 9)

    assert (list(read.fetch_entities(account)), list(read.fetch_metrics(account, days, Level.AD))) == whole


def test_no_question_is_longer_than_thirty_days(tiktok_person):
    account = tiktok_person.busy()[0]

    rows = tiktok_person.metrics(account, tiktok_person.last_days(61, account))

    asked = [call["query"] for call in tiktok_person.calls() if call["path"].endswith("/integrated/get/")]
    spans = [date.fromisoformat(q["end_date"]) - date.fromisoformat(q["start_date"]) for q in asked]
    assert [span.days + 1 for span in spans] == [30, 30, 1]
    assert len({(row.external_id, row.date) for row in rows}) == len(rows)


def test_what_is_too_long_for_an_answer_comes_as_a_report(tiktok_person, monkeypatch):
    account = tiktok_person.busy()[0]
    days = tiktok_person.last_days(5, account)
    calm = tiktok_person.metrics(account, days, Level.AD)
    monkeypatch.setattr(metrics, "MOST_AT_ONCE", 10)

    assert tiktok_person.metrics(account, days, Level.AD) == calm
    assert any("report/task/download" in call["path"] for call in tiktok_person.calls())


def test_a_report_that_fails_or_never_ends_is_left_to_the_job(tiktok_person, monkeypatch):
    account = tiktok_person.busy()[0]
    monkeypatch.setattr(metrics, "MOST_AT_ONCE", 10)
    tiktok_person.sandbox.fault("tiktok", "job_failed")

    with pytest.raises(PlatformBusy):
        tiktok_person.metrics(account, tiktok_person.last_days(5, account), Level.AD)
    monkeypatch.setattr(reports, "DEADLINE_S", 0.0)
    with pytest.raises(PlatformBusy):
        tiktok_person.metrics(account, tiktok_person.last_days(5, account), Level.AD)


def test_a_single_day_cannot_be_divided(tiktok_person):
    account = tiktok_person.busy()[0]
    day = tiktok_person.last_days(2, account).since
    tiktok_person.sandbox.fault("tiktok", "too_much_data", times=3)

    with pytest.raises(PlatformBusy):
        tiktok_person.metrics(account, Days(day, day + timedelta(days=1)))
    tiktok_person.sandbox.fault("tiktok", "too_much_data")
    with pytest.raises(TooMuchData):
        tiktok_person.metrics(account, Days(day, day + timedelta(days=2)))


@pytest.mark.parametrize("text", ["", "spend\n1.00\n", "Kampagne,Tag\n1,2\n", '{"data": ['])
def test_a_file_with_other_columns_is_unreadable(text):
    with pytest.raises(PlatformError):
        list(reports.read_rows(text, ["campaign_id"], ["spend"]))


def test_a_files_rows_have_the_shape_of_an_answers():
    rows = list(reports.read_rows("campaign_id,spend\r\n17,12.34\r\n", ["campaign_id"], ["spend"]))

    assert rows == [{"dimensions": {"campaign_id": "17"}, "metrics": {"spend": "12.34"}}]


def test_a_daily_amount_does_not_become_the_budget_of_a_lifetime(tiktok_person):
    account, campaign = next(
        (account, row)
        for account in tiktok_person.busy()
        for row in tiktok_person.entities(account)
        if row.lifetime_budget_micros and row.status is EntityStatus.ACTIVE
    )

    with pytest.raises(Refused):
        tiktok_person.change(account, campaign, daily_budget_micros=500_000_000)
    tiktok_person.change(account, campaign, lifetime_budget_micros=90_000_000_000)

    assert tiktok_person.read_back(account, campaign).lifetime_budget_micros == 90_000_000_000


def test_a_bid_is_read_back_in_the_field_it_came_from(tiktok_person):
    account = tiktok_person.busy()[0]
    rows = tiktok_person.entities(account)
    living = [row for row in rows if row.level is Level.AD_SET and row.status is EntityStatus.ACTIVE]
    groups = {row.extra["bid"]: row for row in living}

    assert set(groups) == {"bid_price", "conversion_bid_price"}
    for group in groups.values():
        tiktok_person.change(account, group, bid_micros=3_250_000)
        assert tiktok_person.read_back(account, group).bid_micros == 3_250_000


def test_all_accounts_together_stay_within_the_apps_budget(tiktok_person):
    for account in tiktok_person.rows * 5:
        tiktok_person.metrics(account, tiktok_person.last_days(1, account))

    # None was refused and so repeated, though the app may call but ten times a second.
    assert sum("report" in call["path"] for call in tiktok_person.calls()) == 5 * len(tiktok_person.rows)


def test_a_lead_has_no_value_at_all(tiktok_person):
    account = tiktok_person.busy()[0]
    rows = tiktok_person.metrics(account, tiktok_person.last_days(30, account))

    assert {type(row.conversions) for row in rows} == {Decimal}
    assert None in {row.conversion_value_micros for row in rows}
