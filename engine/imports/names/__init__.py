"""What each ad manager calls its columns, in its English and its Arabic exports: one table a platform.

The first name of a field wins where a file has several, so the narrower meaning comes first (clicks on the link
before all clicks). `common` holds what anybody may write. A new name is one more word in one of these tables.
"""

from functools import cache

from db.kinds import PlatformName
from engine.imports.fields import Field
from engine.imports.labels import folded
from engine.imports.names import common, google, linkedin, meta, snapchat, tiktok, twitter

Names = dict[Field, tuple[str, ...]]

TABLES: dict[PlatformName, Names] = {
    PlatformName.META: meta.NAMES,
    PlatformName.GOOGLE: google.NAMES,
    PlatformName.TIKTOK: tiktok.NAMES,
    PlatformName.LINKEDIN: linkedin.NAMES,
    PlatformName.TWITTER: twitter.NAMES,
    PlatformName.SNAPCHAT: snapchat.NAMES,
}


@cache
def names_of(platform: PlatformName | None) -> dict[Field, tuple[str, ...]]:
    """The folded names of every field: the platform's own first, then those that anybody may write."""
    own = TABLES[platform] if platform else {}
    return {
        field: tuple(dict.fromkeys(folded(name) for name in (*own.get(field, ()), *common.NAMES.get(field, ()))))
        for field in Field
    }


@cache
def known_to() -> dict[str, frozenset[PlatformName]]:
    """Each folded name and the platforms that write it."""
    found: dict[str, set[PlatformName]] = {}
    for platform, table in TABLES.items():
        for names in table.values():
            for name in names:
                found.setdefault(folded(name), set()).add(platform)
    return {name: frozenset(platforms) for name, platforms in found.items()}


@cache
def every_name() -> frozenset[str]:
    """Every folded name of any table."""
    ours = (folded(name) for names in common.NAMES.values() for name in names)
    return frozenset(known_to()) | frozenset(ours)
