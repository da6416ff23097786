"""Accounts and windows that are too big for one answer are reported asynchronously, to the same figures."""

from datetime import date, timedelta
from itertools import pairwise

import orjson
import pytest

from db.kinds import Level
from engine.connectors import snapchat
from engine.connectors.base import Account
from engine.connectors.snapchat import metrics, reports
from engine.core.errors import PlatformBusy, PlatformError, TooMuchData
from engine.core.periods import Days
from tests.engine.connectors.conftest import Person
from tests.engine.connectors.server import Act, Server, answer

ACCOUNT = Account("snapchat", "8adc", "USD", "America/New_York", "token")
DAY = Days(date(2026, 11, 1), date(2026, 11, 2))
HEADER = "start_time,end_time,id,impressions,spend"
COLUMNS = f"start_time,end_time,id,{metrics._QUERY['fields']}"


def steps(person: Person) -> list[str]:
    """What was asked for about figures since the calls were forgotten, in order."""
    asked = [call for call in person.calls() if "stats" in call["path"] or "reports" in call["path"]]
    kinds = {"stats": "at once", "stats_report": "looked", "csv": "fetched"}
    return [
        "started"
        if call["query"].get("async") == "true"
        else kinds[call["path"].rpartition("/")[2].rpartition(".")[2]]
        for call in asked
    ]


def forget(person: Person) -> None:
    person.sandbox.http.delete("/calls")


@pytest.mark.parametrize("count", [15, 31])
def test_a_long_window_of_single_ads_reads_the_same_as_its_short_ones(snapchat_person, count):
    account = snapchat_person.busy()[0]
    days = snapchat_person.last_days(count, account)
    cuts = [*range(0, count, 10), count]
    short = [Days(days.since + timedelta(days=a), days.since + timedelta(days=b)) for a, b in pairwise(cuts)]

    at_once = [row for part in short for row in snapchat_person.metrics(account, part, Level.AD)]
    assert steps(snapchat_person) == ["at once"] * len(short)
    forget(snapchat_person)
    reported = snapchat_person.metrics(account, days, Level.AD)

    def order(row):
        return row.external_id, row.date

    assert sorted(reported, key=order) == sorted(at_once, key=order) != []
    assert steps(snapchat_person) == ["started", "looked", "looked", "fetched"]


@pytest.mark.parametrize("level", [Level.CAMPAIGN, Level.AD_SET, Level.AD])
def test_a_day_that_is_too_much_for_one_answer_is_reported_to_the_same_figures(snapchat_person, level):
    account = snapchat_person.busy()[0]
    day = snapchat_person.last_days(3, account).halves()[0]
    calm = snapchat_person.metrics(account, day, level)
    forget(snapchat_person)

    snapchat_person.sandbox.fault("snapchat", "too_much_data", path="/stats")

    assert snapchat_person.metrics(account, day, level) == calm != []
    assert steps(snapchat_person) == ["at once", "started", "looked", "looked", "fetched"]


def test_several_days_that_are_too_much_are_asked_for_one_by_one_first(snapchat_person):
    account = snapchat_person.busy()[0]
    snapchat_person.sandbox.fault("snapchat", "too_much_data", path="/stats")

    with pytest.raises(TooMuchData):
        snapchat_person.metrics(account, snapchat_person.last_days(2, account))

    snapchat_person.sandbox.fault("snapchat", "too_much_data", path="/stats")
    with pytest.raises(TooMuchData):
        snapchat_person.metrics(account, snapchat_person.last_days(20, account), Level.AD)


def test_a_report_that_fails_is_tried_again_by_the_job(snapchat_person):
    account = snapchat_person.busy()[0]
    snapchat_person.sandbox.fault("snapchat", "job_failed")

    with pytest.raises(PlatformBusy) as failed:
        snapchat_person.metrics(account, snapchat_person.last_days(20, account), Level.AD)

    assert failed.value.retry_after == 60
    assert snapchat_person.metrics(account, snapchat_person.last_days(20, account), Level.AD)


# An answer with further pages, and a table with holes


def state(status: str, **more: str) -> Act:
    told = {"report_run_id": "ASYNC_STATS:8adc:1", "async_status": status, **more}
    entry = {"sub_request_status": "SUCCESS", "async_stats_report": told}
    return answer(orjson.dumps({"request_status": "SUCCESS", "async_stats_reports": [entry]}))


def figures(*series: dict[str, object], **paging: object) -> Act:
    stat = {"id": "8adc", "breakdown_stats": {"campaign": series}}
    entry = {"sub_request_status": "SUCCESS", "timeseries_stat": stat}
    return answer(orjson.dumps({"request_status": "SUCCESS", "timeseries_stats": [entry], **paging}))


def campaigns(*ids: str) -> Act:
    entries = [{"sub_request_status": "SUCCESS", "campaign": {"id": each}} for each in ids]
    return answer(orjson.dumps({"request_status": "SUCCESS", "campaigns": entries}))


def test_an_account_of_more_than_a_page_is_reported(server: Server):
    link = "https://adsapi.snapchat.com/v1/adaccounts/8adc/stats?cursor=2"
    day = "2026-11-01T00:00:00.000-04:00,2026-11-02T00:00:00.000-05:00"
    table = f"{COLUMNS}\n{day},c1,10,1,1500000,,,,,,\n{day},c2,20,2,2500000.0,3,4,5,6,7.5,8\n"
    server.acts = [
        figures({"id": "c1", "timeseries": []}, paging={"next_link": link}),
        state("STARTED"),
        state("COMPLETED", result=f"http://127.0.0.1:{server.port}/snapchat/reports/1.csv?signed=yes"),
        answer(table.encode(), Content_Type="text/csv"),
        campaigns("c1", "c2"),
    ]

    first, second = snapchat.fetch_metrics(ACCOUNT, DAY, Level.CAMPAIGN)

    assert (first.impressions, first.spend_micros, first.reach, first.conversions) == (10, 1_500_000, None, None)
    assert (second.spend_micros, second.video_views, second.reach, str(second.conversions)) == (
        2_500_000,
        3,
        4,
        "7.5",
    )
    assert second.conversion_value_micros == 8
    assert first.date == second.date == date(2026, 11, 1)
    assert "limit" not in server.asked[1]
    assert server.asked[3] == "/snapchat/reports/1.csv?signed=yes"


def test_the_table_is_fetched_without_a_token(server: Server):
    seen = []

    def note(handler):
        seen.append(handler.headers.get("Authorization"))
        answer(f"{COLUMNS}\n".encode())(handler)

    complete = state("COMPLETED", result="https://storage.example/reports/1.csv")
    server.acts = [state("STARTED"), complete, note]

    assert reports.run(ACCOUNT, metrics._QUERY, divisible=False) == []
    assert seen == [None]


@pytest.mark.parametrize(
    "bad",
    [
        state("COMPLETED"),
        state("COMPLETED", result="ftp://storage.example/1.csv"),
        answer(b'{"request_status": "SUCCESS", "async_stats_reports": []}'),
        answer(b'{"request_status": "SUCCESS", "async_stats_reports": [{"async_stats_report": {}}]}'),
    ],
)
def test_a_report_without_a_table_is_the_platforms_fault(server, bad):
    server.acts = [bad]

    with pytest.raises(PlatformError):
        reports.run(ACCOUNT, metrics._QUERY, divisible=False)


@pytest.mark.parametrize("text", ["", "id,spend\n", f"{HEADER.replace('spend', 'cost')}\n"])
def test_a_table_with_other_columns_is_the_platforms_fault(text):
    with pytest.raises(PlatformError):
        reports.read_table(text, ["impressions", "spend"])


def test_a_table_becomes_series():
    text = f"{HEADER}\r\nb1,e1,a,5,\r\nb2,e2,a,6,1\r\nb1,e1,b,7,2\r\n"

    first, second = reports.read_table(text, ["impressions", "spend"])

    assert (first["id"], [day["stats"] for day in first["timeseries"]]) == (
        "a",
        [{"impressions": "5"}, {"impressions": "6", "spend": "1"}],
    )
    assert second == {
        "id": "b",
        "timeseries": [{"start_time": "b1", "end_time": "e1", "stats": {"impressions": "7", "spend": "2"}}],
    }
