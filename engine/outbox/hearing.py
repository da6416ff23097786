"""A listener hears an event, once: its effects and the note that it heard commit together, or not at all."""

import time
from uuid import UUID

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery, OutboxEvent
from engine import events
from engine.core import clock, tallies
from engine.core.errors import Conflict, Missing, Unready
from engine.core.i18n import N_
from engine.core.work import OPEN, Work, work
from engine.listeners import LISTENERS
from engine.outbox.notes import interrupted

UNHEARD = N_("This worker does not know the listener {listener}. Bring it up to date, then replay the event.")


def hear(org_id: UUID, delivery_id: UUID, attempt: int = 1) -> None:
    """Let a listener hear its event, unless it has; `attempt` is this job's, counted from 1.

    What the event was about may be gone by now, or have moved on: then there is nothing left to do, and the
    delivery is done with that reason. Raises what the listener raises.
    """
    begun, started_at = time.monotonic(), clock.now()
    with work(org_id) as unit:
        row = unit.session.get(OutboxDelivery, (org_id, delivery_id), with_for_update=True)
        if row is None or row.event_id is None or row.status not in OPEN:
            return
        event = unit.find(OutboxEvent, row.event_id)
        try:
            _tell(unit, row.target, events.current(event.name, event.version, event.payload))
        except (Missing, Conflict) as moved_on:
            row.reason = moved_on.kept()
        else:
            row.reason = None
        row.history = [*row.history, *interrupted(row, attempt)]
        row.attempts = max(row.attempts + 1, attempt)
        row.status, row.started_at, row.finished_at = DeliveryStatus.DONE, started_at, clock.now()
        row.duration_ms = round((time.monotonic() - begun) * 1000)
        listener, outcome = row.target, "moved_on" if row.reason else "done"
    tallies.note("listeners", time.monotonic() - begun, listener=listener, outcome=outcome)


def _tell(unit: Work, listener: str, payload: events.Payload) -> None:
    """Hand the event over; what a listener did before it raised is undone, its jobs included."""
    if listener not in LISTENERS:
        raise Unready(UNHEARD, listener=listener)
    before = len(unit.leaving)
    try:
        with unit.session.begin_nested():
            LISTENERS[listener](unit, payload)
    except (Missing, Conflict):
        del unit.leaving[before:]
        raise
