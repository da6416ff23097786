"""What connecting and disconnecting leaves to do on the platforms."""

from uuid import UUID

from engine import integrations, profiles
from jobs.edge import job


@job
def revoke(org_id: UUID, integration_id: UUID) -> None:
    """Give a disconnected account's grant back."""
    integrations.revoke(org_id, integration_id)


@job
def revoke_profile(org_id: UUID, profile_id: UUID) -> None:
    """Give back what a profile consented to by itself."""
    profiles.revoke_profile(org_id, profile_id)
