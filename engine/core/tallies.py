"""Counts of what happens in many processes, kept in Redis for whoever watches the house: how often, how long.

One hash a family; a field is its labels as JSON, with how often it happened and how many seconds that took in
all. They only grow: a monitoring system makes rates of them. Without Redis nothing is counted, and nobody waits.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import orjson
from redis.exceptions import RedisError

from engine.core.store import haste, hasty_redis, redis

_COUNT, _SECONDS = "n:", "s:"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened that has these labels, and how long it took in all."""

    labels: dict[str, str]
    count: int
    seconds: float


def note(family: str, seconds: float = 0.0, *, times: int = 1, **labels: str) -> None:
    """It happened once more, or so many times, which took so long in all."""
    field = orjson.dumps(labels, option=orjson.OPT_SORT_KEYS).decode()
    with suppress(RedisError), haste.attempt(), hasty_redis().pipeline(transaction=False) as pipe:
        pipe.hincrby(_key(family), _COUNT + field, times)
        pipe.hincrbyfloat(_key(family), _SECONDS + field, seconds)
        pipe.execute()


def read_tallies(family: str) -> Iterator[Tally]:
    """Everything that was counted of a family."""
    kept = cast("dict[bytes, bytes]", redis().hgetall(_key(family)))
    for name, value in kept.items():
        text = name.decode()
        if text.startswith(_COUNT):
            field = text.removeprefix(_COUNT)
            seconds = float(kept.get((_SECONDS + field).encode(), b"0"))
            yield Tally(orjson.loads(field), int(value), seconds)


def _key(family: str) -> str:
    return f"tally:{family}"
