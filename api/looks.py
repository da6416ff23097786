"""One look at Redis says whether a kept reply may leave; looks that wait at the same time go there together.

What a question to Redis costs by itself is then paid once for all of them, and nobody waits for company: whoever
comes alone goes alone.
"""

from asyncio import AbstractEventLoop, Future, Task
from functools import lru_cache
from hashlib import sha1
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError

from engine.core.store import BRISK_S, within
from settings import settings

# KEYS: session, role, limit. ARGV: session and role as they were, idle seconds, now, the limit, its seconds, and
# the slot's own keys in one word, since packing each would cost more than all the rest: versions, hold, reply. The
# limit is kept as the limits library keeps a moving window.
LOOK = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 'who' end
local keys = {}
for key in string.gmatch(ARGV[7], '%S+') do keys[#keys + 1] = key end
local kept = redis.call('MGET', unpack(keys))
local reply = table.remove(kept)
if table.remove(kept) or not reply then return false end
local made, fresh, under = string.match(reply, '^R (%d+) (%d+) (%S+) ')
local now, most, span = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
if not made or tonumber(made) / 1000 + tonumber(fresh) < now then return false end
for i = 1, #kept do kept[i] = kept[i] or '0' end
if table.concat(kept, ',') ~= under then return false end
local last = redis.call('LINDEX', KEYS[3], most - 1)
if last and tonumber(last) >= now - span then return false end
redis.call('LPUSH', KEYS[3], ARGV[4])
redis.call('LTRIM', KEYS[3], 0, most - 1)
redis.call('EXPIRE', KEYS[3], span)
redis.call('EXPIRE', KEYS[1], ARGV[3])
local low, high, oldest = 0, most - 1, 0
while low <= high do
    local mid = math.floor((low + high) / 2)
    local at = redis.call('LINDEX', KEYS[3], mid)
    if at and tonumber(at) >= now - span then oldest = mid; low = mid + 1 else high = mid - 1 end
end
return {reply, oldest + 1, redis.call('LINDEX', KEYS[3], oldest)}
"""
DIGEST = sha1(LOOK.encode(), usedforsecurity=False).hexdigest()  # as Redis names it


class Looks:
    """Those of one loop."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self.redis, self.loop = brisk(loop), loop
        self.waiting: list[tuple[list[Any], Future[Any]]] = []
        self.asking: Task[None] | None = None

    def ask(self, keys: list[str], facts: list[Any]) -> Future[Any]:
        """What `LOOK` answers, or None: the long way then. RedisError when Redis does not."""
        answer: Future[Any] = self.loop.create_future()
        self.waiting.append(([len(keys), *keys, *facts], answer))
        if self.asking is None:
            self.asking = self.loop.create_task(self._ask_all())
        return answer

    async def _ask_all(self) -> None:
        """One round after the other, until nobody waits."""
        while self.waiting:
            together, self.waiting = self.waiting, []
            for (_, answer), found in zip(together, await self._round(together), strict=True):
                if answer.done():  # who asked has gone
                    continue
                if isinstance(found, Exception):
                    answer.set_exception(found)
                else:
                    answer.set_result(found)
        self.asking = None

    async def _round(self, together: list[tuple[list[Any], Future[Any]]]) -> list[Any]:
        """What Redis says to each, or the same error to all."""
        pipe = self.redis.pipeline(transaction=False)
        for words, _ in together:
            pipe.execute_command("EVALSHA", DIGEST, *words)
        try:
            found = await pipe.execute(raise_on_error=False)
            if any(isinstance(one, NoScriptError) for one in found):  # Redis has begun anew
                await self.redis.script_load(LOOK)
        except Exception as down:  # noqa: BLE001 - nobody may wait for ever: it is for those who asked
            return [down] * len(together)
        return [None if isinstance(one, NoScriptError) else one for one in found]


@lru_cache(maxsize=2)
def looks(loop: AbstractEventLoop) -> Looks:
    """Where that loop asks."""
    return Looks(loop)


@lru_cache(maxsize=2)
def brisk(_loop: AbstractEventLoop) -> Redis:
    """A Redis that answers soon or not at all. Connections belong to the loop that opened them."""
    return Redis.from_url(
        settings().redis_dsn,
        socket_connect_timeout=within(BRISK_S),
        socket_timeout=within(BRISK_S),
        retry=Retry(NoBackoff(), 0),
    )
