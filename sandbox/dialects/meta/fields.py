"""The `fields` parameter: names separated by commas, each may be followed by fields of its own in braces.

Between the two may stand what is wanted of a list, as in `likes.summary(true).limit(0)`: a name is known by what
stands before its first dot.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from sandbox.dialects.meta.errors import invalid

MODIFIER = re.compile(r"\.\w+\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Selection:
    """Names in the order asked for, and what was asked of the nested ones."""

    names: tuple[str, ...] = ()
    inner: dict[str, "Selection"] = field(default_factory=dict)

    def check(self, known: Container[str], node: str) -> None:
        """Raise (#100) for the first name that a kind of node does not have."""
        for name in self.names:
            if name not in known:
                raise invalid(f"Tried accessing nonexisting field ({name}) on node type ({node})")


def parse(text: str) -> Selection:
    """Read `id,name,creative{id,title}`; raises (#2500) when the braces do not match."""
    selection, rest = _read(MODIFIER.sub("", text.replace(" ", "")))
    if rest:
        raise _broken(text)
    return selection


def _read(text: str) -> tuple[Selection, str]:
    names: list[str] = []
    inner: dict[str, Selection] = {}
    while text and text[0] != "}":
        end = next((n for n, letter in enumerate(text) if letter in ",{}"), len(text))
        name, text = text[:end], text[end:]
        if name:
            names.append(name)
        if text.startswith("{"):
            inner[name], text = _read(text[1:])
            if not text.startswith("}"):
                raise _broken(name)
            text = text[1:]
        text = text.removeprefix(",")
    return Selection(tuple(dict.fromkeys(names)), inner), text


def _broken(text: str) -> Exception:
    return invalid(f'Syntax error "Expected end of string instead of \\"}}\\"." at: {text[:40]}', 2500)
