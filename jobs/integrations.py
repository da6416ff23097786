"""What connecting and disconnecting leaves to do on the platforms."""

from uuid import UUID

from engine import integrations
from jobs.edge import job


@job
def revoke(org_id: UUID, integration_id: UUID) -> None:
    """Give a disconnected account's grant back."""
    integrations.revoke(org_id, integration_id)
