"""Deeds of a reader inside a section: done in one unit, with their answer or refusal kept for the next drawing."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from engine.core.errors import AppError
from engine.core.i18n import t
from engine.core.work import Work, work
from pages.ui.html import show
from pages.ui.scope import Scope
from pages.ui.states import trouble


def do(scope: Scope, key: str, change: Callable[[Work], Any]) -> None:
    """Do it, keep what it answers or why it was refused, and draw the section anew."""
    try:
        with work(scope.org_id, scope.actor) as unit:
            st.session_state[f"done-{key}"] = change(unit)
    except AppError as refused:
        st.session_state[f"refused-{key}"] = _said(refused)
    st.rerun(scope="fragment")


def done(key: str) -> Any:
    """What the deed of that name answered, this once; a refusal is shown here."""
    if refused := st.session_state.pop(f"refused-{key}", None):
        show(trouble(t("Nothing was changed"), refused))
    return st.session_state.pop(f"done-{key}", None)


def _said(refused: AppError) -> str:
    """What is wrong with every field where it names some, else its sentence."""
    fields: dict[str, list[str]] = getattr(refused, "fields", {})
    return " ".join(said for each in fields.values() for said in each) or refused.sentence()
