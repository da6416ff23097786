"""The Redis connections of this process, by how long those who use them may wait.

A Redis that is gone refuses at once; one that hangs takes connections and answers nothing. Requests share a few
threads, so the second kind would hold all of them up: whoever finds out that it is silent spares the others.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from redis import ConnectionPool, Redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisSlow
from redis.retry import Retry

from engine.core.log import get_logger
from settings import settings

HASTE_S = 0.1
BRISK_S = 0.5
USUAL_S = 2.0
PATIENCE_S = 15.0
AVOIDED_S = 5.0
SPARED_S = 2.0
log = get_logger()


class Haste:
    """Whether it is worth asking at all: after a failure nobody does for a while, then one tries."""

    def __init__(self, avoided_s: float = AVOIDED_S) -> None:
        self.avoided_s = avoided_s
        self.avoided_until = 0.0
        self.lock = Lock()

    def begin(self) -> None:
        """Go and ask; a RedisError at once while Redis is avoided."""
        if not self.avoided_until:
            return
        with self.lock:
            now = time.monotonic()
            avoided = now < self.avoided_until
            if not avoided and self.avoided_until:
                self.avoided_until = now + self.avoided_s  # this one tries, the others wait for what it finds
        if avoided:
            raise RedisDown("not asked: it did not answer a moment ago")

    def failed(self, error: Exception) -> None:
        """It did not answer: avoid it."""
        self.avoided_until = time.monotonic() + self.avoided_s
        log.warning("redis.slow", error=str(error), avoided_s=self.avoided_s)

    def answered(self) -> None:
        """It is there."""
        self.avoided_until = 0.0

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Ask inside; what fails there has Redis avoided."""
        self.begin()
        try:
            yield
        except RedisError as error:
            self.failed(error)
            raise
        self.answered()


class SparingPool(ConnectionPool):
    """Connections that are not given out while Redis is silent, so that one caller waits and not each of them."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.haste = Haste(SPARED_S)

    def get_connection(self, *_given: Any, **_options: Any) -> Any:
        """A connection to ask by; a RedisError at once while Redis is silent."""
        self.haste.begin()
        return super().get_connection()

    def release(self, connection: Any) -> None:
        """Take it back; one that comes back closed by an error was not answered."""
        super().release(connection)
        error = sys.exc_info()[1]  # the one that the client is about to raise
        if connection.is_connected:
            self.haste.answered()
        elif isinstance(error, (RedisDown, RedisSlow)):
            self.haste.failed(error)


@cache
def redis() -> Redis:
    """A client that speaks bytes, for all that can be said to be out of reach for a moment."""
    pool = SparingPool.from_url(
        settings().redis_dsn,
        socket_connect_timeout=1,
        socket_timeout=USUAL_S,
        health_check_interval=30,
        # a connection that Redis has closed is opened again; one on which it is silent is not asked twice
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2, (RedisDown,)),
    )
    return Redis(connection_pool=pool)


@cache
def patient_redis() -> Redis:
    """The same Redis for workers and the clock, who have nothing to do without it."""
    return Redis.from_url(
        settings().redis_dsn,
        socket_connect_timeout=1,
        socket_timeout=PATIENCE_S,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
    )


@cache
def hasty_redis() -> Redis:
    """The same Redis for those who have to answer in any case: it may take a tenth of a second, once."""
    return _impatient(HASTE_S)


@cache
def brisk_redis() -> Redis:
    """The same Redis for those who can do without it: readers of the cache wait half a second at most, once."""
    return _impatient(BRISK_S)


def within(seconds: float) -> float:
    """That long, or longer where the operator says that Redis is far."""
    return seconds * settings().redis_patience


def _impatient(seconds: float) -> Redis:
    limit_s = within(seconds)
    return Redis.from_url(
        settings().redis_dsn,
        socket_connect_timeout=limit_s,
        socket_timeout=limit_s,
        retry=Retry(NoBackoff(), 0),
    )


haste = Haste()
