"""Cached questions. A read is a function over a session; called with an org, it is answered from Redis.

A value is stored under the versions of its tags as they were *before* the query, so a change that happens in
between is never hidden; `touch` raises a version and the next read misses. Values are JSON or Arrow bytes,
zstd when large, never pickles. Without Redis every read goes to Postgres and says so in the log.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from io import BytesIO
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, cast
from uuid import UUID

import orjson
import pandas as pd
import zstandard
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from db.session import session
from engine.core.log import get_logger
from engine.core.store import redis

P = ParamSpec("P")
T = TypeVar("T")

TAGS = frozenset(
    {"org", "dashboard", "metrics", "campaigns", "analytics", "sync", "alerts", "posts", "integrations", "targets"}
)
COMPRESS_FROM = 4096
FLIGHT_S = 10.0
_STAMP = 8
log = get_logger()


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """An answer, whether it came from the cache, and how many seconds ago it was computed."""

    value: T
    cached: bool
    age_s: float


class Read(Generic[P, T]):
    """A question about one org. Called with the org's id in the place of the session."""

    def __init__(self, question: Callable[Concatenate[Session, P], T]) -> None:
        self.question = question
        update_wrapper(self, question)

    def __call__(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer, asked now."""
        with session(org_id) as reader:
            return self.question(reader, *args, **kwargs)


class CachedRead(Read[P, T]):
    """A question whose answer is kept until one of its tags is touched, or its time is over."""

    def __init__(self, question: Callable[Concatenate[Session, P], T], tags: tuple[str, ...], ttl_s: int) -> None:
        super().__init__(question)
        self.tags = tags
        self.ttl_s = ttl_s

    def __call__(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer, kept or fresh."""
        return self.stored(org_id, *args, **kwargs).value

    def stored(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Stored[T]:
        """The answer with its age; concurrent misses compute it once."""
        try:
            key = self._key(org_id, args, kwargs)
            if kept := self._kept(key):
                return kept
            with _Flight(key) as flight:
                while not flight.mine:
                    waiting = flight.patient()
                    if kept := self._kept(key):
                        return kept
                    if not waiting:
                        break
                return self._compute(key, org_id, *args, **kwargs)
        except RedisError as down:
            log.warning("cache.redis_down", read=self.question.__name__, error=str(down))
            return Stored(_normal(super().__call__(org_id, *args, **kwargs)), cached=False, age_s=0.0)

    def fresh(self, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Stored[T]:
        """The answer computed now, and kept for the next reader."""
        try:
            return self._compute(self._key(org_id, args, kwargs), org_id, *args, **kwargs)
        except RedisError as down:
            log.warning("cache.redis_down", read=self.question.__name__, error=str(down))
            return Stored(_normal(super().__call__(org_id, *args, **kwargs)), cached=False, age_s=0.0)

    def _key(self, org_id: UUID, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        versions = redis().mget([_version(org_id, tag) for tag in self.tags])
        seen = [int(cast("bytes", version) or 0) for version in versions]
        asked = orjson.dumps([args, kwargs, seen], option=orjson.OPT_SORT_KEYS)
        name = f"{self.question.__module__}.{self.question.__qualname__}"
        return f"cache:{org_id}:{name}:{hashlib.blake2b(asked, digest_size=16).hexdigest()}"

    def _kept(self, key: str) -> Stored[T] | None:
        if (body := cast("bytes | None", redis().get(key))) is None:
            return None
        made = int.from_bytes(body[:_STAMP], "big") / 1000
        return Stored(_decode(body[_STAMP:]), cached=True, age_s=max(0.0, time.time() - made))

    def _compute(self, key: str, org_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Stored[T]:
        body = _encode(super().__call__(org_id, *args, **kwargs))
        redis().set(key, int(time.time() * 1000).to_bytes(_STAMP, "big") + body, ex=self.ttl_s)
        return Stored(_decode(body), cached=False, age_s=0.0)


def read(question: Callable[Concatenate[Session, P], T]) -> Read[P, T]:
    """Decorate a question that is always asked anew."""
    return Read(question)


def cached_read(*tags: str, ttl_s: int) -> Callable[[Callable[Concatenate[Session, P], T]], CachedRead[P, T]]:
    """Decorate a question whose answer may be kept for `ttl_s` seconds under these tags, all of them `TAGS`."""
    if unknown := set(tags) - TAGS:
        raise ValueError(f"not a tag: {', '.join(unknown)}")
    return lambda question: CachedRead(question, tags, ttl_s)


def touch(org_id: UUID, *tags: str) -> None:
    """Make every kept answer under these tags unreachable, at once, for everybody."""
    try:
        with redis().pipeline(transaction=False) as pipe:
            for tag in tags:
                pipe.incr(_version(org_id, tag))
            pipe.execute()
    except RedisError as down:
        log.warning("cache.redis_down", tags=tags, error=str(down))


class _Flight:
    """Leave to compute one missing value: the first comer holds it, the others wait for the value."""

    def __init__(self, key: str) -> None:
        self.lock = f"{key}:flight"
        self.token = secrets.token_hex(8)
        self.until = time.monotonic() + FLIGHT_S

    def __enter__(self) -> Self:
        self.mine = bool(redis().set(self.lock, self.token, nx=True, px=int(FLIGHT_S * 1000)))
        return self

    def patient(self) -> bool:
        """Wait a moment; False once the holder took too long or is gone."""
        time.sleep(0.01)
        return time.monotonic() < self.until and bool(redis().exists(self.lock))

    def __exit__(self, *_: object) -> None:
        if self.mine:
            redis().delete(self.lock)


def _version(org_id: UUID, tag: str) -> str:
    return f"version:{org_id}:{tag}"


def _encode(value: Any) -> bytes:
    if isinstance(value, pd.DataFrame):
        sink = BytesIO()
        value.to_feather(sink, compression="uncompressed")
        kind, body = b"A", sink.getvalue()
    else:
        kind, body = b"J", orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    if len(body) < COMPRESS_FROM:
        return kind + body
    return kind.lower() + zstandard.compress(body, 3)


def _decode(body: bytes) -> Any:
    kind, rest = body[:1], body[1:]
    if kind.islower():
        rest = zstandard.decompress(rest)
    return pd.read_feather(BytesIO(rest)) if kind.upper() == b"A" else orjson.loads(rest)


def _normal(value: Any) -> Any:
    return _decode(_encode(value))
