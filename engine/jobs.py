"""The jobs behind the product: when the clock asks for which, what waits, who works, and what failed.

Ticks, queues and workers are the installation's: an org sees names, times and counts of them. Jobs are an org's,
by the first 32 digits of their id: it sees its own, and that a worker is busy with somebody else's.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from redis import Redis
from rq import Worker
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.kinds import DeliveryStatus, TickOutcome
from db.models import Import, OutboxDelivery, SyncRun, TickRun
from db.session import session, tenant
from engine import imports, outbox, syncs
from engine.core.cache import read
from engine.core.errors import Conflict, Missing, told
from engine.core.queue import QUEUES, queue
from engine.core.store import redis
from engine.core.work import Work, job_id
from engine.imports.actions import JOB as LOAD
from engine.outbox.notes import Attempt, remember
from engine.readiness import SCHEDULER_KEY
from engine.syncs.actions import JOB as SYNC

TICK = "tick-"  # what the clock's jobs are called by; nobody's, so no 32 digits
ENTRIES_KEY = "rq:scheduler:scheduled_jobs"
FAILED_AT_MOST = 200
Row = dict[str, Any]


class Seen(Worker):
    """A worker as others look at it: RQ's makes every later connection of ours wait for minutes, as its own do."""

    def _set_connection(self, connection: Redis) -> Redis:
        return connection


def note_tick(name: str, attempt: Attempt, error: Exception | None) -> None:
    """Keep how the clock's job of that name went the last time. Why it failed is in the log: it may name orgs."""
    run = {
        "started_at": attempt.started_at,
        "duration_ms": attempt.duration_ms,
        "outcome": TickOutcome.FAILED if error else TickOutcome.DONE,
    }
    with session() as writer:
        statement = insert(TickRun).values(name=name, **run)
        writer.execute(statement.on_conflict_do_update(index_elements=[TickRun.name], set_=run))
        writer.commit()


def list_timetable() -> list[Row]:
    """What the clock asks for, the next first: `{id, cron, job, next_at, last_at, duration_ms, outcome}`.

    `outcome` is `done`, `failed`, `running`, or None when it never ran. Empty when no scheduler ever started.
    """
    found = cast("list[tuple[bytes, float]]", redis().zrange(ENTRIES_KEY, 0, -1, withscores=True))
    due = {name.decode(): at for name, at in found if name.startswith(TICK.encode())}
    with session() as reader:
        runs = {row.name: row for row in reader.scalars(select(TickRun))}
    jobs = Job.fetch_many(list(due), connection=redis(), serializer=JSONSerializer)
    return [
        {
            "id": job.id,
            "cron": job.meta["cron_string"],
            "job": job.func_name,
            "next_at": datetime.fromtimestamp(due[job.id], UTC).isoformat(),
            **_last(runs.get(job.id), is_running=job.get_status(refresh=False) == JobStatus.STARTED),
        }
        for job in jobs
        if job is not None
    ]


def _last(run: TickRun | None, *, is_running: bool) -> Row:
    return {
        "last_at": run.started_at.isoformat() if run else None,
        "duration_ms": run.duration_ms if run else None,
        "outcome": "running" if is_running else run and run.outcome,
    }


def scheduler_seen_at() -> str | None:
    """When a scheduler last gave a sign of life; None when that is more than half a minute ago."""
    seen = cast("bytes | None", redis().get(SCHEDULER_KEY))
    return seen.decode() if seen else None


def list_queues(org_id: UUID) -> list[Row]:
    """The queues in the order workers empty them: `{queue, waiting, yours, at_work, later, oldest_at}`."""
    return [_queue(name, org_id.hex) for name in QUEUES]


def _queue(name: str, org: str) -> Row:
    there = queue(name)
    waiting = there.job_ids
    oldest = there.fetch_job(waiting[0]) if waiting else None
    return {
        "queue": name,
        "waiting": len(waiting),
        "yours": sum(one.startswith(org) for one in waiting),
        "at_work": there.started_job_registry.get_job_count(cleanup=False),
        "later": there.scheduled_job_registry.get_job_count(cleanup=False),
        "oldest_at": _stamp(oldest.enqueued_at) if oldest else None,
    }


def list_workers(org_id: UUID) -> list[Row]:
    """The living workers, the oldest first: `{name, state, since, seen_at, job, yours, job_since, done, failed}`.

    `job` is what it does now, None when it is idle or when that is another org's (`state` tells).
    """
    workers = Seen.all(connection=redis(), serializer=JSONSerializer)
    return [_worker(one, org_id.hex) for one in sorted(workers, key=lambda one: (str(one.birth_date), one.name))]


def _worker(worker: BaseWorker, org: str) -> Row:
    current = worker.get_current_job_id() or ""
    visible = current.startswith((org, TICK))
    job = Job.fetch_many([current], connection=redis(), serializer=JSONSerializer)[0] if visible else None
    return {
        "name": worker.name,
        "state": str(worker.get_state()),
        "since": _stamp(worker.birth_date),
        "seen_at": _stamp(worker.last_heartbeat),
        "job": job.func_name if job else None,
        "yours": current.startswith(org),
        "job_since": _stamp(job.started_at) if job else None,
        "done": worker.successful_job_count,
        "failed": worker.failed_job_count,
    }


@read
def list_failed(session: Session) -> list[Row]:
    """Jobs of the org with no attempt left, newest first: `{id, job, queue, attempts, failed_at, reason, detail}`.

    Listeners of events are not among them: those are dead letters.
    """
    rows = session.scalars(
        select(OutboxDelivery)
        .where(OutboxDelivery.org_id == tenant(session), OutboxDelivery.status == DeliveryStatus.DEAD)
        .where(OutboxDelivery.event_id.is_(None))
        .order_by(OutboxDelivery.id.desc())
        .limit(FAILED_AT_MOST)
    )
    return [
        {
            "id": job_id(row.org_id, row.id),
            "job": row.target,
            "queue": row.queue,
            "attempts": row.attempts,
            "failed_at": _stamp(row.finished_at),
            "reason": told(row.reason) if row.reason else None,
            "detail": row.reason["detail"] if row.reason else None,
        }
        for row in rows
    ]


def requeue(unit: Work, name: str) -> None:
    """Run a failed job of the org once more, with all its attempts. Missing when it has no such job."""
    org, _, digits = name.partition("-")
    if org != unit.org_id.hex or len(digits) != len(org):
        raise Missing
    try:
        delivery_id = UUID(digits)
    except ValueError:
        raise Missing from None
    _take_up(unit, unit.find(OutboxDelivery, delivery_id, lock=True))


def requeue_failed(unit: Work) -> int:
    """Run every failed job of the org once more; how many. One that the world has moved past stays where it is."""
    rows = unit.session.scalars(
        select(OutboxDelivery)
        .where(OutboxDelivery.org_id == unit.org_id, OutboxDelivery.status == DeliveryStatus.DEAD)
        .where(OutboxDelivery.event_id.is_(None))
        .order_by(OutboxDelivery.id)
        .limit(FAILED_AT_MOST)
        .with_for_update(skip_locked=True)
    ).all()
    done = 0
    for row in rows:
        try:
            with unit.session.begin_nested():
                _take_up(unit, row)
        except (Conflict, Missing):
            continue
        done += 1
    return done


def _take_up(unit: Work, row: OutboxDelivery) -> None:
    """Send it once more; where the noun has a way of its own, that one, unless things went on since."""
    if row.target not in _OWN_WAYS:
        outbox.replay(unit, row.id)
        return
    model, again = _OWN_WAYS[row.target]
    subject_id = UUID(row.args[0])
    query = select(model.id).where(model.org_id == unit.org_id, model.id == subject_id, model.status == "failed")
    if unit.session.scalars(query).first():
        again(unit, subject_id)
    remember(row, "replayed", by=unit.actor.name)
    row.status, row.reason = DeliveryStatus.DONE, None


# A sync goes on where it stopped, a file is loaded from its beginning: either by a job of its own.
_OWN_WAYS: Mapping[str, tuple[type[SyncRun | Import], Callable[[Work, UUID], Any]]] = {
    SYNC: (SyncRun, syncs.requeue),
    LOAD: (Import, imports.start),
}


def _stamp(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
