"""What platforms told us, as workers apply it."""

from uuid import UUID

from engine import webhooks
from engine.core.orgs import each_org
from jobs.edge import job


@job
def apply(org_id: UUID, delivery_id: UUID) -> None:
    """Do what one delivery means."""
    webhooks.apply(org_id, delivery_id)


@job
def take_up() -> None:
    """Deliveries whose job was lost."""
    each_org(webhooks.take_up)
