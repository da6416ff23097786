"""Answers to analytics questions: at once for a week at most, else by queued jobs whose files are fetched."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.twitter.calls import download, get, post
from engine.connectors.twitter.platform import FILES_URL, PLATFORM
from engine.core.periods import Days

AT_ONCE_DAYS = 7
DEADLINE_S = 600.0
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 15.0

Answer = dict[str, Any]


def answers(account: Account, days: Days, questions: Sequence[Answer]) -> Iterator[Answer]:
    """One answer for each question, in no particular order."""
    if len(days) <= AT_ONCE_DAYS:
        path = f"stats/accounts/{account.external_id}"
        return (get(account.token, path, query, account=account.external_id) for query in questions)
    return _queued(account, questions)


def _queued(account: Account, questions: Sequence[Answer]) -> Iterator[Answer]:
    """Start all jobs, then read each file as soon as it is there; PlatformBusy after ten minutes."""
    waiting = {_start(account, query) for query in questions}
    started, pause_s = monotonic(), FIRST_PAUSE_S
    while waiting:
        if monotonic() - started > DEADLINE_S:
            raise faults.transient(PLATFORM, f"{len(waiting)} jobs unfinished after {DEADLINE_S:.0f} s", 300)
        for job in _look(account, waiting):
            if (url := finished(job)) is not None:
                waiting.discard(str(job["id_str"]))
                yield _file(url, account)
        if waiting:
            sleep(pause_s)
            pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)


def _start(account: Account, query: Answer) -> str:
    """Ask for a job; asking twice costs one of a hundred places and nothing else."""
    path = f"stats/jobs/accounts/{account.external_id}"
    answer = post(account.token, path, query, account=account.external_id, repeatable=True)
    data = answer.get("data")
    if not isinstance(data, dict) or not data.get("id_str"):
        raise faults.unreadable(PLATFORM, f"a job without an id: {answer!s}")
    return str(data["id_str"])


def _look(account: Account, job_ids: set[str]) -> list[Answer]:
    path = f"stats/jobs/accounts/{account.external_id}"
    answer = get(account.token, path, {"job_ids": sorted(job_ids)}, account=account.external_id)
    jobs = faults.objects(PLATFORM, answer.get("data"))
    return [job for job in jobs if job.get("id_str") in job_ids]


def finished(job: Answer) -> str | None:
    """The address of a finished job's file, None while it is under way."""
    match job.get("status"):
        case "SUCCESS":
            if not job.get("url"):
                raise faults.unreadable(PLATFORM, f"a finished job without a file: {job!s}")
            return str(job["url"])
        case "FAILED":
            raise faults.transient(PLATFORM, f"job {job.get('id_str')} failed", 60)
    return None


def _file(url: str, account: Account) -> Answer:
    """The file's JSON. Only its name is taken from the answer: nothing may send us to another host."""
    body = download(f"{FILES_URL}/{PurePosixPath(urlsplit(url).path).name}", account.external_id)
    if not isinstance(body, dict):
        raise faults.unreadable(PLATFORM, f"a report that is no object: {body!s}")
    return body
