"""Telling people, away from whatever they are told about, and what the clock has to do with it."""

from uuid import UUID

from engine import alerts, notifications
from engine.core.orgs import each_org
from jobs.edge import job


@job
def tell(org_id: UUID, alert_id: UUID) -> None:
    """Tell the org's people of an alert that opened, grew louder or returned."""
    notifications.tell_of_alert(org_id, alert_id)


@job
def deliver(org_id: UUID, delivery_id: UUID) -> None:
    """Send one message, or one digest, on one channel."""
    notifications.deliver(org_id, delivery_id)


@job
def tick() -> None:
    """Bring back snoozed alerts whose time has come; send what was held, and what a crash left."""
    each_org(alerts.wake)
    each_org(notifications.send_due)


@job
def forget() -> None:
    """Delete what was told long ago."""
    each_org(notifications.forget_old)
