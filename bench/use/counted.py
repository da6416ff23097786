"""What was counted meanwhile: reads of the cache by area, and syncs."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select

from db.models import SyncRun
from db.session import session
from engine import cache
from engine.core.cache import AREAS

COUNTED = ("hits", "misses", "stale")
Sums = dict[str, Counter[str]]


def counted(org_id: UUID) -> Sums:
    """What the cache has counted in the last hours, as its screen does: `{area: {hits, misses, stale}}`."""
    found: Sums = {name: Counter() for name in AREAS}
    for row in cache.usage(org_id, 3):
        for name in COUNTED:
            found[row["area"]][name] += row[name]
    return found


def since(org_id: UUID, before: Sums) -> dict[str, dict[str, int]]:
    """The same since then."""
    return {
        area: {name: sums[name] - before[area][name] for name in COUNTED} for area, sums in counted(org_id).items()
    }


def together(areas: dict[str, dict[str, int]]) -> dict[str, int]:
    """All areas as one."""
    return {name: sum(sums[name] for sums in areas.values()) for name in COUNTED}


def syncs_since(org_id: UUID, begun: float) -> int:
    """How many runs have started since that moment (Unix seconds)."""
    with session(org_id) as reader:
        moment = datetime.fromtimestamp(begun, UTC)
        asked = select(func.count()).where(SyncRun.org_id == org_id, SyncRun.started_at >= moment)
        return reader.scalar(asked) or 0
