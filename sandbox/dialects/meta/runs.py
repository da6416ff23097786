"""Asynchronous reports: asked for with POST, polled, and read page by page once they are complete.

A run says 100 % while it is still "Job Running", as the real ones do: both have to be waited for.
"""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError
from sandbox.dialects.meta.filters import read_filters
from sandbox.dialects.meta.insights import read_columns, read_level, read_windows, report
from sandbox.dialects.meta.ranges import spans
from sandbox.dialects.meta.statuses import META
from sandbox.stage import Stage
from sandbox.world.chance import digest
from sandbox.world.model import Account, Entity

STEPS = (("Job Running", 100), ("Job Completed", 100))
NOT_OF_THE_REPORT = frozenset({"access_token", "appsecret_proof", "after", "before", "limit"})


@dataclass(slots=True)
class Run:
    """One report under way: whose, what was asked, and how often it was polled."""

    id: str
    node: Account | Entity
    params: dict[str, str]
    fails: bool
    polls: int = 0

    def state(self) -> tuple[str, int]:
        """`async_status` and the percentage beside it."""
        if self.polls == 0:
            return "Job Not Started", 0
        if self.fails:
            return "Job Failed", 40
        return STEPS[min(self.polls, len(STEPS)) - 1]


def start(call: Call, node: Account | Entity) -> dict[str, Any]:
    """Accept a report; everything wrong with what was asked is said now."""
    account = node if isinstance(node, Account) else call.world.campaign_of(META, node.id).account
    read_columns(call), read_windows(call), read_level(call, node), spans(call, account), read_filters(call)
    runs = _runs(call.stage)
    ordered = call.stage.faults.take("meta", f"/{'/'.join(call.parts)}", account.id, starts_job=True)
    params = {key: value for key, value in call.params.items() if key not in NOT_OF_THE_REPORT}
    run = Run(f"62{digest('run', len(runs)) % 10**13:013d}", node, params, fails=ordered is not None)
    runs[run.id] = run
    return {"report_run_id": run.id}


def find(stage: Stage, run_id: str) -> Run | None:
    """The run of that id."""
    return _runs(stage).get(run_id)


def account_of(stage: Stage, run: Run) -> Account:
    """The account that a run reports on."""
    return run.node if isinstance(run.node, Account) else stage.world.campaign_of(META, run.node.id).account


def poll(run: Run) -> dict[str, Any]:
    """What the run says of itself; each look takes it a step further."""
    run.polls += 1
    status, percent = run.state()
    account = run.node.id if isinstance(run.node, Account) else None
    answer: dict[str, Any] = {"id": run.id, "async_status": status, "async_percent_completion": percent}
    if account:
        answer["account_id"] = account
    if status == "Job Failed":
        answer |= {
            "error_code": 1, "error_subcode": 99, "error_message": "Please reduce the amount of data",
            "error_user_title": "Report failed", "error_user_msg": "Ask for fewer days or fields.",
        }  # fmt: skip
    return answer


def results(call: Call, run: Run) -> dict[str, Any]:
    """A page of a completed run; raises 2601/1815107 (transient) before it is."""
    if run.state()[0] != "Job Completed":
        raise GraphError(400, 2601, "Error accessing adreport job.", 1815107, transient=True)
    kept = {key: call.params[key] for key in ("after", "before", "limit") if key in call.params}
    return report(replace(call, params=run.params | kept), run.node, asynchronous=True)


def _runs(stage: Stage) -> dict[str, Run]:
    found: dict[str, Run] = stage.memory.setdefault("meta runs", {})
    return found
