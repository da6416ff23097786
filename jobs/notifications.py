"""Telling people, away from whatever they are told about."""

from uuid import UUID

from engine import notifications
from jobs.edge import job


@job
def tell(org_id: UUID, alert_id: UUID) -> None:
    """Tell the org's people of an alert that opened, grew louder or returned."""
    notifications.tell_of_alert(org_id, alert_id)
