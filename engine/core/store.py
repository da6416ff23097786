"""The one Redis connection pool of this process: cache, sessions, queues, limits."""

from functools import cache

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from settings import settings


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
