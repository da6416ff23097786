"""Forgetting what is kept: at once for every reader, and out of Redis."""

from engine.core.cache import AREAS, TAGS, touch
from engine.core.cache.entries import index_key, labels_key
from engine.core.store import brisk_redis
from engine.core.work import Work


def clear(unit: Work, area: str | None = None) -> int:
    """Forget the org's answers of one area, or everything; how many there were. RedisError: nothing was."""
    areas = [area] if area else list(AREAS)
    store = brisk_redis()
    kept = {one: [_text(digest) for digest in store.zrange(index_key(unit.org_id, one), 0, -1)] for one in areas}
    keys = [f"cache:{unit.org_id}:{one}:{digest}" for one, digests in kept.items() for digest in digests]
    touch(unit.org_id, *([area] if area else TAGS))
    there = store.unlink(*keys) if keys else 0
    store.delete(*(index_key(unit.org_id, one) for one in areas), *([] if area else [labels_key(unit.org_id)]))
    unit.audit("cache_cleared", area or "all", keys=there)
    return int(there)


def _text(digest: object) -> str:
    assert isinstance(digest, bytes)  # noqa: S101 - our connections speak bytes
    return digest.decode()
