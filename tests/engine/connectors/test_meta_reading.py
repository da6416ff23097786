"""What only Meta has: cursors over many pages, asynchronous reports, and both at the same time."""

from datetime import timedelta

import pytest

from db.kinds import Level
from engine.connectors.meta import entities, metrics, reports
from engine.core.errors import PlatformError, TooMuchData
from engine.core.periods import Days


def test_many_small_pages_are_one_list(meta_person, monkeypatch):
    account = meta_person.busy()[0]
    whole = meta_person.entities(account)
    monkeypatch.setattr(entities, "PAGE", 5)

    assert meta_person.entities(account) == whole
    assert any("after" in call["query"] for call in meta_person.calls())


def test_a_page_that_fails_half_way_is_asked_again_alone(meta_person, monkeypatch):
    account = meta_person.busy()[0]
    days = meta_person.last_days(5, account)
    calm = meta_person.metrics(account, days, Level.AD)
    monkeypatch.setattr(metrics, "PAGE", 10)

    rows = meta_person.connector.fetch_metrics(meta_person.account(account), days, Level.AD)
    some = [next(rows) for _ in range(15)]
    meta_person.sandbox.fault("meta", "half_page")

    assert some + list(rows) == calm


def test_what_was_yielded_before_a_lasting_fault_is_not_yielded_again(meta_person, monkeypatch):
    account = meta_person.busy()[0]
    days = meta_person.last_days(5, account)
    monkeypatch.setattr(metrics, "PAGE", 10)
    seen = []

    rows = meta_person.connector.fetch_metrics(meta_person.account(account), days, Level.AD)
    seen.append(next(rows))
    meta_person.sandbox.fault("meta", "garbage", times=9)
    with pytest.raises(PlatformError):
        seen.extend(rows)

    assert len(seen) == len({(row.external_id, row.date) for row in seen}) == 10


def test_a_long_window_of_single_ads_is_a_report(meta_person):
    account = meta_person.busy()[0]

    meta_person.metrics(account, meta_person.last_days(20, account), Level.AD)

    assert any(call["method"] == "POST" and "insights" in call["path"] for call in meta_person.calls())


def test_a_single_day_that_is_too_much_becomes_a_report_without_repeating_rows(meta_person, monkeypatch):
    account = meta_person.busy()[0]
    day = meta_person.last_days(2, account).since
    days = Days(day, day + timedelta(days=1))
    calm = meta_person.metrics(account, days, Level.AD)
    monkeypatch.setattr(metrics, "PAGE", 4)

    rows = meta_person.connector.fetch_metrics(meta_person.account(account), days, Level.AD)
    some = [next(rows) for _ in range(2)]
    meta_person.sandbox.fault("meta", "too_much_data")

    assert sorted(some + list(rows), key=lambda row: row.external_id) == sorted(
        calm, key=lambda row: row.external_id
    )


@pytest.mark.parametrize(
    ("status", "percent", "whole"),
    [
        ("Job Completed", 100, True),
        ("Job Running", 100, False),
        ("Job Completed", 99, False),
        ("Job Started", 0, False),
    ],
)
def test_a_report_is_whole_when_both_marks_say_so(status, percent, whole):
    assert reports.is_whole({"async_status": status, "async_percent_completion": percent}) is whole


def test_a_report_that_fails_for_its_size_asks_for_less(meta_person):
    account = meta_person.busy()[0]
    meta_person.sandbox.fault("meta", "job_failed")

    with pytest.raises(TooMuchData):
        meta_person.metrics(account, meta_person.last_days(20, account), Level.AD)


def test_a_report_that_never_ends_is_left_to_the_job(meta_person, monkeypatch):
    account = meta_person.busy()[0]
    monkeypatch.setattr(reports, "DEADLINE_S", 0.0)

    with pytest.raises(PlatformError) as late:
        meta_person.metrics(account, meta_person.last_days(20, account), Level.AD)

    assert late.value.facts["reason"] == "transient"
