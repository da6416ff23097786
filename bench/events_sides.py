"""What is measured of events: how soon they are heard, and that each is heard once by workers that are killed.

Run by `bench.events` in a process whose settings point at the benchmark's own Postgres and Redis; the figures
leave as one line of JSON. `python -m bench.events_sides worker` is a worker with a witness beside each listener.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from db import migrate
from db.embedded import Process, running
from db.kinds import DeliveryStatus
from db.models import AuditEntry, OutboxDelivery, OutboxEvent
from db.session import session
from engine import members
from engine.core.work import Work, work
from engine.events import HEARD_BY
from engine.listeners import LISTENERS, Payload
from jobs import worker as product
from settings import HERE, environment, settings
from tests.engine.test_listeners import World, about, make_world
from tests.waiting import eventually

SEEN, WORKERS, AT_ONCE, PATIENCE_S = "witnessed", 2, 20, 3600
Listener = Callable[[Work, Payload], None]


def witnessed(name: str, listener: Listener) -> Listener:
    """The same listener, which leaves a row about the delivery it heard with whatever else it does."""

    def hear(unit: Work, payload: Payload) -> None:
        [heard] = [row for row in unit.session.identity_map.values() if isinstance(row, OutboxDelivery)]
        listener(unit, payload)
        unit.session.add(AuditEntry(org_id=unit.org_id, actor=name, action=SEEN, target=str(heard.id)))

    return hear


def calm(world: World, count: int) -> dict[str, float]:
    """One event after the other; how long each took until the last of its listeners was done."""
    kinds = list(islice(cycle(HEARD_BY), count))
    with workers():
        for kind in kinds:
            with work(world.org_id) as unit:
                unit.emit(about(kind, world))
            eventually(lambda: unfinished(world.org_id) == 0, timeout_s=PATIENCE_S)
    took = func.extract("epoch", func.max(OutboxDelivery.finished_at) - OutboxEvent.created_at) * 1000
    query = (
        select(took)
        .join(OutboxDelivery, OutboxDelivery.event_id == OutboxEvent.id)
        .where(OutboxEvent.org_id == world.org_id, OutboxDelivery.org_id == world.org_id)
        .group_by(OutboxEvent.id, OutboxEvent.created_at)
    )
    with session(world.org_id) as reader:
        times = [float(one) for one in reader.scalars(query)]
    return {"n": len(times), "p50": median(times), "p95": quantiles(times, n=20)[-1], "max": max(times)}


def storm(world: World, events: int, kills: int) -> dict[str, Any]:
    """All events at once, workers killed at even steps of the progress; what came of it."""
    begun = time.perf_counter()
    kinds = list(islice(cycle(HEARD_BY), events))
    with workers() as herd:
        for first in range(0, events, AT_ONCE):
            with work(world.org_id) as unit:
                for kind in kinds[first : first + AT_ONCE]:
                    unit.emit(about(kind, world))
        whole = unfinished(world.org_id)
        for number in range(kills):
            left = whole * (kills - number) // (kills + 1)
            eventually(lambda left=left: unfinished(world.org_id) <= left, timeout_s=PATIENCE_S)  # type: ignore[misc]
            herd.kill_one()
        eventually(lambda: unfinished(world.org_id) == 0, timeout_s=PATIENCE_S)
    return {"events": events, "kills": kills, "s": time.perf_counter() - begun} | outcome(world.org_id)


def outcome(org_id: UUID) -> dict[str, int]:
    """Every delivery of an event against the witnesses' rows."""
    heard = select(AuditEntry.target).where(AuditEntry.org_id == org_id, AuditEntry.action == SEEN)
    deliveries = select(OutboxDelivery).where(
        OutboxDelivery.org_id == org_id, OutboxDelivery.event_id.is_not(None)
    )
    with session(org_id) as reader:
        effects = list(reader.scalars(heard))
        rows = reader.scalars(deliveries).all()
    owed = {str(row.id) for row in rows}
    return {
        "deliveries": len(rows),
        "effects": len(effects),
        "doubled": len(effects) - len(set(effects)),
        "lost": len(owed - set(effects)),
        "dead": sum(row.status == DeliveryStatus.DEAD for row in rows),
        "interrupted": sum(any(one["what"] == "interrupted" for one in row.history) for row in rows),
    }


def unfinished(org_id: UUID) -> int:
    """How many deliveries of events are not done."""
    query = select(func.count()).where(OutboxDelivery.org_id == org_id, OutboxDelivery.event_id.is_not(None))
    with session(org_id) as reader:
        return reader.scalar(query.where(OutboxDelivery.status != DeliveryStatus.DONE)) or 0


class Herd:
    """Workers that are killed and replaced."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.count = 0
        self.pids = [self._start("bench.events_sides", "worker") for _ in range(WORKERS)]

    def kill_one(self) -> None:
        """Kill any of them in whatever it does, and start another."""
        place = random.randrange(len(self.pids))
        os.kill(self.pids[place], signal.SIGKILL)
        self.pids[place] = self._start("bench.events_sides", "worker")

    def _start(self, *module: str) -> int:
        self.count += 1
        log = settings().data_dir / f"{module[0]}-{self.count}.log"
        return self.stack.enter_context(running(program(log, *module), log)).pid


def program(log: Path, *module: str) -> Process:
    """One of our programs; ready once it says that it has started."""
    return Process(
        name=module[0],
        argv=(sys.executable, "-m", *module),
        is_ready=lambda: b".started" in log.read_bytes(),
        env=environment(PYTHONPATH=str(HERE), TZ="UTC"),
        stop_signal=signal.SIGTERM,
    )


@contextmanager
def workers() -> Iterator[Herd]:
    """Two workers and a scheduler at work inside."""
    with ExitStack() as stack:
        clock = settings().data_dir / f"scheduler-{uuid4().hex}.log"
        stack.enter_context(running(program(clock, "jobs.scheduler"), clock))
        yield Herd(stack)


def main() -> None:
    """Measure and print; or work, with witnesses."""
    if sys.argv[1:] == ["worker"]:
        LISTENERS.update({name: witnessed(name, listener) for name, listener in LISTENERS.items()})
        product.main()
        return
    events, kills, calm_events = map(int, sys.argv[1:])
    migrate.upgrade()
    reader = members.create_user(f"{uuid4().hex[:10]}@example.com", "Sara", uuid4().hex)
    found = {
        "calm": calm(make_world(reader), calm_events),
        "storm": storm(make_world(reader), events, kills),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
