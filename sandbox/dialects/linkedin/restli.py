"""Rest.li 2.0 query syntax, strictly: `List(a,b)` and `(k:v)` literal, what is inside percent-encoded once.

A structure that was encoded reads as plain text here, and text encoded twice keeps its percent signs: both are
then refused by whoever expected a list or a URN, as on the real platform.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from sandbox.dialects.linkedin.errors import RestError, bad_param

PLAIN = re.compile(r"[^(),:']*")
Value = Any  # a text, a list of values, or an object of values
PROJECTION = "fields"  # the one parameter in the syntax of Rest.li 1.0: names with commas


def parse_query(raw: str) -> dict[str, Value]:
    """The parameters of a raw query string; raises 400 for what is not Rest.li 2.0."""
    found: dict[str, Value] = {}
    for pair in filter(None, raw.split("&")):
        name, _, text = pair.partition("=")
        name = unquote(name)
        if name in found:
            raise bad_param(name, "given twice")
        found[name] = unquote(text).split(",") if name == PROJECTION else parse(name, text)
    return found


def parse(name: str, text: str) -> Value:
    """One encoded value; `name` is the parameter that the refusal names."""
    value, end = _value(name, text, 0)
    if end != len(text):
        raise _syntax(name, end)
    return value


def _value(name: str, text: str, at: int) -> tuple[Value, int]:
    if text.startswith("List(", at):
        return _items(name, text, at + len("List("), _value, list)
    if text.startswith("(", at):
        return _items(name, text, at + 1, _pair, dict)
    if text.startswith("''", at):
        return "", at + 2
    found = PLAIN.match(text, at)
    end = found.end() if found else at
    return unquote(text[at:end]), end


def _pair(name: str, text: str, at: int) -> tuple[tuple[str, Value], int]:
    key, end = _value(name, text, at)
    if not key or not isinstance(key, str) or not text.startswith(":", end):
        raise _syntax(name, end)
    value, end = _value(name, text, end + 1)
    return (key, value), end


def _items(
    name: str,
    text: str,
    at: int,
    item: Callable[[str, str, int], tuple[Any, int]],
    gather: Callable[[list[Any]], Value],
) -> tuple[Value, int]:
    """What stands between brackets, separated by commas."""
    found: list[Any] = []
    if text.startswith(")", at):
        return gather(found), at + 1
    while True:
        value, at = item(name, text, at)
        found.append(value)
        if text.startswith(")", at):
            return gather(found), at + 1
        if not text.startswith(",", at):
            raise _syntax(name, at)
        at += 1


def _syntax(name: str, at: int) -> RestError:
    return bad_param(name, f"not Rest.li 2.0 at position {at}")
