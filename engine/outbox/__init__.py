"""The outbox: what must leave the process, each of it once, and what became of it.

hearing     a listener hears an event, once: its effects and the note that it heard commit together
notes       what becomes of jobs and of attempts that fail; what is dead waits for a person
sweeping    what a crash or an outage of Redis left behind goes out after all
actions     what people ask for: replaying one or all; forgetting what is old
reads       the Events screen: what happened, found by type, entity and outcome; one event's story
statistics  how long each listener takes
"""

from engine.outbox.actions import replay, replay_dead, trim
from engine.outbox.hearing import hear
from engine.outbox.notes import note_done, note_failure
from engine.outbox.reads import OUTCOMES, count_open, list_dead, list_events, read_event
from engine.outbox.statistics import DAY, listener_times
from engine.outbox.sweeping import sweep

__all__ = [
    "DAY",
    "OUTCOMES",
    "count_open",
    "hear",
    "list_dead",
    "list_events",
    "listener_times",
    "note_done",
    "note_failure",
    "read_event",
    "replay",
    "replay_dead",
    "sweep",
    "trim",
]
