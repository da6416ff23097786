"""An organisation's own facts and choices: its clock, its money, and the settings that steer the product."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import Org, Setting
from db.session import tenant
from engine.core.cache import cached_read
from engine.core.errors import Missing
from engine.core.work import Work

TTL_S = 15 * 60
PER_CONVERSION = "value_per_conversion_micros"
AUTO_PAUSE = "auto_pause"


@cached_read("org", ttl_s=TTL_S)
def org_facts(session: Session) -> dict[str, Any]:
    """The org's `name`, `timezone`, reporting `currency`, and what it says a conversion is worth."""
    found = session.execute(select(Org.name, Org.timezone, Org.currency).where(Org.id == tenant(session)))
    if (row := found.one_or_none()) is None:
        raise Missing
    worth = int(setting(session, PER_CONVERSION, 0))
    return {"name": row.name, "timezone": row.timezone, "currency": row.currency, "per_conversion": worth}


def setting(session: Session, key: str, default: Any) -> Any:
    """One choice of the org, or what holds while it has made none."""
    asked = select(Setting.value).where(Setting.org_id == tenant(session), Setting.key == key)
    found = session.scalars(asked).one_or_none()
    return default if found is None else found.get("value", default)


def save_setting(unit: Work, key: str, value: Any) -> None:
    """Make a choice."""
    kept = {"value": {"value": value}}
    statement = insert(Setting).values(org_id=unit.org_id, key=key, **kept)
    unit.session.execute(statement.on_conflict_do_update(index_elements=["org_id", "key"], set_=kept))
