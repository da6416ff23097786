"""Page by page through a long list: which page is shown, and the way to the next."""

import streamlit as st

from engine.core.i18n import t
from pages.ui import format as formats
from pages.ui.html import show
from pages.ui.marks import n


def page_of(key: str, sought: object = None) -> int:
    """The page of that list to show, from 1; another thing sought begins at the first again."""
    if st.session_state.get(f"sought-{key}") != sought:
        st.session_state[f"sought-{key}"] = sought
        st.session_state[f"page-{key}"] = 1
    return int(st.session_state.get(f"page-{key}", 1))


def pager(key: str, page: int, total: int, per_page: int) -> None:
    """`26–50 of 130` with a button to either side; nothing where one page holds all."""
    last = max(-(-total // per_page), 1)
    if last == 1 and page == 1:
        return
    first, end = (page - 1) * per_page + 1, min(page * per_page, total)
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", key=f"pager-{key}"
    ):
        span = n(f"{formats.number(first)}–{formats.number(end)}")
        whole = t("of {count}", count=formats.number(total))
        if first <= total:
            show(span, n(" "), n(whole), width="content")
        st.button(
            t("Newer"), key=f"newer-{key}", on_click=_turn, args=(key, min(page - 1, last)), disabled=page == 1
        )
        st.button(t("Older"), key=f"older-{key}", on_click=_turn, args=(key, page + 1), disabled=page >= last)


def _turn(key: str, page: int) -> None:
    st.session_state[f"page-{key}"] = page
