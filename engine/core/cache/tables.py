"""Which tags a table is under. What a session writes to it is forgotten when it commits, whoever wrote it.

Seen are rows of the unit of work and statements that say `insert`, `update` or `delete`; SQL as text is not, so
whoever writes by it calls `wrote`.
"""

from itertools import chain
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from engine.core.cache.tags import hold, release

TABLES: dict[str, tuple[str, ...]] = {
    "orgs": ("org",),
    "settings": ("org", "campaigns"),
    "kpi_targets": ("targets",),
    "integrations": ("integrations",),
    "ad_accounts": ("integrations",),
    "sync_runs": ("sync",),
    "campaigns": ("campaigns",),
    "ad_campaigns": ("campaigns",),
    "ad_sets": ("campaigns",),
    "ads": ("campaigns",),
    "launches": ("campaigns",),
    "launch_steps": ("campaigns",),
    "budget_crossings": ("campaigns",),
    "budget_pauses": ("campaigns",),
    "ad_metrics": ("metrics",),
    "metric_rollups": ("metrics",),
    "campaign_performance": ("metrics",),
    "expected_ranges": ("analytics",),
    "profiles": ("posts", "integrations"),
    "social_posts": ("posts",),
    "alerts": ("alerts",),
}
_NOTED = "outdated"


def wrote(opened: Session, *tables: str) -> None:
    """Note that the session has written to these tables."""
    outdate(opened, *chain.from_iterable(TABLES.get(table, ()) for table in tables))


def outdate(opened: Session, *tags: str) -> None:
    """After the session's commit, every kept answer under these tags is out of date."""
    if tags and opened.info.get("org_id"):
        opened.info.setdefault(_NOTED, set()).update(tags)


@event.listens_for(Session, "do_orm_execute")
def _statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table: Any = getattr(state.statement, "table", None)
        if table is not None:
            wrote(state.session, table.name)


@event.listens_for(Session, "after_flush")
def _rows(opened: Session, _context: object) -> None:
    changed = (row for row in opened.dirty if opened.is_modified(row))
    wrote(opened, *{row.__table__.name for row in chain(opened.new, opened.deleted, changed)})


@event.listens_for(Session, "before_commit")
def _before(opened: Session) -> None:
    if not opened.in_nested_transaction():
        opened.flush()  # what it writes counts, too
        if tags := opened.info.get(_NOTED):
            hold(opened.info["org_id"], tags)


@event.listens_for(Session, "after_commit")
def _after(opened: Session) -> None:
    if not opened.in_nested_transaction() and (tags := opened.info.pop(_NOTED, None)):
        release(opened.info["org_id"], tags)


@event.listens_for(Session, "after_rollback")
def _undone(opened: Session) -> None:
    if not opened.in_nested_transaction() and (tags := opened.info.pop(_NOTED, None)):
        release(opened.info["org_id"], tags)
