"""Calls a second: so many on average for each token, twice as many for the whole app; no header tells of it."""

from dataclasses import dataclass, field
from time import monotonic

from sandbox.dialects.snapchat.errors import ORDERED
from sandbox.stage import Stage

AVERAGED_OVER_S = 10


@dataclass(slots=True)
class Bucket:
    """Calls that drain with time."""

    per_s: int
    level: float = 0.0
    read_at: float = field(default_factory=monotonic)

    def overflows(self) -> bool:
        """Count one more call; whether it is one too many."""
        now = monotonic()
        drained = max(0.0, self.level - (now - self.read_at) * self.per_s)
        self.read_at = now
        over = drained + 1 > self.per_s * AVERAGED_OVER_S
        self.level = drained if over else drained + 1
        return over


def spend_call(stage: Stage, token: str) -> None:
    """Count one; raises 429 when the token or the app has called too often."""
    per_s = stage.settings.snapchat_calls_per_second
    buckets: dict[str, Bucket] = stage.memory.setdefault("snapchat calls", {})
    mine, everybody = buckets.setdefault(token, Bucket(per_s)), buckets.setdefault("", Bucket(2 * per_s))
    if mine.overflows() or everybody.overflows():
        raise ORDERED["throttle"]
