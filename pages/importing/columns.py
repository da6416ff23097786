"""What each column holds: the guess, and a way to overrule it, field by field."""

from typing import Any
from uuid import UUID

import streamlit as st

from engine import imports
from engine.core.i18n import t
from engine.core.work import work
from pages.ui.scope import Scope

NONE = ""
WIDTH = 210


def columns(scope: Scope, import_id: UUID, preview: dict[str, Any]) -> None:
    """One select a field, with the first value of the chosen column below it; open while a column is missing."""
    labels, held = preview["labels"], preview["columns"]
    wrong = any(one["field"] == "columns" for one in preview["problems"])
    with st.expander(t("Columns"), expanded=wrong), st.form(f"columns-{import_id}", border=False):
        with st.container(horizontal=True):
            chosen = {
                field.value: st.selectbox(
                    t(title),
                    [NONE, *labels],
                    index=labels.index(held[field]) + 1 if held.get(field) in labels else 0,
                    format_func=lambda label: _word(label, preview["samples"]),
                    key=f"{field}-{import_id}-{hash(tuple(labels))}",
                    placeholder=t("Choose"),
                    width=WIDTH,
                )
                for field, title in imports.TITLES.items()
            }
        if st.form_submit_button(t("Read with these columns")):
            with work(scope.org_id, scope.actor) as unit:
                imports.adjust(
                    unit, import_id, {"columns": {field: label for field, label in chosen.items() if label}}
                )
            st.rerun()


def _word(label: str, samples: dict[str, str]) -> str:
    if not label:
        return t("– no column –")
    return f"{label} · {samples[label]}" if samples.get(label) else label
