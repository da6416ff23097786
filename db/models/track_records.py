"""How often what the product said came true, counted from what came after."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Tenant, one_of
from db.kinds import Advice


class TrackRecord(Tenant, Base):
    """Of `cases` that were told from `since` up to, not including, `until`, so many `hits` came true.

    One row for each subject and `part` of it (a metric, a kind of budget; empty where it has none), counted anew
    each night. `promised` is the share that should come true, None where nothing was promised; `figures` are what
    else is known, by subject.
    """

    __tablename__ = "track_records"
    __table_args__ = (one_of("subject", Advice),)

    subject: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date]
    until: Mapped[date]
    cases: Mapped[int]
    hits: Mapped[int]
    promised: Mapped[float | None]
    figures: Mapped[dict[str, Any]]
    measured_at: Mapped[datetime]
