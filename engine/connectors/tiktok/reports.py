"""TikTok's asynchronous reports: start one, wait until it is done, read its CSV."""

import csv
from collections.abc import Iterator
from io import StringIO
from time import monotonic, sleep
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.tiktok.calls import get, get_text, post
from engine.connectors.tiktok.platform import PLATFORM

DEADLINE_S = 600.0
FIRST_PAUSE_S = 0.5  # these calls have a limit of their own: two a second, sixty a minute
LONGEST_PAUSE_S = 15.0


def run(account: Account, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one report, in the shape of the synchronous ones; PlatformBusy when it takes ten minutes."""
    # Not confirmed: that asynchronous reports take the filter for deleted entities; TikTok's page on them names
    # filters by id alone, and elsewhere says that deleted ones are hidden without it.
    order = {**query, "output_format": "CSV_STRING", "enable_report_title_translation": False}
    started = post(account.token, "report/task/create", order, account=account.external_id, repeatable=True)
    task_id = started.get("task_id")
    if not task_id:
        raise faults.unreadable(PLATFORM, f"a report without an id: {started!s}")
    task = {"advertiser_id": account.external_id, "task_id": str(task_id)}
    _wait_for(account, task)
    text = get_text(account.token, "report/task/download", task, account=account.external_id)
    yield from read_rows(text, query["dimensions"], query["metrics"])


def read_rows(text: str, dimensions: list[str], metrics: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of a report's CSV, whose titles are the names that were asked for."""
    reader = csv.DictReader(StringIO(text, newline=""))
    if not {*dimensions, *metrics} <= {*(reader.fieldnames or ())}:
        raise faults.unreadable(PLATFORM, f"a report with other columns: {reader.fieldnames!s}")
    for row in reader:
        places, figures = ({name: row[name] for name in names} for names in (dimensions, metrics))
        yield {"dimensions": places, "metrics": figures}


def _wait_for(account: Account, task: dict[str, str]) -> None:
    started, pause_s = monotonic(), FIRST_PAUSE_S
    while monotonic() - started < DEADLINE_S:
        state = get(account.token, "report/task/check", task, account=account.external_id)
        if is_done(state):
            return
        sleep(pause_s)
        pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)
    raise faults.transient(PLATFORM, f"report {task['task_id']} unfinished after {DEADLINE_S:.0f} s", 300)


def is_done(state: dict[str, Any]) -> bool:
    """Whether a report in that state can be downloaded; PlatformBusy when it never will be."""
    match state.get("status"):
        case "SUCCESS":
            return True
        case "FAILED" | "CANCELED":
            raise faults.transient(PLATFORM, f"report {state['status']}: {state.get('message', '')}", 60)
    return False
