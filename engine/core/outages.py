"""How Redis and Postgres say that they are not there or full, and that they cannot keep what they were given.

Doors answer the first with 503, the second with 422: it is a value that no rule of ours had caught. Jobs note the
first as a moment's trouble of the house, and whatever nobody expected as a bug.
"""

from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import OutOfMemoryError as RedisFull
from redis.exceptions import ReadOnlyError as RedisReadOnly
from redis.exceptions import TimeoutError as RedisSlow
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from engine.core.errors import AppError, Unready
from engine.core.i18n import N_

OUTAGES = (RedisDown, RedisSlow, RedisFull, RedisReadOnly, OperationalError, InterfaceError, PoolEmpty)
UNKEEPABLE = (DataError, OverflowError)


class Away(Unready):
    """Postgres or Redis failed a job; `detail` says how."""

    default = N_(
        "Our database or its cache did not answer. This is tried again by itself; "
        "if it has been given up, start it again."
    )


def explained(error: BaseException, bug: type[AppError] = AppError) -> AppError:
    """What a row remembers of what ended a job: the error's own sentence, that the house failed it, or a bug."""
    if isinstance(error, AppError):
        return error
    kind = Away if isinstance(error, OUTAGES) else bug
    return kind(detail=f"{type(error).__name__}: {error}")
