"""The form of a month's targets."""

from datetime import date

import streamlit as st

from engine.core.i18n import N_, t
from engine.targets import GOALS, list_targets, save_targets
from pages.ui import format as formats
from pages.ui.scope import Scope

UNITS = {"money": "{currency}", "count": N_("count"), "times": "×", "share": "%"}


def target_form(scope: Scope, month: date) -> bool:
    """A field a figure, an empty one takes its target away; whether they were just saved."""
    present = list_targets(scope.org_id, month)
    with st.form(f"targets-{month}", border=False):
        columns = st.columns(2)
        wanted = {}
        for place, metric in enumerate(GOALS):
            with columns[place % 2]:
                wanted[metric] = _field(metric, present.get(metric), scope.currency, month)
        if not st.form_submit_button(t("Save targets"), type="primary"):
            return False
    save_targets(scope.org_id, scope.actor, month, wanted)
    return True


def _field(metric: str, target: float | None, currency: str, month: date) -> float | None:
    """A field in the unit people use: shares are typed in percent."""
    goal = GOALS[metric]
    scale = 100 if goal.unit == "share" else 1
    unit = t(UNITS[goal.unit]).format(currency=formats.currency(currency))
    typed = st.number_input(
        f"{t(goal.label)} ({unit})",
        min_value=0.0,
        value=None if target is None else target * scale,
        key=f"target-{month}-{metric}",
        placeholder=t("no target"),
    )
    return typed / scale if typed else None
