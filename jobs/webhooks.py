"""What platforms told us, as workers apply it."""

from uuid import UUID

from db.session import org_ids
from engine import webhooks
from jobs.edge import job


@job
def apply(org_id: UUID, delivery_id: UUID) -> None:
    """Do what one delivery means."""
    webhooks.apply(org_id, delivery_id)


@job
def take_up() -> None:
    """Deliveries whose job was lost."""
    for org_id in org_ids():
        webhooks.take_up(org_id)
