"""Calls a second and a minute, counted for the app as a whole; no header tells how many are left."""

from collections import deque
from time import monotonic

from sandbox.dialects.tiktok.errors import ApiError
from sandbox.stage import Stage

# Asynchronous reports have limits of their own: 2 a second and 60 a minute at the basic tier's 10 and 600.
TASKS_A_SECOND, TASKS_A_MINUTE = 5, 10  # one in so many calls
MINUTE_S = 60.0
SECOND_S = 1.0  # Not confirmed: that it slides. Whoever keeps to a sliding second keeps to the clock's, too.


def count(stage: Stage, path: str) -> None:
    """Count a call; raises 40100 when there were too many, asynchronous reports having a limit of their own."""
    settings = stage.settings
    _admit(stage, "app", settings.tiktok_calls_per_s, settings.tiktok_calls_per_minute)
    if path.startswith("report/task/"):
        per_s, per_minute = settings.tiktok_calls_per_s, settings.tiktok_calls_per_minute
        _admit(stage, path, per_s // TASKS_A_SECOND, per_minute // TASKS_A_MINUTE)


def _admit(stage: Stage, name: str, per_s: int, per_minute: int) -> None:
    meters: dict[str, deque[float]] = stage.memory.setdefault("tiktok calls", {})
    now, seen = monotonic(), meters.setdefault(name, deque())
    while seen and seen[0] <= now - MINUTE_S:
        seen.popleft()
    if len(seen) >= per_minute:
        raise ApiError(40100, "Too many requests: QPM limit reached. Please retry in some time.")
    if len(seen) >= per_s and seen[-per_s] > now - SECOND_S:
        raise ApiError(40100, "Too many requests: QPS limit reached. Please retry in some time.")
    seen.append(now)
