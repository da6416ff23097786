"""The platform's own words behind the figures: what it answered when each window was last read."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import RawAnswer
from db.session import tenant
from engine.connectors.tape import Tape, unpacked
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Missing
from engine.core.work import Work
from engine.syncs import windows

KEPT = 40  # of one account: the newest


def keep(unit: Work, run_id: UUID, integration_id: UUID, window: windows.Window, tape: Tape) -> None:
    """Put what was recorded in the place of what the same window was told before; the oldest go."""
    row = {
        "run_id": run_id,
        "fetched_at": clock.now(),
        "calls": tape.calls,
        "size": tape.size,
        "complete": tape.complete,
        "body": tape.body(),
    }
    key = {"org_id": unit.org_id, "integration_id": integration_id, "name": windows.name(window)}
    unit.session.execute(
        insert(RawAnswer)
        .values(id=uuid7(), **key, **row)
        .on_conflict_do_update(index_elements=list(key), set_=row)
    )
    mine = (RawAnswer.org_id == unit.org_id, RawAnswer.integration_id == integration_id)
    newest = select(RawAnswer.id).where(*mine).order_by(RawAnswer.fetched_at.desc()).limit(KEPT)
    unit.session.execute(delete(RawAnswer).where(*mine, RawAnswer.id.not_in(newest)))


@read
def list_answers(session: Session, integration_id: UUID) -> list[dict[str, Any]]:
    """`[{id, name, run_id, fetched_at, calls, size, complete}]` of an account, the newest first."""
    rows = session.execute(
        select(
            RawAnswer.id,
            RawAnswer.name,
            RawAnswer.run_id,
            RawAnswer.fetched_at,
            RawAnswer.calls,
            RawAnswer.size,
            RawAnswer.complete,
        )
        .where(RawAnswer.org_id == tenant(session), RawAnswer.integration_id == integration_id)
        .order_by(RawAnswer.fetched_at.desc())
    ).mappings()
    return [{**row, "id": str(row["id"]), "run_id": str(row["run_id"])} for row in rows]


@read
def answer_lines(session: Session, answer_id: UUID) -> bytes:
    """What the platform answered, one call a line, as `engine.connectors.tape` writes it; Missing if it went."""
    row = session.get(RawAnswer, (tenant(session), answer_id))
    if row is None:
        raise Missing
    return unpacked(row.body)
