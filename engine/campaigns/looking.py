"""Looking at a platform: is what we meant to make there already, and is it as we think?"""

from collections.abc import Mapping

from db.kinds import EntityStatus, Level
from engine.connectors import connector
from engine.connectors.base import Account, EntityRow

GONE = (EntityStatus.ARCHIVED, EntityStatus.REMOVED)


def find(account: Account, level: Level, parent_id: str | None, marker: str) -> EntityRow | None:
    """What carries our token below that parent. An ad may have no name: what is below our ad set is ours."""
    for row in connector(account.platform).fetch_level(account, level, parent_id=parent_id):
        if (marker in row.name or level is Level.AD) and row.status not in GONE:
            return row
    return None


def read(account: Account, ids: Mapping[Level, str]) -> dict[Level, EntityRow]:
    """These as the platform has them now; without those that it no longer knows."""
    speaker = connector(account.platform)
    return {
        level: row
        for level, external_id in ids.items()
        for row in speaker.fetch_level(account, level, ids=[external_id])
    }
