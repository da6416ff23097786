"""What customers' systems are told, as workers tell it."""

from uuid import UUID

from engine import subscriptions
from engine.core.orgs import each_org
from jobs.edge import job


@job
def fan_out(org_id: UUID, event_id: UUID) -> None:
    """Make one event a message for everybody who subscribed it."""
    subscriptions.fan_out(org_id, event_id)


@job
def deliver(org_id: UUID) -> None:
    """Send what is due to the systems of one org."""
    subscriptions.deliver(org_id)


@job
def take_up() -> None:
    """Messages whose job was lost."""
    each_org(subscriptions.take_up)
