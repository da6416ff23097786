"""The campaign that a person is still planning: kept by itself, so that it survives reloads and other days."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import Setting
from db.session import tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.work import work


@read
def draft_of(session: Session, user_id: UUID) -> dict[str, Any]:
    """What that person has planned so far; empty when nothing."""
    row = session.get(Setting, (tenant(session), _key(user_id)))
    return dict(row.value) if row else {}


def keep_draft(org_id: UUID, user_id: UUID, draft: dict[str, Any]) -> None:
    """Keep the plan as it is now; the last of two windows counts."""
    with work(org_id) as unit:
        values = {"org_id": org_id, "key": _key(user_id), "value": draft}
        fresh = {"value": draft, "updated_at": clock.now()}
        unit.session.execute(
            insert(Setting).values(values).on_conflict_do_update(index_elements=["org_id", "key"], set_=fresh)
        )


def drop_draft(org_id: UUID, user_id: UUID) -> None:
    """The plan was carried out or thrown away."""
    with work(org_id) as unit:
        unit.session.execute(delete(Setting).where(Setting.org_id == org_id, Setting.key == _key(user_id)))


def _key(user_id: UUID) -> str:
    return f"campaign_draft:{user_id}"
