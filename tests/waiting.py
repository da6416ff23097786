"""Waiting for what happens in another process, without guessing how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 150  # a bound against what never comes: beside other tests a start takes many times longer


def eventually(predicate: Callable[[], T], timeout_s: float = PATIENCE_S, every_s: float = 0.02) -> T:
    """The first truthy answer of `predicate`; an AssertionError that names it after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not (answer := predicate()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{predicate.__qualname__} was not true within {timeout_s} s: {answer!r}")
        time.sleep(every_s)
    return answer
