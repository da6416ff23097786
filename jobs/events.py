"""Events, as workers deliver them: one job for each listener of each event."""

from uuid import UUID

from engine import outbox
from engine.core.log import get_logger
from engine.core.orgs import each_org
from jobs.edge import attempt_number, job

log = get_logger()


@job
def hear(org_id: UUID, delivery_id: UUID) -> None:
    """Let one listener hear one event."""
    outbox.hear(org_id, delivery_id, attempt_number())


@job
def sweep() -> None:
    """Send what a crash or an outage of Redis left in the outbox."""
    if found := each_org(outbox.sweep):
        log.info("outbox.swept", deliveries=found)


@job
def trim() -> None:
    """Forget what happened long ago."""
    log.info("outbox.trimmed", rows=each_org(outbox.trim))
