"""Counting requests in Redis over a moving window: exact at every moment, atomic across processes.

The tiers and what may be chosen of them are `engine.limits`. While Redis is down reads stay up, unlimited;
whatever costs more or can be guessed at (`auth heavy ai webhooks`) is counted in this process instead. Platforms
expect an answer within a second, so for them a slow Redis is as good as none.
"""

import time
from dataclasses import dataclass
from functools import cache
from math import ceil

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis
from redis.exceptions import RedisError

from engine.core.errors import TooMany, Unready
from engine.core.log import get_logger
from engine.core.store import haste, hasty_redis, redis
from engine.limits import Tier

__all__ = ["RATES", "Tier", "Window", "count", "look", "rates_of"]
log = get_logger()


RATES: dict[Tier, tuple[RateLimitItem, ...]] = {
    Tier.AUTH: (parse("10/minute"),),
    Tier.HEAVY: (parse("20/minute"),),
    Tier.AI: (parse("30/minute"), parse("500/hour")),
    Tier.API: (parse("100/minute"),),
    Tier.WEBHOOKS: (parse("1000/minute"),),
}
DOWN = (Tier.AUTH, Tier.HEAVY, Tier.AI)  # still counted, by each process, when Redis is not there


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


def count(tier: Tier, who: str, per_minute: int | None = None) -> Window:
    """Count one request of `who` (an address, or user and org) and say what is left of their rate."""
    rates = rates_of(tier, per_minute)
    if tier is Tier.WEBHOOKS:
        return _count_in_haste(rates, tier, who)
    try:
        return _count(_shared(), rates, tier, who)
    except StorageError as error:
        log.warning("limits.redis_down", tier=tier, error=str(error.storage_error))
    if tier in DOWN:
        return _count(_here(), rates, tier, who)
    return Window(rates[0].amount, rates[0].amount, time.time() + rates[0].get_expiry())


def look(tier: Tier, who: str, per_minute: int | None = None) -> Window:
    """The same without counting."""
    try:
        found = [_window(_shared(), rate, tier, who) for rate in rates_of(tier, per_minute)]
    except StorageError as down:
        raise Unready from down
    return min(found, key=lambda window: window.remaining)


@cache
def rates_of(tier: Tier, per_minute: int | None = None) -> tuple[RateLimitItem, ...]:
    """The rates of a tier when so many a minute were chosen; a longer window grows and shrinks with it."""
    usual = RATES[tier]
    if per_minute is None or per_minute == usual[0].amount:
        return usual
    return tuple(
        type(rate)(max(round(rate.amount * per_minute / usual[0].amount), 1), rate.multiples) for rate in usual
    )


def _count(limiter: MovingWindowRateLimiter, rates: tuple[RateLimitItem, ...], tier: Tier, who: str) -> Window:
    """Count in each of the windows; the tightest of them."""
    windows = []
    for rate in rates:
        accepted = limiter.hit(rate, tier, who)
        windows.append(_window(limiter, rate, tier, who, refused=not accepted))
    return min(windows, key=lambda window: (not window.refused, window.remaining))


def _window(
    limiter: MovingWindowRateLimiter, rate: RateLimitItem, tier: Tier, who: str, *, refused: bool = False
) -> Window:
    reset, remaining = limiter.get_window_stats(rate, tier, who)
    return Window(rate.amount, max(remaining, 0), reset, refused)


def _count_in_haste(rates: tuple[RateLimitItem, ...], tier: Tier, who: str) -> Window:
    try:
        with haste.attempt():
            return _count(_hasty(), rates, tier, who)
    except RedisError:
        return _count(_here(), rates, tier, who)


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
