"""Which tags a table is under. What a session writes to it is forgotten when it commits, whoever wrote it.

Seen are rows of the unit of work and statements that say `insert`, `update` or `delete`; SQL as text is not, so
whoever writes by it calls `wrote`. Columns that move all day while what most answers show of their rows stands
still have tags of their own, or none. A statement that moves only such that no kept answer shows says so by the
execution option `unseen`.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from engine.core.cache.tags import hold, release

TABLES: dict[str, tuple[str, ...]] = {
    "orgs": ("org",),
    "settings": ("org",),
    "kpi_targets": ("targets",),
    "integrations": ("integrations", "freshness"),
    "ad_accounts": ("integrations",),
    "sync_runs": ("runs", "progress"),
    "campaigns": ("plans",),
    "launches": ("plans",),
    "ad_campaigns": ("entities",),
    "ad_sets": ("entities",),
    "ads": ("entities",),
    "ad_metrics": ("figures",),
    "metric_rollups": ("figures",),
    "campaign_performance": ("sums",),
    "expected_ranges": ("ranges",),
    "profiles": ("posts", "integrations"),
    "social_posts": ("posts",),
    "alerts": ("alerts",),
}
_BOOKKEEPING = frozenset({"updated_at"})
MOVING: dict[str, dict[str, tuple[str, ...]]] = {
    "integrations": {
        **dict.fromkeys(("sync_status", "sync_error", "sync_retry_count", "last_synced_at"), ("freshness",)),
        **dict.fromkeys(("looked_at", "watermarks"), ()),
        # renewed by themselves every hour or so; that a token is dead is another matter
        **dict.fromkeys(
            ("access_token", "refresh_token", "token_obtained_at", "token_expires_at"), ("freshness",)
        ),
    },
    "sync_runs": dict.fromkeys(
        ("plan", "windows_done", "rows_read", "rows_created", "rows_updated", "rows_unchanged", "heartbeat_at"),
        ("progress",),
    ),
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
    if (state.is_insert or state.is_update or state.is_delete) and not state.execution_options.get("unseen"):
        table: Any = getattr(state.statement, "table", None)
        if table is not None:
            wrote(state.session, table.name)


@event.listens_for(Session, "after_flush")
def _rows(opened: Session, _context: object) -> None:
    wrote(opened, *{row.__table__.name for row in chain(opened.new, opened.deleted)})
    for row in opened.dirty:
        outdate(opened, *_tags_of(row))


def _tags_of(row: Any) -> Iterable[str]:
    """The tags of what has changed in a row that was there before."""
    changed = {one.key for one in inspect(row).attrs if one.history.has_changes()} - _BOOKKEEPING
    table = row.__table__.name
    moving = MOVING.get(table, {})
    if changed <= moving.keys():
        return {tag for column in changed for tag in moving[column]}
    return TABLES.get(table, ())


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
