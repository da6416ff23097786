"""Whether a used-up budget pauses a campaign: the org's choice, on unless it says otherwise, and a campaign's own.

A daily budget is another matter: its platform stops by itself until midnight and goes on in the morning, which a
pause would not. So the org's choice is about budgets that do not come back; a campaign of a daily one is paused
only where somebody chose so for it.
"""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.models import AdCampaign
from engine.core.errors import Missing
from engine.core.work import Work
from engine.orgs import AUTO_PAUSE, save_setting, setting


def pauses_by_itself(session: Session) -> bool:
    """The org's choice."""
    return bool(setting(session, AUTO_PAUSE, default=True))


def is_paused_when_spent(kind: str, own: bool | None, *, org_wide: bool) -> bool:
    """Whether that budget pauses its campaign when nothing of it is left; `own` is the campaign's choice."""
    if own is not None:
        return own
    return org_wide and kind != "daily"


def choose(unit: Work, *, auto_pause: bool) -> None:
    """Make the org's choice."""
    save_setting(unit, AUTO_PAUSE, auto_pause)
    unit.audit("auto_pause_chosen", "", auto_pause=auto_pause)


def choose_for(unit: Work, ad_campaign_id: UUID, *, auto_pause: bool | None) -> None:
    """Make one campaign's choice; None gives it back to the org. Missing when there is none."""
    changed = unit.session.execute(
        update(AdCampaign)
        .where(AdCampaign.org_id == unit.org_id, AdCampaign.id == ad_campaign_id)
        # a choice of ours is no change on the platform, which is what the stamp tells of
        .values(auto_pause=auto_pause, updated_at=AdCampaign.updated_at)
        .returning(AdCampaign.id)
    )
    if changed.scalar_one_or_none() is None:
        raise Missing
    unit.audit("auto_pause_chosen", ad_campaign_id, auto_pause=auto_pause)
