"""What a crash or an outage of Redis left behind goes out after all, within a minute or so.

Postgres knows what must happen, Redis what is on its way; the sweeper compares them. A row is locked before Redis
is asked, so that it cannot be done in between: a job that Redis does not know, and whose row is not done, is lost.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery
from engine.core import clock
from engine.core.queue import Fate, fates
from engine.core.work import OPEN, job_id, work
from engine.outbox.notes import Interrupted, bury, remember

GRACE = timedelta(seconds=15)  # the committing process hands its own over at once
BATCH = 500


def sweep(org_id: UUID) -> int:
    """Send what nobody sent or Redis lost, bury what died with its workers; how many were lost."""
    lost, last = 0, UUID(int=0)
    while True:
        with work(org_id) as unit:
            rows = unit.session.scalars(
                select(OutboxDelivery)
                .where(OutboxDelivery.org_id == org_id, OutboxDelivery.status.in_(OPEN))
                .where(OutboxDelivery.created_at < clock.now() - GRACE, OutboxDelivery.id > last)
                .order_by(OutboxDelivery.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            found = _fates(rows)
            for row in (row for row in rows if found[row.id] is Fate.FAILED):
                remember(row, "interrupted", why := Interrupted())
                bury(unit, row, why)
            unsent = [row for row in rows if found[row.id] is Fate.LOST]
            unit.leaving += unsent
            lost += len(unsent)
        if len(rows) < BATCH:
            return lost
        last = rows[-1].id


def _fates(rows: Sequence[OutboxDelivery]) -> dict[UUID, Fate]:
    """What was never sent is lost; of the rest Redis knows more."""
    sent = {job_id(row.org_id, row.id): row for row in rows if row.status == DeliveryStatus.SENT}
    known = fates({name: row.queue for name, row in sent.items()})
    return {row.id: Fate.LOST for row in rows} | {sent[name].id: fate for name, fate in known.items()}
