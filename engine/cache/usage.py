"""How the cache is used: counts of every ten minutes, carried from Redis into Postgres; and what is kept now.

Redis keeps a count for three hours and Postgres for a month. Carrying writes whole counts, not differences, so it
may happen twice; a count that Redis has lost never lowers the one in Postgres.
"""

import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from db.models import CacheUsage
from db.session import session
from engine.core import clock
from engine.core.cache import AREAS, counts
from engine.core.cache.areas import OF_ROWS
from engine.core.cache.counts import KEPT_S, WINDOW_S
from engine.core.cache.entries import index_key, labels_key
from engine.core.cache.tags import version_key
from engine.core.store import brisk_redis

COUNTED = ("hits", "misses", "stale", "bytes")
KEPT_DAYS = 30
TOP = 20
Row = dict[str, Any]


def carry(org_id: UUID) -> int:
    """Write what Redis counted in the last hours into Postgres; how many rows."""
    begun = counts.window()
    rows = _counted(org_id, [begun - WINDOW_S * back for back in range(KEPT_S // WINDOW_S)])
    if not rows:
        return 0
    values = [{"org_id": org_id, **row} for row in rows]
    with session(org_id) as writer:
        statement = insert(CacheUsage).values(values)
        greatest = {
            name: func.greatest(getattr(CacheUsage, name), getattr(statement.excluded, name)) for name in COUNTED
        }
        writer.execute(statement.on_conflict_do_update(index_elements=["org_id", "at", "area"], set_=greatest))
        writer.commit()
    return len(rows)


def trim(org_id: UUID) -> int:
    """Forget counts older than a month; how many rows."""
    with session(org_id) as writer:
        before = clock.now() - timedelta(days=KEPT_DAYS)
        gone = writer.execute(
            delete(CacheUsage).where(CacheUsage.org_id == org_id, CacheUsage.at < before).returning(CacheUsage.at)
        ).all()
        writer.commit()
    return len(gone)


def usage(org_id: UUID, hours: int = 24) -> list[Row]:
    """Every ten minutes with reads: `{at, area, hits, misses, stale, bytes}`, the oldest first, up to now."""
    since = clock.now() - timedelta(hours=hours)
    with session(org_id) as reader:
        stored = reader.execute(
            select(CacheUsage.at, CacheUsage.area, *(getattr(CacheUsage, name) for name in COUNTED)).where(
                CacheUsage.org_id == org_id, CacheUsage.at >= since
            )
        )
        found = {(row["at"], row["area"]): dict(row) for row in stored.mappings()}
    counts.send()
    begun = counts.window()
    for row in _counted(org_id, [begun - WINDOW_S * back for back in range(min(hours * 6, KEPT_S // WINDOW_S))]):
        known = found.setdefault((row["at"], row["area"]), row)
        known.update({name: max(known[name], row[name]) for name in COUNTED})
    return [found[key] for key in sorted(found)]


def read_stats(org_id: UUID, hours: int = 24) -> dict[str, Row]:
    """By area, over the last hours: `{hits, misses, stale, hit_rate, bytes_given}`, and `{keys, bytes}` kept now.

    What was given stale counts as a hit: nobody waited. `hit_rate` is None where nothing was read.
    """
    sums: dict[str, dict[str, int]] = {area: dict.fromkeys(COUNTED, 0) for area in AREAS}
    for row in usage(org_id, hours):
        if row["area"] in sums:
            for name in COUNTED:
                sums[row["area"]][name] += row[name]
    sizes = _sizes(org_id)
    return {
        area: {
            "hits": found["hits"] + found["stale"],
            "misses": found["misses"],
            "stale": found["stale"],
            "hit_rate": rate(found),
            "bytes_given": found["bytes"],
            "keys": len(sizes[area]),
            "bytes": sum(sizes[area].values()),
        }
        for area, found in sums.items()
    }


def kept(org_id: UUID) -> tuple[int, int]:
    """How many answers are kept now, and their bytes."""
    sizes = [size for found in _sizes(org_id).values() for size in found.values()]
    return len(sizes), sum(sizes)


def rate(counted: dict[str, int]) -> float | None:
    """The share of reads that were answered from the cache."""
    given = counted["hits"] + counted["stale"]
    asked = given + counted["misses"]
    return given / asked if asked else None


def list_keys(org_id: UUID) -> list[Row]:
    """The most read answers of today that are still kept: `{area, label, reads, bytes}`."""
    counts.send()
    store, day = brisk_redis(), int(time.time()) // 86400
    read = cast(
        "list[tuple[bytes, float]]", store.zrevrange(counts.top_key(org_id, day), 0, 4 * TOP, withscores=True)
    )
    labels = cast("dict[bytes, bytes]", store.hgetall(labels_key(org_id)))
    sizes = _sizes(org_id)
    found = []
    for member, reads in read:
        area, _, digest = member.decode().partition(":")
        if digest in sizes.get(area, {}):
            label = labels.get(digest.encode(), b"").decode() or digest
            found.append({"area": area, "label": label, "reads": int(reads), "bytes": sizes[area][digest]})
    return found[:TOP]


def list_versions(org_id: UUID) -> dict[str, int]:
    """How often each tag has been touched."""
    tags = sorted(OF_ROWS)
    versions = cast("list[bytes | None]", brisk_redis().mget([version_key(org_id, tag) for tag in tags]))
    return {tag: int(version or 0) for tag, version in zip(tags, versions, strict=True)}


def server() -> Row:
    """Redis itself: `{version, uptime_s, memory_bytes, memory_limit_bytes, clients, ops_per_s, keys, evicted}`."""
    info = brisk_redis().info()
    return {
        "version": str(info.get("valkey_version") or info["redis_version"]),
        "uptime_s": info["uptime_in_seconds"],
        "memory_bytes": info["used_memory"],
        "memory_limit_bytes": info["maxmemory"] or None,
        "clients": info["connected_clients"],
        "ops_per_s": info["instantaneous_ops_per_sec"],
        "keys": sum(base["keys"] for name, base in info.items() if name.startswith("db")),
        "evicted": info["evicted_keys"],
    }


def _counted(org_id: UUID, windows: list[int]) -> list[Row]:
    with brisk_redis().pipeline(transaction=False) as pipe:
        for begun in windows:
            pipe.hgetall(counts.counts_key(org_id, begun))
        answers = pipe.execute()
    rows: dict[tuple[int, str], Row] = {}
    for begun, fields in zip(windows, answers, strict=True):
        for field, count in fields.items():
            area, _, name = field.decode().partition(":")
            fresh: Row = {"at": datetime.fromtimestamp(begun, UTC), "area": area, **dict.fromkeys(COUNTED, 0)}
            rows.setdefault((begun, area), fresh)[name] = int(count)
    return list(rows.values())


def _sizes(org_id: UUID) -> dict[str, dict[str, int]]:
    """By area, what is kept now and how many bytes each takes."""
    store = brisk_redis()
    with store.pipeline(transaction=False) as pipe:
        for area in AREAS:
            pipe.zremrangebyscore(index_key(org_id, area), "-inf", time.time())
            pipe.zrange(index_key(org_id, area), 0, -1)
        listed = pipe.execute()[1::2]
    names = [(area, digest.decode()) for area, digests in zip(AREAS, listed, strict=True) for digest in digests]
    with store.pipeline(transaction=False) as pipe:
        for area, digest in names:
            pipe.strlen(f"cache:{org_id}:{area}:{digest}")
        lengths = pipe.execute() if names else []
    sizes: dict[str, dict[str, int]] = defaultdict(dict, {area: {} for area in AREAS})
    for (area, digest), length in zip(names, lengths, strict=True):
        if length:
            sizes[area][digest] = length
    return sizes
