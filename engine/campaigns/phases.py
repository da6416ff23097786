"""The phases that a campaign goes through on all platforms together: nobody goes on before everybody has arrived.

creating → arming → activating → done, or creating → done where nothing is to be switched on. One failure for
good turns everybody round: undoing → undone. Whoever changes any of it locks the campaign's row first, then the
launch's.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.kinds import CampaignStatus, EntityStatus, Phase, Severity
from db.models import AdCampaign, Campaign, Launch
from engine.alerts import raise_alert, resolve_alert
from engine.connectors import connector
from engine.core import clock
from engine.core.errors import AppError
from engine.core.i18n import N_
from engine.core.work import Work
from engine.events import CampaignCreated

JOB = "jobs.campaigns.advance"
MAKING = (Phase.CREATING, Phase.ARMING, Phase.ACTIVATING)
WANTED = ("name", "lifetime_budget_micros", "starts_on", "ends_on")
OVER = {EntityStatus.COMPLETED, EntityStatus.ARCHIVED, EntityStatus.REMOVED}
ENDED = (Phase.UNDONE, Phase.ORPHANED, Phase.ADOPTED)
FAILED = N_("{campaign} could not be made on {platform}, so what had been made elsewhere is taken back as well.")
ORPHANED = N_("{campaign} could not be removed from {platform}. Decide whether to keep or delete it there.")


def locked(unit: Work, launch_id: UUID) -> tuple[Campaign, Launch]:
    """A launch and its campaign, both ours to change until the unit ends."""
    campaign_id = unit.find(Launch, launch_id).campaign_id
    return unit.find(Campaign, campaign_id, lock=True), unit.find(Launch, launch_id, lock=True)


def launches_of(unit: Work, campaign: Campaign) -> list[Launch]:
    """Every platform's part of a campaign, in the order they were asked for."""
    query = select(Launch).where(Launch.org_id == unit.org_id, Launch.campaign_id == campaign.id)
    return list(unit.session.scalars(query.order_by(Launch.position)))


def ask(unit: Work, launches: Iterable[Launch], *, delay_s: float = 0) -> None:
    """Have the workers go on with these; a launch that nobody has taken up by then is the sweeper's."""
    for row in launches:
        row.due_at = clock.now() + timedelta(seconds=delay_s)
        unit.enqueue(JOB, row.id, queue="priority", delay_s=delay_s)


def enter(unit: Work, launches: Sequence[Launch], phase: Phase) -> None:
    """Have these begin a phase."""
    for row in launches:
        row.phase, row.met, row.attempt = phase, False, 0
    ask(unit, launches)


def meet(unit: Work, campaign: Campaign, launch: Launch) -> None:
    """A platform has nothing left to do in its phase; when it was the last one, all go on to the next."""
    launch.met, launch.attempt = True, 0
    if launch.phase in MAKING:
        launch.error = None
    if launch.phase == Phase.UNDOING:
        launch.phase = Phase.UNDONE
    rows = launches_of(unit, campaign)
    if campaign.phase == Phase.UNDOING:
        if all(row.phase in ENDED for row in rows):
            _end_undone(unit, campaign, rows)
    elif campaign.phase in MAKING and all(row.met and row.phase == campaign.phase for row in rows):
        _go_on(unit, campaign, rows)
    elif launch.phase == Phase.CHANGING:
        launch.phase = Phase.DONE
        settle(unit, campaign)


def _go_on(unit: Work, campaign: Campaign, rows: list[Launch]) -> None:
    if campaign.phase == Phase.ACTIVATING or campaign.wanted_status != CampaignStatus.ACTIVE:
        finish(unit, campaign, rows)
        return
    campaign.phase = Phase.ARMING if campaign.phase == Phase.CREATING else Phase.ACTIVATING
    enter(unit, rows, Phase(campaign.phase))


def finish(unit: Work, campaign: Campaign, rows: list[Launch]) -> None:
    """Everything is where it was wanted: the campaign has come to be."""
    campaign.phase = Phase.DONE
    for row in rows:
        row.phase = Phase.DONE
        row.wanted = {name: row.plan[name] for name in WANTED} | {"status": campaign.wanted_status}
    settle(unit, campaign)
    unit.emit(CampaignCreated(campaign_id=campaign.id))


def turn_round(unit: Work, campaign: Campaign, launch: Launch, error: AppError) -> None:
    """One platform has failed for good: whatever was made anywhere is taken back."""
    launch.error = error.kept()
    campaign.phase = Phase.UNDOING
    rows = [row for row in launches_of(unit, campaign) if row.phase not in ENDED]
    enter(unit, rows, Phase.UNDOING)
    raise_alert(
        unit, "campaign_failed", alert_of(campaign), Severity.ERROR, FAILED, campaign=campaign.name,
        platform=connector(launch.platform).PLATFORM.name, campaign_id=campaign.id,
    )  # fmt: skip


def alert_of(campaign: Campaign) -> str:
    """What the alert about a failed creation is known by."""
    return f"campaign:{campaign.id}"


def orphan(unit: Work, campaign: Campaign, launch: Launch, error: AppError) -> None:
    """What was made on a platform cannot be taken back: a person has to decide."""
    launch.phase, launch.met, launch.error = Phase.ORPHANED, True, error.kept()
    raise_alert(
        unit, "campaign_orphaned", f"orphan:{launch.id}", Severity.CRITICAL, ORPHANED, campaign=campaign.name,
        platform=connector(launch.platform).PLATFORM.name, campaign_id=campaign.id,
    )  # fmt: skip
    meet(unit, campaign, launch)


def unorphan(unit: Work, launch: Launch) -> None:
    """A person has decided: nothing is open any more."""
    resolve_alert(unit, f"orphan:{launch.id}")


def _end_undone(unit: Work, campaign: Campaign, _rows: list[Launch]) -> None:
    campaign.phase = Phase.UNDONE
    settle(unit, campaign)


def settle(unit: Work, campaign: Campaign) -> None:
    """Say of a campaign what is true of it on the platforms."""
    unit.session.flush()
    statuses = set(
        unit.session.scalars(
            select(AdCampaign.status)
            .join(Launch, (Launch.org_id == AdCampaign.org_id) & (Launch.ad_campaign_id == AdCampaign.id))
            .where(Launch.org_id == unit.org_id, Launch.campaign_id == campaign.id)
        )
    )
    if EntityStatus.ACTIVE in statuses:
        campaign.status = CampaignStatus.ACTIVE
    elif campaign.phase == Phase.UNDONE:
        campaign.status = CampaignStatus.DRAFT
    elif campaign.wanted_status in {CampaignStatus.COMPLETED, CampaignStatus.ARCHIVED}:
        campaign.status = campaign.wanted_status
    elif statuses and statuses <= OVER:
        campaign.status = CampaignStatus.COMPLETED
    else:
        campaign.status = CampaignStatus.PAUSED


def observe(unit: Work, integration_id: UUID) -> None:
    """An account's campaigns were seen anew: say of those that are ours what is true now."""
    seen = select(Launch.campaign_id).where(Launch.org_id == unit.org_id, Launch.integration_id == integration_id)
    rows = unit.session.scalars(
        select(Campaign)
        .where(Campaign.org_id == unit.org_id, Campaign.phase == Phase.DONE, Campaign.id.in_(seen))
        .order_by(Campaign.id)
        .with_for_update()
    )
    for campaign in rows.all():
        settle(unit, campaign)
