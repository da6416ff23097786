"""The month's targets: where each stands, and the form that sets them."""

import streamlit as st
from markupsafe import Markup

from engine.core.clock import now
from engine.core.i18n import N_, t
from engine.permissions import Permission
from engine.science.pacing import elapsed
from engine.targets import GOALS, month_of
from pages.board.board import Board
from pages.board.headline import written
from pages.ui import format as formats
from pages.ui.cards import card
from pages.ui.frame import guarded
from pages.ui.html import say
from pages.ui.lists import Target, target_list
from pages.ui.marks import n
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.targets import target_form

EDIT = "targets"


def targets_card(scope: Scope, board: Board) -> Markup:
    """The card; the link in it opens the form where the reader may set targets."""
    month = month_of(scope.today)
    title = t("KPI targets, {month}", month=formats.month(month.since))
    may_edit = scope.can(Permission.TARGETS_WRITE)
    edit = pick_button(EDIT, "open", t("Edit targets"), css="alink") if may_edit else ""
    if not board.data["kpis"]:
        words = t("No targets yet. Set them to see whether the month is on track.")
        return card(title, nothing(words), aside=edit)
    passed = elapsed(month, now(), scope.zone) / len(month)
    footer = say("{share} of the month has passed", share=n(formats.percent(passed, 0)))
    return card(
        title, target_list([_target(kpi, board.code) for kpi in board.data["kpis"]]), aside=edit, footer=footer
    )


def edit_targets(scope: Scope) -> None:
    """The form, in a dialog; an empty field takes the target away."""
    month = month_of(scope.today)

    @st.dialog(t("Targets for {month}", month=formats.month(month.since)))
    def form() -> None:
        with guarded(N_("Targets")) as reader:
            if target_form(reader, month.since):
                st.rerun()

    form()


def _target(kpi: dict[str, object], code: str) -> Target:
    unit, target, actual = str(kpi["unit"]), _number(kpi["target"]) or 0.0, _number(kpi["actual"])
    falls = GOALS[str(kpi["metric"])].falls
    reached = (target / actual if falls else actual / target) if actual and target else 0.0
    expected = (_number(kpi["expected"]) or 0) / target if GOALS[str(kpi["metric"])].sums and target else None
    return Target(
        name=str(kpi["name"]),
        status=str(kpi["status"]),
        actual=written(actual, unit, code),
        target=written(target, unit, code),
        share=reached,
        expected=expected,
    )


def _number(value: object) -> float | None:
    return value if isinstance(value, float | int) else None
