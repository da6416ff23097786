"""The first rows of a long table, and the rest on demand."""

import streamlit as st

from engine.core.i18n import nt
from pages.ui import format as formats


def is_whole(key: str) -> bool:
    """Whether somebody wants to see all of that table."""
    return bool(st.session_state.get(f"{key}-whole"))


def more_or_fewer(key: str, every: str, fewer: str) -> None:
    """The button below a table that shows every row, or fewer again."""
    whole = is_whole(key)
    st.button(fewer if whole else every, key=f"{key}-more", on_click=_turn, args=(key, not whole), type="tertiary")


def every_campaign(count: int) -> str:
    """What the button says where the rows are campaigns."""
    return nt("Show all {count} campaigns", "Show all {count} campaigns", count, count=formats.number(count))


def _turn(key: str, whole: bool) -> None:
    st.session_state[f"{key}-whole"] = whole
