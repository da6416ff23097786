"""The table of events is the product: each of them is stated somewhere, by a cause of its own."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from engine import events
from settings import HERE


@cache
def emitted() -> frozenset[str]:
    """The events that some module of the product hands to `emit`."""
    return frozenset(_emitted())


def _emitted() -> Iterator[str]:
    for path in (HERE / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "emit":
                [fact] = node.args
                assert isinstance(fact, ast.Call), f"{path}:{node.lineno} hides which event it is"
                assert isinstance(fact.func, ast.Name)
                yield fact.func.id


@pytest.mark.parametrize("event", events.HEARD_BY, ids=lambda one: one.__name__)
def test_every_event_has_a_cause_in_the_product(event):
    assert event.__name__ in emitted()


def test_nothing_is_stated_that_nobody_hears():
    assert emitted() <= set(events.EVENTS)
