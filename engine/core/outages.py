"""How Redis and Postgres say that they are not there, and that they cannot keep what they were given.

Doors answer the first with 503, the second with 422: it is a value that no rule of ours had caught.
"""

from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import TimeoutError as RedisSlow
from sqlalchemy.exc import DataError, OperationalError

OUTAGES = (RedisDown, RedisSlow, OperationalError)
UNKEEPABLE = (DataError, OverflowError)
