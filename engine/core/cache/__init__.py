"""Cached questions. A read is a function over a session; called with an org, it is answered from Redis.

An answer is kept under the versions of its tags as they were *before* the question was asked, so a change that
happens in between is never hidden. Committing a change raises the versions, and the next read asks again. Answers
are JSON, Arrow or a reply's own bytes, zstd when large, never pickles. Without Redis every read goes to Postgres.

areas    the five areas, how long each keeps, and the tags
tables   which tags a written table is under: what a session commits is forgotten by itself
tags     versions: touch(), and the hold around a commit
entries  one kept answer as bytes, and its place in Redis
asking   kept, stale, or computed once for everybody who waits
ahead    what is asked again and again is made anew before somebody waits for it
counts   hits and misses, kept over time
reads    the decorators: read, cached_read
"""

from engine.core.cache.areas import AREAS, TAGS
from engine.core.cache.asking import anew
from engine.core.cache.reads import CachedRead, Read, Stored, cached_read, read
from engine.core.cache.tags import touch

__all__ = ["AREAS", "TAGS", "CachedRead", "Read", "Stored", "anew", "cached_read", "read", "touch"]
