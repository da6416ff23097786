"""Learning, every night: what we told people is compared with what came after, org by org."""

from uuid import UUID

from engine import track_records
from engine.core.log import get_logger
from jobs.edge import job

log = get_logger()


@job
def tick() -> None:
    """Every org's track record, each by a job of its own."""
    log.info("learning.planned", orgs=track_records.plan())


@job
def measure(org_id: UUID) -> None:
    """The track record of one org."""
    track_records.measure(org_id)
