"""Pausing what has used up its budget, on its platform, and bringing it back when somebody wants that.

A pause is done when the platform itself says that the campaign stands still. While it does not, people are told
what to do, and it is tried again: by the job's own retries, then with each new reading of the account's figures.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.kinds import EntityStatus, Level, PauseStatus, Phase, Severity
from db.models import AdCampaign, BudgetCrossing, BudgetPause, Launch, OutboxDelivery
from engine.alerts import raise_alert, resolve_alert
from engine.budgets.ours import read_ours
from engine.budgets.standings import Standing, read_standings
from engine.connectors import connector, faults
from engine.connectors.base import Account, Change
from engine.core import clock
from engine.core.errors import AppError, Conflict, Missing, PlatformBusy, PlatformError, Refused, SignedOut
from engine.core.i18n import N_
from engine.core.queue import EVENTS
from engine.core.work import OPEN, Work, work
from engine.events import CampaignMetricsUpdated
from engine.integrations import account

USED_UP = 100
PAUSE, RESUME = "jobs.budgets.pause", "jobs.budgets.resume"
LIVE = (PauseStatus.PAUSING, PauseStatus.PAUSED, PauseStatus.FAILED, PauseStatus.RESUMING)
JOBS = {PauseStatus.PAUSING: PAUSE, PauseStatus.RESUMING: RESUME}  # who sees to what is under way
TRIED_AGAIN_AFTER = timedelta(minutes=15)  # the job itself tries three times more before that

BUSY = N_(
    "{name} has used up its budget and still runs: {platform} does not answer. We try again by ourselves; to "
    "stop it now, pause it on {platform}."
)
REFUSED = N_(
    "{name} has used up its budget and still runs: {platform} refused to pause it. Pause it on {platform} now, "
    "and check that our access may change campaigns."
)
ENDED = N_(
    "{name} has used up its budget and still runs: our access to {platform} has ended. Pause it on {platform} "
    "now, then reconnect the account."
)
CLOSED = N_(
    "{name} has used up its budget and still runs: its account is not connected, so we cannot pause it. Pause "
    "it on {platform} now."
)
NOT_TAKEN = N_(
    "{name} has used up its budget and still runs: {platform} was told to pause it and does not show that it did. "
    "We try again by ourselves; to be sure, pause it on {platform}."
)
NOT_RESUMED = N_("{name} could not be resumed on {platform}. Resume it there, or try again from Budgets.")


def begin(unit: Work, row: AdCampaign, crossing: BudgetCrossing) -> None:
    """Have a campaign paused because of a crossing, once for each."""
    values = {"org_id": unit.org_id, "id": uuid7(), "ad_campaign_id": row.id, "crossing_id": crossing.id}
    statement = insert(BudgetPause).values(values).on_conflict_do_nothing().returning(BudgetPause.id)
    if pause_id := unit.session.scalar(statement):
        unit.enqueue(PAUSE, pause_id, queue=EVENTS)


def pause(org_id: UUID, pause_id: UUID) -> None:
    """Do a pause: tell the platform, read back what it says, and keep that. Raises what stood in the way."""
    with work(org_id) as unit:
        row = unit.find(BudgetPause, pause_id)
        campaign = unit.find(AdCampaign, row.ad_campaign_id)
        if row.status not in {PauseStatus.PAUSING, PauseStatus.FAILED}:
            return
    try:
        state = _turn(org_id, campaign, EntityStatus.PAUSED)
    except AppError as error:
        with work(org_id) as unit:
            _note_failure(unit, unit.find(BudgetPause, pause_id, lock=True), campaign, error)
        raise
    with work(org_id) as unit:
        row = unit.find(BudgetPause, pause_id, lock=True)
        if row.status == PauseStatus.PAUSED:  # by another worker, who was taken for dead
            return
        _keep(unit, row, state, PauseStatus.PAUSED)
        resolve_alert(unit, failure_key(campaign.id))


def resume_now(unit: Work, ad_campaign_id: UUID) -> None:
    """Have a campaign that we paused run again. Missing when we did not, Conflict while its budget is used up."""
    row = paused(unit, ad_campaign_id)
    if row is None or row.status != PauseStatus.PAUSED:
        raise Missing(N_("This campaign was not paused because of its budget, so there is nothing to resume."))
    campaign = unit.find(AdCampaign, ad_campaign_id)
    crossing = unit.find(BudgetCrossing, row.crossing_id)
    budgets = read_standings(unit.session, campaign.integration_id)
    ours = (standing for standing, _ in read_ours(unit.session, campaign.integration_id))
    if not has_budget([*budgets, *ours], crossing.ad_campaign_id, crossing.campaign_id):
        raise Conflict(N_("Nothing of its budget is left. Raise it first; we see that with the next sync."))
    row.status = PauseStatus.RESUMING
    row.ended_by = unit.actor.user_id
    unit.audit("campaign_resume_asked", ad_campaign_id, name=campaign.name, platform=campaign.platform)
    unit.enqueue(RESUME, row.id, queue=EVENTS)


def resume(org_id: UUID, pause_id: UUID) -> None:
    """Let a campaign run again on its platform, read back; a pause that stays says why."""
    with work(org_id) as unit:
        row = unit.find(BudgetPause, pause_id)
        campaign = unit.find(AdCampaign, row.ad_campaign_id)
        if row.status != PauseStatus.RESUMING:
            return
    try:
        _turn(org_id, campaign, EntityStatus.ACTIVE)
    except AppError as error:
        with work(org_id) as unit:
            row = unit.find(BudgetPause, pause_id, lock=True)
            row.status, row.error = PauseStatus.PAUSED, error.kept()
            _alert(unit, campaign, Severity.ERROR, f"resume:{campaign.id}", NOT_RESUMED)
        return
    with work(org_id) as unit:
        row = unit.find(BudgetPause, pause_id, lock=True)
        _keep(unit, row, EntityStatus.ACTIVE, PauseStatus.ENDED)
        row.ended_at = clock.now()
        resolve_alert(unit, f"resume:{campaign.id}")


def paused(unit: Work, ad_campaign_id: UUID) -> BudgetPause | None:
    """The pause of ours that holds a campaign, or tries to; the newest."""
    return unit.session.scalars(
        select(BudgetPause)
        .where(BudgetPause.org_id == unit.org_id, BudgetPause.ad_campaign_id == ad_campaign_id)
        .where(BudgetPause.status.in_(LIVE))
        .order_by(BudgetPause.created_at.desc())
        .limit(1)
        .with_for_update()
    ).first()


def has_budget(budgets: Iterable[Standing], *subjects: UUID | None) -> bool:
    """Whether something is left of the budgets of these campaigns; one whose dates are over has none."""
    left = {one.id: one.used_pct < USED_UP for one in budgets}
    return all(left.get(subject, False) for subject in subjects if subject)


def settle(unit: Work, budgets: Iterable[Standing]) -> None:
    """New figures came: try again what could not be paused; what runs although we paused it was resumed there.

    What was begun and has no job left, since each of its workers was killed, is taken up, running or not.
    """
    running = {one.id: one.is_active for one in budgets}
    patient = (clock.now() - TRIED_AGAIN_AFTER).isoformat()
    rows = unit.session.scalars(
        select(BudgetPause)
        .where(BudgetPause.org_id == unit.org_id, BudgetPause.ad_campaign_id.in_(running))
        .where(BudgetPause.status.in_(LIVE))
    )
    for row in rows:
        if row.status in JOBS:
            if _is_forsaken(unit, row):
                unit.enqueue(JOBS[PauseStatus(row.status)], row.id, queue=EVENTS)
        elif not running[row.ad_campaign_id]:
            continue
        elif row.status == PauseStatus.FAILED and row.error and row.error["tried_at"] < patient:
            row.error = row.error | {"tried_at": clock.now().isoformat()}
            unit.enqueue(PAUSE, row.id, queue=EVENTS)
        elif row.status == PauseStatus.PAUSED:
            row.status, row.ended_at = PauseStatus.ENDED, clock.now()


def _is_forsaken(unit: Work, row: BudgetPause) -> bool:
    """Whether no job will come for it any more."""
    coming = select(OutboxDelivery.id).where(
        OutboxDelivery.org_id == unit.org_id,
        OutboxDelivery.id >= row.id,  # ids are times, and its jobs are younger than itself
        OutboxDelivery.target == JOBS[PauseStatus(row.status)],
        OutboxDelivery.args == [str(row.id)],
        OutboxDelivery.status.in_(OPEN),
    )
    return unit.session.scalars(coming.limit(1)).first() is None


def failure_key(ad_campaign_id: UUID) -> str:
    """What the alert of a campaign that could not be paused is known by."""
    return f"pause:{ad_campaign_id}"


def _turn(org_id: UUID, campaign: AdCampaign, wanted: EntityStatus) -> EntityStatus:
    """Set a state on the platform, and read back which it is in; an error when it still runs, or still rests."""
    if campaign.external_id is None:  # not made yet
        raise Missing
    called = account(org_id, campaign.integration_id)
    change = Change(Level.CAMPAIGN, campaign.external_id, status=wanted, extra=campaign.extra)
    try:
        connector(campaign.platform).apply_change(called, change)
    except PlatformBusy as error:
        if not error.facts.get("unconfirmed"):
            raise
    except Missing:
        if wanted is EntityStatus.ACTIVE:
            raise
    state = _state(called, campaign.external_id)
    if (state is EntityStatus.ACTIVE) is not (wanted is EntityStatus.ACTIVE):
        platform = connector(campaign.platform).PLATFORM
        raise faults.unconfirmed(platform, f"campaign {campaign.external_id} is {state} after the change")
    return state


def _state(called: Account, external_id: str) -> EntityStatus:
    """What the platform says of a campaign now."""
    rows = connector(called.platform).fetch_level(called, Level.CAMPAIGN, ids=[external_id])
    return next((row.status for row in rows), EntityStatus.REMOVED)


def _keep(unit: Work, row: BudgetPause, state: EntityStatus, status: PauseStatus) -> None:
    """The platform said so: keep it, and say who did it."""
    campaign = unit.find(AdCampaign, row.ad_campaign_id, lock=True)
    campaign.status = state
    row.status, row.error, row.confirmed_at = status, None, clock.now()
    _want(unit, campaign)
    action = "campaign_paused_by_budget" if state is EntityStatus.PAUSED else "campaign_resumed_by_budget"
    unit.audit(
        action, campaign.id, name=campaign.name, platform=campaign.platform, asked_by=str(row.ended_by or "")
    )
    unit.emit(CampaignMetricsUpdated(integration_id=campaign.integration_id))


def _want(unit: Work, campaign: AdCampaign) -> None:
    """A part of a campaign of ours is wanted so from now on: nobody else changed it, nobody is to restore it."""
    launch = unit.session.scalar(
        select(Launch)
        .where(Launch.org_id == unit.org_id, Launch.ad_campaign_id == campaign.id, Launch.phase == Phase.DONE)
        .with_for_update()
    )
    if launch and "status" in launch.wanted:
        launch.wanted = launch.wanted | {"status": str(campaign.status)}


def _note_failure(unit: Work, row: BudgetPause, campaign: AdCampaign, error: AppError) -> None:
    """It runs on: say why and what to do."""
    row.status, row.error = PauseStatus.FAILED, error.kept() | {"tried_at": clock.now().isoformat()}
    sentence = NOT_TAKEN if error.facts.get("unconfirmed") else BUSY
    if isinstance(error, SignedOut):
        sentence = ENDED
    elif isinstance(error, Refused):
        sentence = REFUSED
    elif not isinstance(error, PlatformError):
        sentence = CLOSED
    _alert(unit, campaign, Severity.CRITICAL, failure_key(campaign.id), sentence)


def _alert(unit: Work, row: AdCampaign, severity: Severity, key: str, sentence: str) -> None:
    raise_alert(
        unit,
        "budget_pause_failed" if severity is Severity.CRITICAL else "budget_resume_failed",
        key,
        severity,
        sentence,
        integration_id=row.integration_id,
        ad_campaign_id=row.id,
        name=row.name,
        platform=connector(row.platform).PLATFORM.name,
    )
