"""A campaign that was taken back, tried once more: judged anew and made anew, with nothing of the last attempt.

Its parts get other ids and other tokens, so that what a platform still has of the last one is never taken for
theirs. What became of that is in the audit log.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from db.kinds import CampaignStatus, Phase
from db.models import AdCampaign, Campaign, Launch
from engine.alerts import resolve_alert
from engine.campaigns import phases
from engine.campaigns.attempts import note_attempt
from engine.campaigns.copies import asked_of
from engine.campaigns.creation import begin
from engine.campaigns.edits import check_version
from engine.campaigns.fields import Fields
from engine.campaigns.orders import read_order
from engine.campaigns.preflight import judge
from engine.core.errors import Conflict, Invalid
from engine.core.i18n import N_
from engine.core.work import Work

DATES = ("start_date", "end_date")
NOT_FAILED = N_("Only a campaign that was taken back can be tried again.")
UNDECIDED = N_("Something of it was left behind on a platform. Decide what becomes of that first.")


def retry_campaign(unit: Work, campaign_id: UUID, body: Mapping[str, Any], version: int | None = None) -> Campaign:
    """Have it made once more, on other dates where `body` has any; Invalid names all that stands against it."""
    campaign = unit.find(Campaign, campaign_id, lock=True)
    check_version(campaign, version)
    launches = phases.launches_of(unit, campaign)
    if campaign.phase != Phase.UNDONE:
        raise Conflict(NOT_FAILED)
    if any(row.phase == Phase.ORPHANED for row in launches):
        raise Conflict(UNDECIDED)
    dates = {name: body[name] for name in DATES if name in body}
    asked = asked_of(unit.session, campaign_id) | dates | {"content": {}}  # its posts are there already
    order, faults = read_order(asked | {"activate": campaign.wanted_status == CampaignStatus.ACTIVE})
    Fields(body, faults).known({*DATES, "version"})
    verdict = judge(unit.session, order, faults)
    if verdict.faults or not (order.starts_on and order.ends_on):
        raise Invalid(fields=verdict.faults)
    note_attempt(unit, campaign, launches)
    _let_go(unit, launches)
    resolve_alert(unit, phases.alert_of(campaign))
    campaign.start_date, campaign.end_date = order.starts_on, order.ends_on
    campaign.phase, campaign.version = Phase.CREATING, campaign.version + 1
    begin(unit, campaign, order, verdict)
    return campaign


def _let_go(unit: Work, launches: Sequence[Launch]) -> None:
    """What was made stays a campaign of its account, gone as it is; what was not has nothing to keep."""
    made = [row.ad_campaign_id for row in launches]
    mine = (AdCampaign.org_id == unit.org_id) & AdCampaign.id.in_(made)
    there = (Launch.org_id == unit.org_id) & Launch.id.in_([row.id for row in launches])
    unit.session.execute(delete(Launch).where(there))
    unit.session.execute(delete(AdCampaign).where(mine, AdCampaign.external_id.is_(None)))
    unit.session.execute(update(AdCampaign).where(mine).values(campaign_id=None))
