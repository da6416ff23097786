"""What connecting and disconnecting leaves to do on the platforms."""

from uuid import UUID

from engine import enrolments, integrations, profiles
from jobs.edge import job


@job
def revoke(org_id: UUID, integration_id: UUID) -> None:
    """Have its platform tell nothing more of a disconnected account, then give the grant back."""
    enrolments.end(org_id, integration_id)
    integrations.revoke(org_id, integration_id)


@job
def revoke_profile(org_id: UUID, profile_id: UUID) -> None:
    """Give back what a profile consented to by itself."""
    enrolments.end_profile(org_id, profile_id)
    profiles.revoke_profile(org_id, profile_id)
