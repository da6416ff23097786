"""Having platforms tell us of what was connected."""

from uuid import UUID

from engine import enrolments
from jobs.edge import job


@job
def subscribe(org_id: UUID, integration_id: UUID) -> None:
    """Of an ad account."""
    enrolments.subscribe(org_id, integration_id)


@job
def subscribe_profile(org_id: UUID, profile_id: UUID) -> None:
    """Of a page or profile."""
    enrolments.subscribe_profile(org_id, profile_id)
