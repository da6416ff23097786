"""Campaigns, as workers make and change them on their platforms."""

from uuid import UUID

from engine import campaigns
from jobs.edge import job


@job
def advance(org_id: UUID, launch_id: UUID) -> None:
    """Go on with one platform's part of a campaign."""
    campaigns.advance(org_id, launch_id)


@job
def take_up() -> None:
    """Parts whose worker died."""
    campaigns.take_up()
