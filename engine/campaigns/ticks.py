"""What the clock asks for: launches whose worker died, and answers that are too old to be repeated."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.models import Launch
from db.session import org_ids
from engine.campaigns import phases, repeats
from engine.core import clock, locks
from engine.core.log import get_logger
from engine.core.work import work

# A launch that somebody is at holds its lock, so it is enough to wait until it should have been taken up.
GRACE = timedelta(seconds=15)
log = get_logger()


def take_up() -> int:
    """Give the launches that nobody is at to the living; how many."""
    return sum(map(_take_up, org_ids()))


def _take_up(org_id: UUID) -> int:
    with work(org_id) as unit:
        repeats.forget(unit)
        rows = unit.session.scalars(
            select(Launch)
            .where(Launch.org_id == org_id, ~Launch.met, Launch.due_at < clock.now() - GRACE)
            .with_for_update(skip_locked=True)
        ).all()
        dead = [row for row in rows if _is_free(row.id)]
        for row in dead:
            log.warning("launch.taken_up", launch_id=str(row.id), phase=row.phase)
        phases.ask(unit, dead)
    return len(dead)


def _is_free(launch_id: UUID) -> bool:
    with locks.held(f"launch:{launch_id}") as free:
        return free
