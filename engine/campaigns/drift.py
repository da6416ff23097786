"""What is otherwise on a platform than we set it: somebody changed it in the ad manager, and a person decides.

What the last sync saw is compared with what we want; nothing of it is stored that could be out of date.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from db.kinds import CampaignStatus, EntityStatus, Phase
from db.models import AdCampaign, AdSet, Launch
from engine.campaigns import changes, phases
from engine.core.errors import Conflict
from engine.core.i18n import N_
from engine.core.work import Work

_MEANS = {  # what a status there says of ours
    EntityStatus.ACTIVE: CampaignStatus.ACTIVE, EntityStatus.PAUSED: CampaignStatus.PAUSED,
    EntityStatus.COMPLETED: CampaignStatus.COMPLETED, EntityStatus.ARCHIVED: CampaignStatus.ARCHIVED,
    EntityStatus.REMOVED: CampaignStatus.ARCHIVED,
}  # fmt: skip
SAME = N_("Nothing differs there any more.")


def drift_of(part: Row[Any]) -> list[dict[str, Any]]:
    """`[{"field", "ours", "theirs"}]`: status, budget in micros, name."""
    if part.phase != Phase.DONE or not part.wanted:
        return []
    theirs = _theirs(part.status, part.wanted, part.lifetime_budget_micros, part.name)
    return [
        {"field": field, "ours": part.wanted[field], "theirs": value}
        for field, value in theirs.items()
        if field in part.wanted and value is not None and value != part.wanted[field]
    ]


def keep_theirs(unit: Work, launch_id: UUID) -> None:
    """What somebody set in the ad manager is right: from now on we want that too."""
    campaign, launch = phases.locked(unit, launch_id)
    _check_rests(launch)
    row = unit.find(AdCampaign, launch.ad_campaign_id)
    budget = row.lifetime_budget_micros or _budget_below(unit, row)
    theirs = _theirs(row.status, launch.wanted, budget, row.name)
    kept = {field: value for field, value in theirs.items() if field in launch.wanted and value is not None}
    unit.audit("campaign_drift_kept", launch.id, before=launch.wanted, after=kept)
    launch.wanted, launch.error = launch.wanted | kept, None
    campaign.version += 1
    phases.settle(unit, campaign)


def restore_ours(unit: Work, launch_id: UUID) -> None:
    """What we set is right: the platform is brought back to it."""
    campaign, launch = phases.locked(unit, launch_id)
    _check_rests(launch)
    unit.audit("campaign_drift_restored", launch.id, wanted=launch.wanted)
    campaign.version += 1
    changes.want(unit, launch)


def _check_rests(launch: Launch) -> None:
    if launch.phase != Phase.DONE:
        raise Conflict(SAME)


def _theirs(status: str, wanted: dict[str, Any], budget: int | None, name: str) -> dict[str, Any]:
    """How the platform has it, in our words. Paused there is what completed is here."""
    means = _MEANS.get(EntityStatus(status))
    if means is CampaignStatus.PAUSED and wanted.get("status") == CampaignStatus.COMPLETED:
        means = CampaignStatus.COMPLETED
    if means is CampaignStatus.COMPLETED and wanted.get("status") == CampaignStatus.ACTIVE:
        means = CampaignStatus.ACTIVE  # its time is over, which nobody changed
    return {"status": means, "lifetime_budget_micros": budget, "name": name}


def _budget_below(unit: Work, row: AdCampaign) -> int | None:
    return unit.session.scalar(
        select(func.sum(AdSet.lifetime_budget_micros)).where(
            AdSet.org_id == unit.org_id, AdSet.ad_campaign_id == row.id, AdSet.deleted_at.is_(None)
        )
    )
