"""The one thing that an address names, such as `/budgets?id=…`: it comes first on its page, and is marked."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from engine.core.errors import Missing

NAME = "id"
Row = dict[str, Any]


def chosen() -> str:
    """What the address names; empty when it names nothing."""
    return str(st.query_params.get(NAME, ""))


def chosen_id() -> UUID | None:
    """The same as an id. Missing when it is none."""
    try:
        return UUID(named) if (named := chosen()) else None
    except ValueError:
        raise Missing from None


def forget() -> None:
    """It was shown, and need not be again when the page is redrawn."""
    st.query_params.pop(NAME, None)


def address(path: str, thing: object, name: str = NAME) -> str:
    """Where a page shows that thing first; the page itself when there is none."""
    return f"{path}?{urlencode({name: str(thing)})}" if thing else path


def is_chosen(key: str = "id") -> Callable[[Row], bool]:
    """Whether a row is the one that the address names, by that key."""
    wanted = chosen()
    return lambda row: bool(wanted) and row.get(key) == wanted


def first(rows: Sequence[Row], key: str = "id") -> list[Row]:
    """The rows, that one before all others."""
    wanted = is_chosen(key)
    return sorted(rows, key=lambda row: not wanted(row))
