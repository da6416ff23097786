"""The areas of the cache: each kept answer belongs to one, which says how long it stays fresh.

A tag says what forgets an answer before its time: a kind of rows it was made of (see `tables`), or its area as a
whole, which is touched when somebody empties it.
"""

from dataclasses import dataclass

MISSING_S = 15  # how long "there is no such thing" is believed
LIVE_S = 5  # how long nobody waits for another's answer to what is not to be kept


@dataclass(frozen=True, slots=True)
class Area:
    """For `fresh_s` seconds an answer is given as it is; for `stale_s` more, while a new one is made."""

    name: str
    fresh_s: int

    @property
    def stale_s(self) -> int:
        """A quarter of its time: nobody waits for a figure that was right a moment ago."""
        return self.fresh_s // 4


AREAS = {
    area.name: area
    for area in (
        Area("dashboard", 15 * 60),
        Area("metrics", 30 * 60),
        Area("campaigns", 60 * 60),
        Area("analytics", 60 * 60),
        Area("sync", 5 * 60),
    )
}
OF_ROWS = (
    "alerts", "entities", "figures", "freshness", "integrations", "org", "plans", "posts", "progress", "ranges",
    "runs", "sums", "targets",
)  # fmt: skip
TAGS = frozenset({*AREAS, *OF_ROWS})
