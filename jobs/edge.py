"""The edge of every job: ids become UUIDs, log lines carry them, only what may get better is tried again, and
what became of it is noted: of a delivery in the outbox, of a tick of the clock beside it.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from uuid import UUID

from rq import get_current_job
from rq.job import Job

from engine import outbox
from engine.core import clock, tallies
from engine.core.cache import counts
from engine.core.errors import AppError, PlatformError, Refused, SignedOut, Unready
from engine.core.log import about, get_logger
from engine.core.queue import RETRY_S
from engine.core.work import HEAR
from engine.jobs import TICK, note_tick
from engine.outbox.notes import Attempt

WORTH_A_RETRY = (PlatformError, Unready)
HOPELESS = (Refused, SignedOut)
DELIVERY = re.compile(r"([0-9a-f]{32})-([0-9a-f]{32})")
log = get_logger()


def job(do: Callable[..., None]) -> Callable[..., None]:
    """Decorate a job. Its arguments arrive as the strings that JSON made of ids: the org's first."""

    @wraps(do)
    def run(*ids: str) -> None:
        current = get_current_job()
        facts = {"job": f"{do.__module__}.{do.__name__}", "job_id": getattr(current, "id", None)}
        if ids:
            facts["org_id"] = ids[0]
        with about(**facts), _noted(current):
            try:
                do(*(UUID(one) for one in ids))
            finally:
                counts.send()  # a worker ends each job's process without a word to its threads

    return run


@contextmanager
def _noted(current: Job | None) -> Iterator[None]:
    """Decide whether a failure is worth another attempt, and write down how it went."""
    number, started_at, begun = attempt_number(), clock.now(), time.monotonic()

    def attempt() -> Attempt:
        return Attempt(number, started_at, round((time.monotonic() - begun) * 1000))

    try:
        yield
    except Exception as error:
        if isinstance(error, AppError):
            log.warning("job.failed", code=error.code, error=str(error))
        if current and _is_hopeless(error):
            current.retries_left = 0  # straight to the failed list, where a person can requeue it
        _note(current, attempt(), error)
        raise
    _note(current, attempt(), None)


def _is_hopeless(error: Exception) -> bool:
    return isinstance(error, HOPELESS) or (isinstance(error, AppError) and not isinstance(error, WORTH_A_RETRY))


def _note(current: Job | None, attempt: Attempt, error: Exception | None) -> None:
    if current is None:
        return
    outcome = "failed" if error else "done"
    tallies.note("jobs", attempt.duration_ms / 1000, job=str(current.func_name), outcome=outcome)
    if current.id.startswith(TICK):
        note_tick(current.id, attempt, error)
    elif found := DELIVERY.fullmatch(current.id):
        org_id, delivery_id = (UUID(digits) for digits in found.groups())
        if error:
            outbox.note_failure(org_id, delivery_id, error, attempt, last=is_last_attempt())
        elif current.func_name != HEAR:  # which has noted it already, with the effects
            outbox.note_done(org_id, delivery_id, attempt)


def attempt_number() -> int:
    """Which attempt at the job this is, counted from 1."""
    current = get_current_job()
    left = current.retries_left if current else None
    return 1 if left is None else 1 + len(RETRY_S) - left


def is_last_attempt() -> bool:
    """Whether the job that runs now has no retry left."""
    current = get_current_job()
    return current is None or not current.retries_left
