"""Syncs: how an account's campaigns and figures get here, and stay true.

timetable  when syncs are due, and how they are spread over five minutes
actions    what people and the product ask for: request, cancel, requeue
ticks      what the clock asks for: every account's turn, and picking up what died
windows    what one run will read, cut into pieces that are committed one by one
runs       one run from its claim to its end; bring: one window of it; endings: what its end means
pulse      the signs of life of a run, and the lock that only one run of an account can hold
reads      where everything stands; statistics: counted
answers    the platform's own words behind each window
history    what was, run by run and hour by hour
"""

from engine.syncs.actions import cancel, data_type, request, request_all, requeue
from engine.syncs.answers import answer_lines, find_in_answer, list_answers, trace
from engine.syncs.endings import last_ended
from engine.syncs.history import history, last_day, strip
from engine.syncs.reads import integration_status, live, status
from engine.syncs.runs import GaveUp, run
from engine.syncs.statistics import statistics
from engine.syncs.ticks import plan_tick, reap
from engine.syncs.timetable import TIMETABLE

__all__ = [
    "TIMETABLE",
    "GaveUp",
    "answer_lines",
    "cancel",
    "data_type",
    "find_in_answer",
    "history",
    "integration_status",
    "last_day",
    "last_ended",
    "list_answers",
    "live",
    "plan_tick",
    "reap",
    "request",
    "request_all",
    "requeue",
    "run",
    "statistics",
    "status",
    "strip",
    "trace",
]
