"""Campaigns, as workers make and change them on their platforms."""

from contextlib import suppress
from uuid import UUID

from engine import campaigns
from engine.core.errors import Missing
from jobs.edge import job


@job
def advance(org_id: UUID, launch_id: UUID) -> None:
    """Go on with one platform's part of a campaign; one that was tried anew has others."""
    with suppress(Missing):
        campaigns.advance(org_id, launch_id)


@job
def take_up() -> None:
    """Parts whose worker died."""
    campaigns.take_up()
