"""Meta's asynchronous reports: start one, wait until it is whole, read it page by page."""

from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.meta.calls import get, pages, post
from engine.connectors.meta.faults import of_error
from engine.connectors.meta.platform import PLATFORM
from engine.core.errors import Missing

DEADLINE_S = 600.0
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 15.0
UNKNOWN_FOR_S = 20.0  # a new report may be unknown to the machine that we ask next
PAGE = 500


def run(account: Account, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The items of one report; PlatformBusy when it does not finish within ten minutes."""
    path = f"act_{account.external_id}/insights"
    started = post(account.token, path, query, account=account.external_id, repeatable=True)
    report_id = started.get("report_run_id")
    if not report_id:
        raise faults.unreadable(PLATFORM, f"a report without an id: {started!s}")
    _wait_for(account, str(report_id))
    yield from pages(account.token, f"{report_id}/insights", {}, account=account.external_id, limit=PAGE)


def _wait_for(account: Account, report_id: str) -> None:
    started, pause_s = monotonic(), FIRST_PAUSE_S
    while (waited_s := monotonic() - started) < DEADLINE_S:
        if is_whole(_state(account, report_id, waited_s)):
            return
        sleep(pause_s)
        pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)
    raise faults.transient(PLATFORM, f"report {report_id} unfinished after {DEADLINE_S:.0f} s", 300)


def _state(account: Account, report_id: str, waited_s: float) -> dict[str, Any]:
    try:
        return get(account.token, report_id, {}, account=account.external_id)
    except Missing:
        if waited_s > UNKNOWN_FOR_S:
            raise
        return {}


def is_whole(state: dict[str, Any]) -> bool:
    """Whether a report in that state can be read; 100 % alone is shown before the last rows are there."""
    match state.get("async_status"):
        case "Job Completed":
            return int(state.get("async_percent_completion", 0)) == 100
        case "Job Failed":
            code = {"code": state.get("error_code", 1), **state}
            raise of_error(code)
        case "Job Skipped":
            raise faults.transient(PLATFORM, "report skipped", 60)
    return False
