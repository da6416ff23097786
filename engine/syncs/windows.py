"""What one run reads, cut into windows that are committed one by one: a run that dies goes on where it was.

A window is `{"kind": "entities"}`, `{"kind": "posts"}` or `{"kind": "metrics", "level", "since", "until"}`
(half-open ISO dates), and carries `"unknown"`, the number of rows it could not place, when there were any. Figures
of campaigns come before those of ads, and the newest days before the oldest, so that a dashboard fills with what
is looked at first.
"""

from datetime import date, timedelta
from typing import Any

from db.kinds import DataType, Level
from engine.core.periods import Days

Window = dict[str, Any]

ENTITIES: Window = {"kind": "entities"}
POSTS: Window = {"kind": "posts"}
LEVELS = (Level.CAMPAIGN, Level.AD)
KNOWN_ENTITIES, KNOWN_METRICS, KNOWN_POSTS = (
    "entities",
    "metrics",
    "posts",
)  # the streams of an integration's watermarks


def plan(data_type: DataType, days: Days, longest: int, *, listed: bool, posts: bool) -> list[Window]:
    """The windows of a run over these days, none longer than `longest`.

    `listed`: its entities are known. `posts`: it speaks for a profile that has posts.
    """
    windows: list[Window] = []
    if data_type in {DataType.ALL, DataType.CAMPAIGNS} or (data_type is DataType.METRICS and not listed):
        windows.append(ENTITIES)
    if data_type in {DataType.ALL, DataType.METRICS}:
        windows += [metrics(level, piece) for level in LEVELS for piece in cut(days, longest)]
    if posts and data_type in {DataType.ALL, DataType.POSTS}:
        windows.append(POSTS)
    return windows


def reach(today: date, watermark: date | None, backfill_days: int, restates_days: int) -> Days:
    """The days to read, today's part included: the whole backfill first, later what may still be restated."""
    since = today - timedelta(days=backfill_days - 1)
    if watermark is not None:
        since = min(watermark, today) - timedelta(days=restates_days)
    return Days(since, today + timedelta(days=1))


def cut(days: Days, longest: int) -> list[Days]:
    """The days in pieces of at most `longest`, the newest first."""
    pieces = []
    until = days.until
    while until > days.since:
        since = max(days.since, until - timedelta(days=longest))
        pieces.append(Days(since, until))
        until = since
    return pieces


def halves(window: Window) -> list[Window] | None:
    """The two halves of a window that was too much for its platform; None when it cannot be halved."""
    if window["kind"] != "metrics" or len(days := days_of(window)) < 2:
        return None
    return [metrics(Level(window["level"]), piece) for piece in cut(days, (len(days) + 1) // 2)]


def metrics(level: Level, days: Days) -> Window:
    """The window of one level's figures."""
    return {
        "kind": "metrics",
        "level": level.value,
        "since": days.since.isoformat(),
        "until": days.until.isoformat(),
    }


def name(window: Window) -> str:
    """What a window's raw answers are kept under: `entities`, `posts`, `metrics/ad/2026-11-01/2026-12-01`."""
    return "/".join(window[part] for part in ("kind", "level", "since", "until") if part in window)


def days_of(window: Window) -> Days:
    """The days of a metrics window."""
    return Days(date.fromisoformat(window["since"]), date.fromisoformat(window["until"]))
