"""Whether tenants are really apart: what the catalogue says, and what happens when somebody tries.

catalog  every table has forced row-level security with both halves of a policy; the application owns nothing
probes   two synthetic orgs: select, insert, update, delete × own org, other org, no context, owner without
trail    the append-only log of who did what, read
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import orjson
from redis.exceptions import RedisError
from sqlalchemy import create_engine

from engine.audits.catalog import find_gaps
from engine.audits.probes import Probe, probe
from engine.core import clock
from engine.core.store import redis
from settings import settings

LATEST = "audit:rls"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: gaps in words, and every attempt with its outcome."""

    gaps: list[str]
    probes: list[Probe]

    @property
    def ok(self) -> bool:
        """Whether nothing leaks."""
        return not self.gaps and all(one.ok for one in self.probes)

    def summary(self) -> dict[str, Any]:
        """`{at, ok, tables, probes, gaps, leaks}`, the last two in words."""
        leaks = [f"{one.table}: {one.operation} as {one.role}, {one.context}" for one in self.probes if not one.ok]
        return {
            "at": clock.now().isoformat(),
            "ok": self.ok,
            "tables": len({one.table for one in self.probes}),
            "probes": len(self.probes),
            "gaps": self.gaps,
            "leaks": leaks,
        }


def rls_audit() -> Report:
    """Look and try, in transactions that are rolled back; the owner's part where the owner's URL is known."""
    report = Report(*_as_app())
    if not settings().database_url or settings().database_owner_url:
        report.probes.extend(_as_owner())
    with suppress(RedisError):  # the findings matter more than remembering them
        redis().set(LATEST, orjson.dumps(report.summary()))
    return report


def latest_rls_audit() -> dict[str, Any] | None:
    """The summary of the last audit, whoever ran it."""
    kept = cast("bytes | None", redis().get(LATEST))
    return orjson.loads(kept) if kept else None


def _as_app() -> tuple[list[str], list[Probe]]:
    app = create_engine(settings().app_dsn)
    try:
        with app.connect() as connection:
            gaps = find_gaps(connection)
            connection.rollback()
            return gaps, probe(connection, "app")
    finally:
        app.dispose()


def _as_owner() -> list[Probe]:
    owner = create_engine(settings().owner_dsn)
    try:
        with owner.connect() as connection:
            return probe(connection, "owner")
    finally:
        owner.dispose()
