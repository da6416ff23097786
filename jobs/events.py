"""Events, as workers deliver them: one job for each listener of each event."""

from uuid import UUID

from db.session import org_ids
from engine import outbox
from jobs.edge import is_last_attempt, job


@job
def hear(org_id: UUID, delivery_id: UUID) -> None:
    """Let one listener hear one event."""
    try:
        outbox.hear(org_id, delivery_id)
    except Exception as error:
        outbox.note_failure(org_id, delivery_id, error, last=is_last_attempt())
        raise


@job
def sweep() -> None:
    """Send what a crash or an outage of Redis left in the outbox."""
    for org_id in org_ids():
        outbox.sweep(org_id)
