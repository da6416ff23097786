"""Jobs of the organisation that have no attempt left, and running them again."""

from typing import Any

import streamlit as st

from engine import jobs
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.permissions import Permission
from pages.operating.words import ago, job_name, why
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

AGAIN = "job"
Row = dict[str, Any]


@section(N_("Failed jobs"), run_every=5)
def failed(scope: Scope) -> None:
    """The newest first."""
    rows, may = jobs.list_failed(scope.org_id), scope.can(Permission.JOBS_MANAGE)
    with card_box("failed"):
        with card_bar("failed", t("Failed jobs"), count=len(rows)):
            if rows and may and st.button(t("Run all again"), type="primary", key="failed-all"):
                with work(scope.org_id, scope.actor) as unit:
                    jobs.requeue_failed(unit)
                st.rerun()
        if not rows:
            show(nothing(t("No job of yours has failed for good.")))
            return
        show(table(rows, _columns(may), label=t("Failed jobs"), css="grid inbox", cards=True))
    if may and (again := pick(AGAIN)):
        with work(scope.org_id, scope.actor) as unit:
            jobs.requeue(unit, again)
        st.rerun()


def _columns(may: bool) -> list[Column[Row]]:
    columns: list[Column[Row]] = [
        Column(t("Job"), lambda row: job_name(row["job"])),
        Column(t("Failed"), lambda row: ago(row["failed_at"])),
        Column(t("Tries"), lambda row: n(formats.number(row["attempts"])), numeric=True),
        Column(t("Why"), why, wide=True),
    ]
    if may:
        columns.append(Column(t("Action"), lambda row: pick_button(AGAIN, row["id"], t("Run again")), quiet=True))
    return columns
