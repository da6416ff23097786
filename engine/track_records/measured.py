"""What measuring a subject answers."""

from dataclasses import dataclass, field
from typing import Any

from db.kinds import Advice
from engine.core.periods import Days


@dataclass(frozen=True, slots=True)
class Measured:
    """Of `cases` told on these days, so many `hits` came true; `promised` is the share that should have."""

    subject: Advice
    days: Days
    cases: int
    hits: int
    part: str = ""
    promised: float | None = None
    figures: dict[str, Any] = field(default_factory=dict)
