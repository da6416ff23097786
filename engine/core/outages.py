"""The errors by which Redis or Postgres say that they are not there; doors answer them with 503."""

from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import TimeoutError as RedisSlow
from sqlalchemy.exc import OperationalError

OUTAGES = (RedisDown, RedisSlow, OperationalError)
