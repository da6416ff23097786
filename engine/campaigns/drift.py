"""What is otherwise on a platform than we set it: somebody changed it in the ad manager, and a person decides.

What the last sync saw is compared with what we want; nothing of it is stored that could be out of date.
"""

from datetime import date
from typing import Any
from uuid import UUID

from db.kinds import CampaignStatus, EntityStatus, Phase
from db.models import Campaign, Launch
from engine.campaigns import changes, phases
from engine.campaigns.parts import Part, parts_of
from engine.core import clock
from engine.core.errors import Conflict
from engine.core.i18n import N_
from engine.core.work import Work

_MEANS = {  # what a status there says of ours
    EntityStatus.ACTIVE: CampaignStatus.ACTIVE, EntityStatus.PAUSED: CampaignStatus.PAUSED,
    EntityStatus.COMPLETED: CampaignStatus.COMPLETED, EntityStatus.ARCHIVED: CampaignStatus.ARCHIVED,
    EntityStatus.REMOVED: CampaignStatus.ARCHIVED,
}  # fmt: skip
SAME = N_("Nothing differs there any more.")


def drift_of(part: Part) -> list[dict[str, Any]]:
    """`[{"field", "ours", "theirs"}]`: status, budget in micros, name, first and last day."""
    if part.phase != Phase.DONE or not part.wanted:
        return []
    return [
        {"field": field, "ours": part.wanted[field], "theirs": value}
        for field, value in _theirs(part).items()
        if part.wanted.get(field) is not None and value is not None and value != part.wanted[field]
    ]


def keep_theirs(unit: Work, launch_id: UUID) -> None:
    """What somebody set in the ad manager is right: from now on we want that too."""
    campaign, launch = phases.locked(unit, launch_id)
    _check_rests(launch)
    part = next(one for one in parts_of(unit.session, [campaign.id])[campaign.id] if one.launch_id == launch.id)
    kept = {one["field"]: one["theirs"] for one in drift_of(part)}
    unit.audit("campaign_drift_kept", launch.id, before=launch.wanted, after=kept)
    launch.wanted, launch.error = launch.wanted | kept, None
    if kept.keys() & {"starts_on", "ends_on"}:
        _span(unit, campaign)
    campaign.version += 1
    phases.settle(unit, campaign)


def _span(unit: Work, campaign: Campaign) -> None:
    """A campaign lasts from the first day of any platform to the last day of any."""
    wanted = [row.wanted for row in phases.launches_of(unit, campaign)]
    first, last = min(each["starts_on"] for each in wanted), max(each["ends_on"] for each in wanted)
    campaign.start_date, campaign.end_date = date.fromisoformat(first), date.fromisoformat(last)


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


def _theirs(part: Part) -> dict[str, Any]:
    """How the platform has it, in our words. Paused there is what completed is here."""
    means, ours = _MEANS.get(EntityStatus(part.status)), part.wanted.get("status")
    if means is CampaignStatus.PAUSED and ours == CampaignStatus.COMPLETED:
        means = CampaignStatus.COMPLETED
    if means is CampaignStatus.COMPLETED and ours == CampaignStatus.ACTIVE:
        means = CampaignStatus.ACTIVE  # its time is over, which nobody changed
    return {
        "status": means, "lifetime_budget_micros": part.lifetime_budget_micros, "name": part.name,
        "starts_on": _start(part), "ends_on": part.ends_on and part.ends_on.isoformat(),
    }  # fmt: skip


def _start(part: Part) -> str | None:
    """Its first day there; ours where both have come, since what has begun cannot be made to begin again."""
    ours: str | None = part.wanted.get("starts_on")
    if part.starts_on is None or ours is None:
        return None
    begun = max(part.starts_on, date.fromisoformat(ours)) <= clock.today(part.timezone)
    return ours if begun else str(part.starts_on)
