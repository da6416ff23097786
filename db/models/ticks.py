"""How the jobs that the clock asks for went; the installation's, no tenant's."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from db.kinds import TickOutcome


class TickRun(Base):
    """The last run of one line of the timetable that ended."""

    __tablename__ = "tick_runs"
    __table_args__ = (one_of("outcome", TickOutcome),)

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    duration_ms: Mapped[int]
    outcome: Mapped[str]
