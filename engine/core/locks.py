"""Locks by name that end with the process that holds them, so that a worker that dies leaves none behind.

Such a lock lives in a transaction of its own: when the worker dies, Postgres ends it, and the name is free at
once. It locks nothing but a number and holds no snapshot, so it may stay open as long as the work takes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.session import session

_TRY = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
_WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Whether the lock of that name is ours inside; never waits."""
    with session() as holder:
        yield bool(holder.execute(_TRY, {"name": name}).scalar_one())


def alone(opened: Session, name: str) -> None:
    """Wait until this transaction is the only one under that name; it stays so until it ends."""
    opened.execute(_WAIT, {"name": name})
