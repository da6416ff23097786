"""The platform's own words behind the figures: what it answered when each window was last read."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import AdCampaign, Integration, RawAnswer
from db.session import tenant
from engine.connectors.tape import Tape, unpacked
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Missing
from engine.core.work import Work
from engine.syncs import windows

KEPT = 40  # of one account: the newest
LINES = 20
AROUND = 700  # characters on either side of what was found


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
    """`[{id, name, run_id, fetched_at, calls, size, complete}]` of an account of theirs, newest first."""
    if session.get(Integration, (tenant(session), integration_id)) is None:
        raise Missing
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


@read
def find_in_answer(session: Session, answer_id: UUID, words: str) -> dict[str, Any]:
    """`{hits, lines: [{call, status, answer}]}`: the calls whose answer holds the words, all of them without any.

    At most 20 lines, each cut to what stands around the words, or to its beginning. Missing if it went.
    """
    hits = 0
    lines: list[dict[str, Any]] = []
    for raw in answer_lines.question(session, answer_id).splitlines():
        line = orjson.loads(raw)
        place = line["answer"].lower().find(words.lower())
        if place < 0:
            continue
        hits += 1
        if len(lines) < LINES:
            begin = max(place - AROUND, 0)
            lines.append(line | {"answer": line["answer"][begin : place + len(words) + AROUND]})
    return {"hits": hits, "lines": lines}


@read
def trace(session: Session, ad_campaign_id: UUID) -> dict[str, str] | None:
    """`{integration_id, external_id}`: whose answers hold a campaign's figures, and its name in them."""
    row = session.get(AdCampaign, (tenant(session), ad_campaign_id))
    if row is None or row.external_id is None:
        return None
    return {"integration_id": str(row.integration_id), "external_id": row.external_id}
