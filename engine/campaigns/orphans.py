"""What could not be taken back from a platform: a person keeps it, or has it deleted once more."""

from uuid import UUID

from db.kinds import Phase
from db.models import AdCampaign, Campaign, Launch
from engine.campaigns import phases
from engine.core.errors import Conflict
from engine.core.i18n import N_
from engine.core.work import Work

NONE = N_("Nothing waits for a decision here any more.")


def adopt(unit: Work, launch_id: UUID) -> None:
    """Keep it: from now on it is a campaign of its account like any other, and no part of ours."""
    campaign, launch = _orphan(unit, launch_id)
    launch.phase, launch.error = Phase.ADOPTED, None
    unit.find(AdCampaign, launch.ad_campaign_id).campaign_id = None
    phases.unorphan(unit, launch)
    unit.audit("campaign_orphan_adopted", launch.id, campaign=campaign.name, platform=launch.platform)
    phases.settle(unit, campaign)


def delete(unit: Work, launch_id: UUID) -> None:
    """Try again to take it away; when that fails too, it is on the list again."""
    campaign, launch = _orphan(unit, launch_id)
    phases.unorphan(unit, launch)
    unit.audit("campaign_orphan_deleted", launch.id, campaign=campaign.name, platform=launch.platform)
    campaign.phase = Phase.UNDOING
    phases.enter(unit, [launch], Phase.UNDOING)


def _orphan(unit: Work, launch_id: UUID) -> tuple[Campaign, Launch]:
    campaign, launch = phases.locked(unit, launch_id)
    if launch.phase != Phase.ORPHANED:
        raise Conflict(NONE)
    return campaign, launch
