"""Asynchronous reports: asked for with `async=true`, polled by their id, then downloaded as a table (CSV).

What the steps are called follows what clients of the real one expect; the documents only say that there are such
reports, and that they can be downloaded for seven days.
"""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import invalid, missing, request_id
from sandbox.dialects.snapchat.stats import Question, series
from sandbox.stage import Stage
from sandbox.world.chance import digest
from sandbox.world.world import World

KEPT_FOR = timedelta(days=7)
STEPS = ("STARTED", "RUNNING", "COMPLETED")
FORMATS = frozenset({"csv"})


@dataclass(slots=True)
class Run:
    """One report under way: what was asked, when, and how often it was looked after."""

    id: str
    question: Question
    started_at: datetime
    fails: bool
    polls: int = 0

    def status(self) -> str:
        """`async_status`; each look takes it a step further."""
        if self.fails and self.polls:
            return "FAILED"
        return STEPS[min(self.polls, len(STEPS) - 1)]


def start(stage: Stage, question: Question, query: dict[str, str], path: str) -> dict[str, Any]:
    """Accept a report; everything wrong with what was asked has been said before."""
    if query.get("async_format", "csv") not in FORMATS:
        raise invalid("async_format must be csv")
    ordered = stage.faults.take(SNAPCHAT, path, question.account.id, starts_job=True)
    name = f"{digest('run', len(_runs(stage)), question.account.id):020d}"
    run = Run(f"ASYNC_STATS:{question.account.id}:{name}", question, stage.clock.now(), ordered is not None)
    _runs(stage)[run.id] = run
    return _answer(run, {})


def poll(stage: Stage, request: Request) -> dict[str, Any]:
    """`GET …/stats_report?report_run_id=`: how far it is, and once it is whole, where."""
    run = _find(stage, request.query_params.get("report_run_id", ""))
    run.polls += 1
    if run.status() != "COMPLETED":
        return _answer(run, {})
    base = stage.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return _answer(run, {"result": f"{base}/snapchat/reports/{run.id.rpartition(':')[2]}.csv"})


def download(request: Request, stage: Stage, _body: bytes) -> Response:
    """`GET /reports/{name}.csv`: the address itself is the permission, as with the real storage."""
    name = request.path_params["name"]
    run = next((each for each in _runs(stage).values() if each.id.endswith(f":{name}")), None)
    if run is None or run.status() != "COMPLETED" or stage.clock.now() > run.started_at + KEPT_FOR:
        return Response(status_code=404)
    return Response(_table(stage.world, run.question), media_type="text/csv; charset=utf-8")


def _table(world: World, question: Question) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["start_time", "end_time", "id", *question.fields])
    for entity in series(world, question):
        rows = entity.get("timeseries") or [question.window.bounds() | {"stats": entity["stats"]}]
        for row in rows:
            figures = [row["stats"][name] for name in question.fields]
            writer.writerow([row["start_time"], row["end_time"], entity["id"], *figures])
    return out.getvalue()


def _find(stage: Stage, run_id: str) -> Run:
    run = _runs(stage).get(run_id)
    if run is None or stage.clock.now() > run.started_at + KEPT_FOR:
        raise missing()
    return run


def _answer(run: Run, more: dict[str, str]) -> dict[str, Any]:
    told = {"report_run_id": run.id, "async_status": run.status(), **more}
    entry = {"sub_request_status": "SUCCESS", "async_stats_report": told}
    return {"request_status": "SUCCESS", "request_id": request_id(), "async_stats_reports": [entry]}


def _runs(stage: Stage) -> dict[str, Run]:
    found: dict[str, Run] = stage.memory.setdefault("snapchat runs", {})
    return found
