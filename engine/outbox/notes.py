"""What becomes of jobs, and of attempts that fail, as the edge of every job notes it.

A listener that heard notes it with its effects (`hearing`). Any other job is noted as done after it has ended: if
its worker dies in between, it is done twice, and twice is once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from db.kinds import DeliveryStatus, Severity
from db.models import OutboxDelivery, OutboxEvent
from engine.alerts import raise_alert, resolve_alert
from engine.core import clock
from engine.core.errors import AppError
from engine.core.i18n import N_
from engine.core.outages import explained
from engine.core.work import OPEN, Work, work

DEAD = N_(
    "{listener} failed for good after {event}, so what should follow did not happen. "
    "The Events screen says why, and replays it."
)


class Fault(AppError):
    """Something of ours broke; `detail` says what."""

    default = N_("A fault of ours stopped this. Replay it once the product is mended; the detail says what broke.")


class Interrupted(AppError):
    """A worker was killed in the middle, or the machine went down."""

    default = N_("The worker ended in the middle of it, so it counts as a failed attempt. Nothing was half done.")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a delivery: which one, counted from 1, when it began, and how long it took."""

    number: int
    started_at: datetime
    duration_ms: int


def note_done(org_id: UUID, delivery_id: UUID, attempt: Attempt) -> None:
    """A job has ended well."""
    with work(org_id) as unit:
        unit.session.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.org_id == org_id, OutboxDelivery.id == delivery_id)
            .where(OutboxDelivery.event_id.is_(None), OutboxDelivery.status.in_(OPEN))
            .values(
                status=DeliveryStatus.DONE,
                reason=None,
                attempts=func.greatest(OutboxDelivery.attempts + 1, attempt.number),
                started_at=attempt.started_at,
                finished_at=clock.now(),
                duration_ms=attempt.duration_ms,
            )
        )


def note_failure(org_id: UUID, delivery_id: UUID, error: BaseException, attempt: Attempt, *, last: bool) -> None:
    """An attempt failed. After the last one the delivery is dead until somebody replays it."""
    with work(org_id) as unit:
        row = unit.session.get(OutboxDelivery, (org_id, delivery_id), with_for_update=True)
        if row is None or row.status not in OPEN:
            return
        known = explained(error, bug=Fault)
        row.history = [*row.history, *interrupted(row, attempt.number)]
        row.attempts = max(row.attempts + 1, attempt.number)
        row.started_at, row.duration_ms = attempt.started_at, attempt.duration_ms
        remember(row, "failed", known, duration_ms=attempt.duration_ms)
        if last:
            bury(unit, row, known)


def interrupted(row: OutboxDelivery, attempt: int) -> list[dict[str, Any]]:
    """The attempts before this one that nobody could note, since their worker was killed."""
    return [_moment("interrupted", Interrupted())] * max(attempt - row.attempts - 1, 0)


def bury(unit: Work, row: OutboxDelivery, why: AppError) -> None:
    """No attempt is left: dead, with its reason, and an alert where somebody waits for a consequence."""
    row.status, row.reason, row.finished_at = DeliveryStatus.DEAD, why.kept(), clock.now()
    if row.event_id:
        event = unit.find(OutboxEvent, row.event_id)
        raise_alert(
            unit, "event_dead", _cause(row), Severity.ERROR, DEAD,
            subject=row.target, listener=row.target, event=event.name,
        )  # fmt: skip


def call_off(unit: Work, row: OutboxDelivery) -> None:
    """The last dead letter of a listener is on its way again: nothing is left to complain about."""
    others = select(OutboxDelivery.id).where(
        OutboxDelivery.org_id == row.org_id,
        OutboxDelivery.target == row.target,
        OutboxDelivery.status == DeliveryStatus.DEAD,
        OutboxDelivery.id != row.id,
    )
    if unit.session.scalars(others.limit(1)).first() is None:
        resolve_alert(unit, _cause(row))


def remember(row: OutboxDelivery, what: str, why: AppError | None = None, **facts: Any) -> None:
    """Add a moment to a delivery's history."""
    row.history = [*row.history, _moment(what, why, **facts)]
    row.reason = why.kept() if why else row.reason


def _moment(what: str, why: AppError | None = None, **facts: Any) -> dict[str, Any]:
    return {"at": clock.now().isoformat(), "what": what, "reason": why.kept() if why else None, **facts}


def _cause(row: OutboxDelivery) -> str:
    return f"event:{row.target}"
