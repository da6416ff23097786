"""What the clock asks for: every account's turn, and the runs whose worker died."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from db.kinds import DataType, RunStatus, SourceKind, Trigger
from db.models import Integration, SyncRun
from engine.core import clock
from engine.core.log import get_logger
from engine.core.orgs import each_org
from engine.core.work import work
from engine.syncs.actions import again, request
from engine.syncs.pulse import held
from engine.syncs.timetable import stagger_s
from engine.tokens import alert_dead

# After this long without a sign of life. A run that lives also holds its account's lock, so three missed beats are
# enough; what waits is safe in Redis and the outbox, so it gets more time.
STALE_AFTER = {
    RunStatus.RUNNING: timedelta(seconds=15),
    RunStatus.QUEUED: timedelta(minutes=10),
    RunStatus.RETRYING: timedelta(minutes=10),
}
log = get_logger()


def plan_tick(wanted: DataType) -> int:
    """Queue one run for every account whose access works, each at its own second; how many runs are live now."""
    return each_org(partial(_plan_org, wanted))


def reap() -> int:
    """Give the runs whose worker died to the living; they go on at their first unfinished window."""
    return each_org(_reap_org)


def _plan_org(wanted: DataType, org_id: UUID) -> int:
    with work(org_id) as unit:
        active = unit.session.scalars(
            select(Integration)
            .where(Integration.org_id == org_id, Integration.is_active, Integration.source == SourceKind.API)
            .order_by(Integration.id)
        ).all()
        able = [row for row in active if not row.token_dead]
        for row in active:
            if row.token_dead:
                alert_dead(unit, row)
        for row in able:
            request(unit, row.id, wanted, Trigger.SCHEDULED, delay_s=stagger_s(row.id))
    return len(able)


def _reap_org(org_id: UUID) -> int:
    stale = [
        (SyncRun.status == status) & (SyncRun.heartbeat_at < clock.now() - patience)
        for status, patience in STALE_AFTER.items()
    ]
    with work(org_id) as unit:
        rows = unit.session.scalars(
            select(SyncRun)
            .where(SyncRun.org_id == org_id, stale[0] | stale[1] | stale[2])
            .with_for_update(skip_locked=True)
        ).all()
        dead = [row for row in rows if _is_free(row.integration_id)]
        for row in dead:
            log.warning("sync.reaped", run_id=str(row.id), status=row.status, windows_done=row.windows_done)
            again(unit, row)
    return len(dead)


def _is_free(integration_id: UUID) -> bool:
    with held(integration_id) as free:
        return free
