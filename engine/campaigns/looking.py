"""Looking at a platform: is what we meant to make there already, and is it as we think?"""

from collections.abc import Iterator, Mapping

from db.kinds import EntityStatus, Level
from engine.connectors import connector
from engine.connectors.base import Account, EntityRow

GONE = (EntityStatus.ARCHIVED, EntityStatus.REMOVED)


def find(account: Account, level: Level, parent_id: str | None, marker: str) -> EntityRow | None:
    """What carries our token below that parent. An ad may have no name: what is below our ad set is ours."""
    for row in _of_level(account, level):
        ours = marker in row.name or level is Level.AD
        if ours and row.status not in GONE and (level is Level.CAMPAIGN or row.parent_id == parent_id):
            return row
    return None


def read(account: Account, ids: Mapping[Level, str]) -> dict[Level, EntityRow]:
    """These as the platform has them now; without those that it no longer lists."""
    found: dict[Level, EntityRow] = {}
    for row in connector(account.platform).fetch_entities(account):
        if ids.get(row.level) == row.external_id:
            found[row.level] = row
            if len(found) == len(ids):
                break
    return found


def _of_level(account: Account, level: Level) -> Iterator[EntityRow]:
    """The rows of one level; what comes after them is not asked for."""
    order = list(Level)
    for row in connector(account.platform).fetch_entities(account):
        if order.index(row.level) > order.index(level):
            return
        if row.level is level:
            yield row
