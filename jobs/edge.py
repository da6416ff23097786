"""The edge of every job: ids become UUIDs, log lines carry them, and only what may get better is tried again."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from rq import get_current_job

from engine.core.errors import AppError, PlatformError, Refused, SignedOut, Unready
from engine.core.log import about, get_logger

WORTH_A_RETRY = (PlatformError, Unready)
HOPELESS = (Refused, SignedOut)
log = get_logger()


def job(do: Callable[..., None]) -> Callable[..., None]:
    """Decorate a job. Its arguments arrive as the strings that JSON made of ids: the org's first."""

    @wraps(do)
    def run(*ids: str) -> None:
        current = get_current_job()
        facts = {"job": f"{do.__module__}.{do.__name__}", "job_id": getattr(current, "id", None)}
        if ids:
            facts["org_id"] = ids[0]
        with about(**facts):
            try:
                do(*(UUID(one) for one in ids))
            except AppError as error:
                log.warning("job.failed", code=error.code, error=str(error))
                if current and (isinstance(error, HOPELESS) or not isinstance(error, WORTH_A_RETRY)):
                    current.retries_left = 0  # straight to the failed list, where a person can requeue it
                raise

    return run


def is_last_attempt() -> bool:
    """Whether the job that runs now has no retry left."""
    current = get_current_job()
    return current is None or not current.retries_left
