"""The Redis connections of this process: a patient pool for cache, sessions, queues, limits, and a hasty one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from redis import Redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import RedisError
from redis.retry import Retry

from engine.core.log import get_logger
from settings import settings

HASTE_S = 0.1
BRISK_S = 0.5
AVOIDED_S = 5.0
log = get_logger()


@cache
def redis() -> Redis:
    """A pooled client that speaks bytes; short timeouts, so that a dead Redis is noticed at once."""
    return Redis.from_url(
        settings().redis_dsn,
        socket_connect_timeout=1,
        socket_timeout=15,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
    )


@cache
def hasty_redis() -> Redis:
    """The same Redis for those who have to answer in any case: it may take a tenth of a second, once."""
    return Redis.from_url(
        settings().redis_dsn,
        socket_connect_timeout=HASTE_S,
        socket_timeout=HASTE_S,
        retry=Retry(NoBackoff(), 0),
    )


@cache
def brisk_redis() -> Redis:
    """The same Redis for those who can do without it: readers of the cache wait half a second at most, once."""
    return Redis.from_url(
        settings().redis_dsn,
        socket_connect_timeout=BRISK_S,
        socket_timeout=BRISK_S,
        retry=Retry(NoBackoff(), 0),
    )


class Haste:
    """Whether it is worth asking at all: after a failure nobody does for five seconds, then one tries."""

    def __init__(self) -> None:
        self.avoided_until = 0.0
        self.lock = Lock()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Ask inside; raises a RedisError at once while Redis is avoided, and has it avoided when it fails."""
        with self.lock:
            avoided = time.monotonic() < self.avoided_until
            if not avoided and self.avoided_until:
                self.avoided_until = (
                    time.monotonic() + AVOIDED_S
                )  # this one tries, the others wait for what it finds
        if avoided:
            raise RedisDown("not asked: it did not answer a moment ago")
        try:
            yield
        except RedisError as error:
            self.avoided_until = time.monotonic() + AVOIDED_S
            log.warning("redis.slow", error=str(error), avoided_s=AVOIDED_S)
            raise
        self.avoided_until = 0.0


haste = Haste()
