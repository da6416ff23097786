"""Which parts of the house stand: for load balancers, and for whoever is woken at night."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from redis.exceptions import RedisError
from sqlalchemy import text

from db import migrate
from db.session import session
from engine.core.i18n import N_
from engine.core.outages import OUTAGES
from engine.core.store import redis

READY = "ready"
SCHEDULER_KEY = "cmis:scheduler"
WORKERS_KEY = "rq:workers"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `ready`, or what it is instead and the next step, a sentence of the catalogue."""

    name: str
    status: str
    step: str = ""


STEPS = {
    "postgres": N_("Postgres does not answer. Start it, or correct DATABASE_URL."),
    "redis": N_("Redis does not answer. Start it, or correct REDIS_URL."),
    "workers": N_("No worker is alive. Start one: python -m jobs.worker"),
    "scheduler": N_("The scheduler gives no sign of life. Start it: python -m jobs.scheduler"),
    "migrations": N_("The database does not match the code. Run: python manage.py migrate"),
}


def list_parts() -> list[Part]:
    """Every part, looked at now."""
    return [_look(name, check) for name, check in CHECKS.items()]


def _look(name: str, check: Callable[[], str]) -> Part:
    try:
        status = check()
    except (*OUTAGES, RedisError):
        status = "down"
    return Part(name, status, "" if status == READY else STEPS[name])


def _postgres() -> str:
    with session() as reader:
        reader.execute(text("SELECT 1"))
    return READY


def _redis() -> str:
    return READY if redis().ping() else "down"


def _workers() -> str:
    """RQ lists its workers, and lets the key of one that died expire."""
    names = cast("Iterable[bytes]", redis().smembers(WORKERS_KEY))
    return READY if any(redis().exists(name) for name in names) else "missing"


def _scheduler() -> str:
    return READY if redis().exists(SCHEDULER_KEY) else "missing"


CHECKS: dict[str, Callable[[], str]] = {
    "postgres": _postgres,
    "redis": _redis,
    "workers": _workers,
    "scheduler": _scheduler,
    "migrations": migrate.status,
}
