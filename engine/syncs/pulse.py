"""A run's signs of life, and the lock that only one run of an account can hold."""

import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar
from uuid import UUID

from sqlalchemy import update

from db.kinds import RunStatus
from db.models import SyncRun
from db.session import session
from engine.core import clock, locks

Row = TypeVar("Row")

BEAT_S = 5.0


class Cancelled(Exception):
    """Somebody asked for this run to stop; not an error."""


def held(integration_id: UUID) -> AbstractContextManager[bool]:
    """Whether the account's lock is ours inside; never waits."""
    return locks.held(f"sync:{integration_id}")


class Pulse:
    """Beats for one run while rows pass through it, and hears whether it should stop."""

    def __init__(self, org_id: UUID, run_id: UUID) -> None:
        self.org_id = org_id
        self.run_id = run_id
        self.due = 0.0

    def beat(self) -> None:
        """Say that we live; raises Cancelled when somebody wants us to stop."""
        self.due = time.monotonic() + BEAT_S
        with session(self.org_id) as writer:
            asked_to_stop = writer.execute(
                update(SyncRun)
                .where(SyncRun.org_id == self.org_id, SyncRun.id == self.run_id)
                .where(SyncRun.status == RunStatus.RUNNING)
                .values(heartbeat_at=clock.now())
                .returning(SyncRun.cancel_requested),
                execution_options={"unseen": True},  # of a run that runs the beat is shown nowhere
            ).scalar_one_or_none()
            writer.commit()
        if asked_to_stop is not False:  # None: it was ended elsewhere
            raise Cancelled

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, with a beat every few seconds, between two of them."""
        for row in rows:
            if time.monotonic() >= self.due:
                self.beat()
            yield row
