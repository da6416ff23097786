"""Queued analytics: a job is asked for, polled, and its figures fetched as a gzip file from another host."""

import gzip
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from starlette.responses import Response

from sandbox.dialects.twitter.errors import AdsError, invalid
from sandbox.dialects.twitter.params import Call, written
from sandbox.dialects.twitter.stats import ASKED, Question, answer, read_question
from sandbox.stage import Stage
from sandbox.world.chance import digest
from sandbox.world.model import Account

LONGEST_DAYS, SEGMENTED_DAYS = 90, 45
SEGMENTS = ("AGE", "GENDER", "METROS", "PLATFORMS", "CONVERSION_TAGS")
CONCURRENT = 100
KEPT = timedelta(days=2)
FILES = "advertiser-api-async-analytics"


@dataclass(slots=True)
class Job:
    """One job: it is ready at the second look."""

    id: int
    question: Question
    created: datetime
    fails: bool
    base: str
    looks: int = 0

    @property
    def status(self) -> str:
        """How far it is."""
        if self.looks < 2:
            return "PROCESSING"
        return "FAILED" if self.fails else "SUCCESS"

    def shape(self) -> dict[str, Any]:
        """The job as JSON; the number in `id` is too long for JavaScript, hence `id_str`."""
        done = self.status == "SUCCESS"
        return self.question.echo() | {
            "id": self.id, "id_str": str(self.id), "account_id": self.question.account.id, "status": self.status,
            "url": f"{self.base}/{FILES}/stats_job_{self.id}.json.gz" if done else None,
            "created_at": written(self.created), "updated_at": written(self.created),
            "expires_at": written(self.created + KEPT) if done else None,
        }  # fmt: skip


def start(call: Call, account: Account) -> tuple[dict[str, Any], dict[str, str]]:
    """`POST stats/jobs/accounts/:id`; the answer and the headers that tell how many more may run."""
    call.check_known(*ASKED, "segmentation_type", "country", "platform")
    segment = call.params.get("segmentation_type")
    if segment is not None and segment not in SEGMENTS:
        raise invalid("segmentation_type", segment, f"one of [{', '.join(SEGMENTS)}]")
    question = read_question(call, account, SEGMENTED_DAYS if segment else LONGEST_DAYS)
    if segment:
        raise AdsError(403, "FEATURE_NOT_AVAILABLE", "This account has no segmented analytics")
    jobs = _jobs(call.stage)
    running = sum(job.question.account is account and job.status == "PROCESSING" for job in jobs.values())
    if running >= CONCURRENT:
        raise AdsError(429, "TOO_MANY_REQUESTS", "Too many concurrent jobs", headers=_room(running))
    answer(call, question)  # whatever is wrong with the ids is said now
    ordered = call.stage.faults.take("twitter", f"/{'/'.join(call.parts)}", account.id, starts_job=True)
    number = 10**18 + digest("job", len(jobs)) % 10**17
    jobs[number] = Job(number, question, call.stage.clock.now(), ordered is not None, call.base)
    return {"request": {"params": call.echo()}, "data": jobs[number].shape()}, _room(running + 1)


def poll(call: Call, account: Account) -> dict[str, Any]:
    """`GET stats/jobs/accounts/:id?job_ids=`: each look takes the jobs a step further."""
    call.check_known("job_ids", "count", "cursor")
    wanted = call.ids("job_ids")
    found = [job for job in _jobs(call.stage).values() if job.question.account is account]
    chosen = [job for job in found if wanted is None or str(job.id) in wanted]
    for job in chosen:
        job.looks += 1
    data = [job.shape() for job in reversed(chosen)]
    return {"request": {"params": call.echo()}, "next_cursor": None, "data": data}


def download(call: Call) -> Response:
    """The file of a finished job; its address is all that is needed."""
    name = call.parts[-1].removeprefix("stats_job_").removesuffix(".json.gz")
    job = _jobs(call.stage).get(int(name)) if name.isdigit() else None
    over = job is None or job.status != "SUCCESS" or call.stage.clock.now() > job.created + KEPT
    if job is None or over:
        return Response("<html><h1>404 Not Found</h1></html>", 404, media_type="text/html")
    packed = gzip.compress(orjson.dumps(answer(call, job.question)))
    return Response(packed, media_type="application/gzip")


def _room(running: int) -> dict[str, str]:
    left = max(0, CONCURRENT - running)
    return {"x-concurrent-job-limit": str(CONCURRENT), "x-concurrent-job-limit-remaining": str(left)}


def _jobs(stage: Stage) -> dict[int, Job]:
    found: dict[int, Job] = stage.memory.setdefault("twitter jobs", {})
    return found
