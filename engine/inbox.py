"""What leads, comments and messages are sought by: the same for all of them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from db.models import Comment, Lead
from db.session import tenant

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; what is None or empty narrows nothing. `words`: part of what was written, any case."""

    platform: str | None = None
    profile_id: UUID | None = None
    since: datetime | None = None
    words: str = ""

    def facts(self) -> dict[str, Any]:
        """What narrows, ready for JSON, as the audit log keeps it."""
        known = {
            "platform": self.platform,
            "profile": self.profile_id and str(self.profile_id),
            "since": self.since and self.since.isoformat(),
            "words": self.words,
        }
        return {name: value for name, value in known.items() if value}


def midnight(day: date | None, zone: str) -> datetime | None:
    """The moment at which that day begins in that time zone."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone))


def narrowed(session: Session, table: type[Lead] | type[Comment], sought: Sought) -> list[ColumnElement[bool]]:
    """The conditions of the org's rows that are sought, all but the words."""
    moment = table.submitted_at if issubclass(table, Lead) else table.written_at
    where: list[ColumnElement[bool]] = [table.org_id == tenant(session)]
    if sought.platform:
        where.append(table.platform == sought.platform)
    if sought.profile_id:
        where.append(table.profile_id == sought.profile_id)
    if sought.since:
        where.append(moment >= sought.since)
    return where
