"""Looking more often where little is left of a budget, so that what is spent between two syncs stays small.

A look is one reading of today's figures of an account's campaigns, yesterday's late ones with it: a call or two,
under the same pace as every other. Accounts whose budgets are far from used up are not looked at, nor those of
daily budgets, which their platforms hold by themselves, unless somebody chose to have one paused.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.kinds import Level, SourceKind
from db.models import AdCampaign, Integration
from db.session import org_ids
from engine import metrics
from engine.budgets.choices import is_paused_when_spent, pauses_by_itself
from engine.budgets.ours import read_ours
from engine.budgets.standings import Standing, read_standings
from engine.budgets.told import settle_told
from engine.connectors import connector
from engine.core import clock
from engine.core.log import get_logger
from engine.core.periods import last_days
from engine.core.work import Work, work
from engine.events import CampaignMetricsUpdated
from engine.integrations import account
from engine.staging import Source
from engine.syncs.pulse import held

LOOK = "jobs.budgets.look"
WATCHED_FROM = 90
FRESH_FOR = timedelta(minutes=4)  # the tick comes every five
log = get_logger()


def plan_looks() -> int:
    """Have every account looked at in which a budget is nearly gone; how many. What was told may be over."""
    planned = 0
    for org_id in org_ids():
        with work(org_id) as unit:
            settle_told(unit)
            wanted = _watched(unit)
            for integration_id in wanted:
                unit.enqueue(LOOK, integration_id, queue="priority")
            planned += len(wanted)
    return planned


def look(org_id: UUID, integration_id: UUID) -> None:
    """Read an account's figures of today and yesterday; nothing while a sync is at it, which brings them."""
    with held(integration_id) as ours:
        if not ours:
            return
        called = account(org_id, integration_id)
        source = Source(integration_id, connector(called.platform).PLATFORM, called.currency)
        days = last_days(2, clock.today(called.timezone))
        with work(org_id) as unit:
            rows = connector(called.platform).fetch_metrics(called, days, Level.CAMPAIGN)
            counts = metrics.load(unit.session, source, days, Level.CAMPAIGN, rows)
            row = unit.find(Integration, integration_id, lock=True)
            row.looked_at = clock.now()
            if counts.written:
                unit.emit(CampaignMetricsUpdated(integration_id=integration_id))
            log.info(
                "budgets.looked", integration_id=str(integration_id), rows=counts.read, written=counts.written
            )


def is_watched(one: Standing, *, org_wide: bool) -> bool:
    """Whether a budget is looked at between two syncs."""
    guarded = one.kind != "daily" or is_paused_when_spent(one.kind, one.auto_pause, org_wide=org_wide)
    return one.is_active and guarded and one.used_pct >= WATCHED_FROM


def _watched(unit: Work) -> set[UUID]:
    """The accounts to look at: reachable, and not read in the last minutes."""
    org_wide = pauses_by_itself(unit.session)
    theirs = [one for one in read_standings(unit.session) if is_watched(one, org_wide=org_wide)]
    ours = [one.id for one, _ in read_ours(unit.session) if is_watched(one, org_wide=org_wide)]
    nearly = {one.integration_id for one in theirs if one.integration_id} | _accounts_of(unit, ours)
    old = clock.now() - FRESH_FOR
    able = select(Integration).where(
        Integration.org_id == unit.org_id,
        Integration.id.in_(nearly),
        Integration.is_active,
        Integration.token_dead.is_(None),
        Integration.source == SourceKind.API,
    )
    rows = unit.session.scalars(able).all()
    return {row.id for row in rows if max(filter(None, (row.looked_at, row.last_synced_at)), default=old) <= old}


def _accounts_of(unit: Work, campaigns: Iterable[UUID]) -> set[UUID]:
    return set(
        unit.session.scalars(
            select(AdCampaign.integration_id).where(
                AdCampaign.org_id == unit.org_id, AdCampaign.campaign_id.in_(list(campaigns))
            )
        )
    )
