"""Whatever runs or happens has a name that a person understands."""

import importlib
import inspect
import pkgutil

import jobs
from engine.events import HEARD_BY
from jobs import edge
from pages.operating.words import EVENTS, JOBS, LISTENERS


def all_jobs() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(jobs.__path__, "jobs."):
        for name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if (
                one.__module__ == module.name
                and one.__code__.co_filename == edge.__file__ != inspect.unwrap(one).__code__.co_filename
            ):
                found.add(f"{module.name}.{name}")
    return found


def test_every_job_has_a_name() -> None:
    assert all_jobs() - JOBS.keys() == set()


def test_every_event_and_listener_has_a_name() -> None:
    assert {event.__name__ for event in HEARD_BY} == EVENTS.keys()
    assert {listener for heard in HEARD_BY.values() for listener in heard} == LISTENERS.keys()
