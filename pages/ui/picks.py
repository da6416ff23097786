"""Buttons inside our own markup that reach Python: a press on `data-pick` redraws the page with its value.

Markup cannot carry a Streamlit button in every table row; one hidden field a page, filled in by boot.js, can
take the presses of them all.
"""

import streamlit as st
from markupsafe import Markup


def pick(key: str) -> str:
    """The value of the `pick_button` pressed just now, empty when this rerun has another cause."""
    with st.container(key=f"pick-{key}"):
        st.text_input(key, key=f"picked-{key}", label_visibility="collapsed", on_change=_take, args=(key,))
    return str(st.session_state.pop(f"taken-{key}", ""))


def pick_button(
    key: str, value: str, label: str | Markup, *, css: str = "lk", pressed: bool | None = None
) -> Markup:
    """A button that hands `value` to `pick(key)`; `pressed` says for a button that opens whether it is open."""
    state = "" if pressed is None else Markup(' aria-expanded="{}"').format(str(pressed).lower())
    return Markup('<button type="button" class="{}" data-pick="{}" value="{}"{}>{}</button>').format(
        css, key, value, state, label
    )


def _take(key: str) -> None:
    st.session_state[f"taken-{key}"] = st.session_state[f"picked-{key}"]
    st.session_state[f"picked-{key}"] = ""
