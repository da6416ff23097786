"""How Redis and Postgres say that they are not there or full, and that they cannot keep what they were given.

Doors answer the first with 503, the second with 422: it is a value that no rule of ours had caught.
"""

from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import OutOfMemoryError as RedisFull
from redis.exceptions import ReadOnlyError as RedisReadOnly
from redis.exceptions import TimeoutError as RedisSlow
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

OUTAGES = (RedisDown, RedisSlow, RedisFull, RedisReadOnly, OperationalError, InterfaceError, PoolEmpty)
UNKEEPABLE = (DataError, OverflowError)
