"""Asynchronous reports: created, checked until SUCCESS, downloaded as CSV."""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, advertiser
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import ApiError, invalid, not_found
from sandbox.dialects.tiktok.reports import Question, read_question, rows
from sandbox.stage import Stage
from sandbox.world.chance import digest

STEPS = ("QUEUING", "PROCESSING", "SUCCESS")
FORMATS = frozenset({"CSV_STRING", "CSV_DOWNLOAD", "XLSX_DOWNLOAD"})


@dataclass(slots=True)
class Task:
    """One report under way: whose, what was asked, and how often it was checked."""

    id: str
    account_id: str
    question: Question
    fails: bool
    checks: int = 0

    @property
    def status(self) -> str:
        """How far it is."""
        if self.fails and self.checks > 1:
            return "FAILED"
        return STEPS[min(self.checks, len(STEPS)) - 1] if self.checks else STEPS[0]


def create(call: Call) -> dict[str, Any]:
    """`POST /report/task/create/`: everything wrong with what was asked is said now."""
    owner, question = advertiser(call), read_question(call)
    chosen = call.params.get("output_format", "CSV_STRING")
    if chosen not in FORMATS:
        raise invalid("output_format: Not a valid choice.")
    if chosen != "CSV_STRING" or call.params.get("enable_report_title_translation", True) is not False:
        raise ApiError(
            40009, "Only CSV_STRING with enable_report_title_translation=false is supported in sandbox."
        )
    ordered = call.stage.faults.take(TIKTOK, f"/{call.path}/", owner.id, starts_job=True)
    tasks = _tasks(call.stage)
    task = Task(f"73{digest('task', len(tasks)) % 10**17:017d}", owner.id, question, ordered is not None)
    tasks[task.id] = task
    return {"task_id": task.id}


def check(call: Call) -> dict[str, Any]:
    """`GET /report/task/check/`: each look takes it a step further."""
    task = _find(call)
    task.checks += 1
    message = "Task failed: internal error." if task.status == "FAILED" else ""
    return {"status": task.status, "message": message}


def download(call: Call) -> str:
    """`GET /report/task/download/`: the CSV itself; 40201 before it is ready."""
    task = _find(call)
    if task.status != "SUCCESS":
        raise ApiError(40201, "The task is not ready.")
    question, out = task.question, StringIO()
    writer = csv.writer(out)
    writer.writerow([*question.dimensions, *question.metrics])
    for row in rows(call.world, question):
        writer.writerow([*row["dimensions"].values(), *row["metrics"].values()])
    return out.getvalue()


def _find(call: Call) -> Task:
    owner, task = advertiser(call), _tasks(call.stage).get(call.text("task_id"))
    if task is None or task.account_id != owner.id:
        raise not_found("The task")
    return task


def _tasks(stage: Stage) -> dict[str, Task]:
    found: dict[str, Task] = stage.memory.setdefault("tiktok tasks", {})
    return found
