"""Snapchat's asynchronous reports: start one, wait until it is complete, read its table.

That there are such reports, and that they can be downloaded for seven days, is documented; the names of the steps
and the columns are what clients of the real one expect, and stand here only.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import StringIO
from time import monotonic, sleep
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.snapchat.calls import download, get, unwrapped
from engine.connectors.snapchat.platform import PLATFORM

DEADLINE_S = 600.0
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 15.0
ID, BEGIN, END = "id", "start_time", "end_time"


def run(account: Account, query: Mapping[str, str], *, divisible: bool) -> list[dict[str, Any]]:
    """The series of one report, as the synchronous answer would hold them; PlatformBusy after ten minutes."""
    order = {name: value for name, value in query.items() if name != "limit"}
    order |= {"async": "true", "async_format": "csv"}
    path = f"adaccounts/{account.external_id}/stats"
    state = _read(get(account.token, path, order, account=account.external_id, divisible=divisible))
    run_id = state.get("report_run_id")
    if not isinstance(run_id, str) or not run_id:
        raise faults.unreadable(PLATFORM, f"a report without an id: {state!s}")
    link = _wait_for(account, run_id)
    return read_table(download(account.external_id, link), query["fields"].split(","))


def read_table(text: str, fields: list[str]) -> list[dict[str, Any]]:
    """The table as series: `{"id", "timeseries": [{"start_time", "end_time", "stats"}]}`.

    An empty cell is no figure, which is not zero.
    """
    reader = csv.DictReader(StringIO(text, newline=""))
    if not {ID, BEGIN, END, *fields} <= {*(reader.fieldnames or ())}:
        raise faults.unreadable(PLATFORM, f"a report with other columns: {reader.fieldnames!s}")
    series: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in reader:
        stats = {name: row[name] for name in fields if row[name]}
        series[row[ID]].append({BEGIN: row[BEGIN], END: row[END], "stats": stats})
    return [{"id": entity_id, "timeseries": days} for entity_id, days in series.items()]


def link_of(state: Mapping[str, Any]) -> str | None:
    """Where a complete report is, None while it is not; PlatformBusy when it never will be."""
    match state.get("async_status"):
        case "COMPLETED":
            link = state.get("result")
            if not isinstance(link, str):
                raise faults.unreadable(PLATFORM, f"a report without an address: {state!s}")
            return link
        case "FAILED":
            raise faults.transient(PLATFORM, f"report {state.get('report_run_id')} failed", 60)
    return None


def _wait_for(account: Account, run_id: str) -> str:
    path, query = f"adaccounts/{account.external_id}/stats_report", {"report_run_id": run_id}
    started, pause_s = monotonic(), FIRST_PAUSE_S
    while monotonic() - started < DEADLINE_S:
        if link := link_of(_read(get(account.token, path, query, account=account.external_id))):
            return link
        sleep(pause_s)
        pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)
    raise faults.transient(PLATFORM, f"report {run_id} unfinished after {DEADLINE_S:.0f} s", 300)


def _read(answer: dict[str, Any]) -> dict[str, Any]:
    entries: Iterator[dict[str, Any]] = iter(faults.objects(PLATFORM, answer.get("async_stats_reports")))
    return unwrapped(next(entries, {}), "async_stats_report")
