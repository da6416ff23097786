"""The five rate tiers, counted in Redis over a moving window: exact at every moment, atomic across processes.

auth      10 a minute per address         sign-in and whatever else can be guessed at
heavy     20 a minute per user and org    sync triggers, refreshes, exports
ai        30 a minute and 500 an hour     per user and org
api       100 a minute per user and org   everything else
webhooks  1000 a minute per address       what the platforms tell us

While Redis is down reads stay up, unlimited; `auth` and `webhooks` are counted in this process instead. Platforms
expect an answer within a second, so for them a slow Redis is as good as none.
"""

import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import ceil

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis
from redis.exceptions import RedisError

from engine.core.errors import TooMany
from engine.core.log import get_logger
from engine.core.store import haste, hasty_redis, redis

log = get_logger()


class Tier(StrEnum):
    """How often one may ask; every route carries exactly one."""

    AUTH = "auth"
    HEAVY = "heavy"
    AI = "ai"
    API = "api"
    WEBHOOKS = "webhooks"


RATES: dict[Tier, tuple[RateLimitItem, ...]] = {
    Tier.AUTH: (parse("10/minute"),),
    Tier.HEAVY: (parse("20/minute"),),
    Tier.AI: (parse("30/minute"), parse("500/hour")),
    Tier.API: (parse("100/minute"),),
    Tier.WEBHOOKS: (parse("1000/minute"),),
}


@dataclass(frozen=True, slots=True)
class Window:
    """What is left of a limit: `reset` is the Unix time at which the oldest request stops counting."""

    limit: int
    remaining: int
    reset: float
    refused: bool = False

    def headers(self) -> dict[str, str]:
        """`X-RateLimit-*`, and `Retry-After` once refused."""
        named = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(ceil(self.reset)),
        }
        return named | {"Retry-After": str(self.retry_after)} if self.refused else named

    @property
    def retry_after(self) -> int:
        """Whole seconds until the next request counts, at least one."""
        return max(ceil(self.reset - time.time()), 1)

    def enforce(self) -> None:
        """TooMany when this request was one too many."""
        if self.refused:
            raise TooMany(retry_after=self.retry_after)


def count(tier: Tier, who: str) -> Window:
    """Count one request of `who` (an address, or user and org) and say what is left."""
    if tier is Tier.WEBHOOKS:
        return _count_in_haste(tier, who)
    try:
        return _count(_shared(), tier, who)
    except StorageError as error:
        log.warning("limits.redis_down", tier=tier, error=str(error.storage_error))
    if tier is Tier.AUTH:
        return _count(_here(), tier, who)
    rate = RATES[tier][0]
    return Window(rate.amount, rate.amount, time.time() + rate.get_expiry())


def _count(limiter: MovingWindowRateLimiter, tier: Tier, who: str) -> Window:
    """Count in each of the tier's windows; the tightest of them."""
    windows = []
    for rate in RATES[tier]:
        accepted = limiter.hit(rate, tier, who)
        reset, remaining = limiter.get_window_stats(rate, tier, who)
        windows.append(Window(rate.amount, max(remaining, 0), reset, refused=not accepted))
    return min(windows, key=lambda window: (not window.refused, window.remaining))


def _count_in_haste(tier: Tier, who: str) -> Window:
    try:
        with haste.attempt():
            return _count(_hasty(), tier, who)
    except RedisError:
        return _count(_here(), tier, who)


@cache
def _shared() -> MovingWindowRateLimiter:
    return _limiter(redis(), wrap_exceptions=True)


@cache
def _hasty() -> MovingWindowRateLimiter:
    return _limiter(hasty_redis(), wrap_exceptions=False)


def _limiter(client: Redis, *, wrap_exceptions: bool) -> MovingWindowRateLimiter:
    # the address is only parsed for its scheme: connections come from our own pools
    pool = client.connection_pool
    return MovingWindowRateLimiter(
        RedisStorage("redis://", connection_pool=pool, key_prefix="cmis:limits", wrap_exceptions=wrap_exceptions)
    )


@cache
def _here() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
