"""Every run there was, with what it read and wrote, and a way to take up one that failed."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import DataType, RunStatus, Trigger
from engine import syncs
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.permissions import Permission
from pages.syncing.words import RUN_STATES, TRIGGERS, TYPES, hour, moment
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 25
Run = dict[str, Any]


@section(N_("Run history"), run_every=5)
def past(scope: Scope) -> None:
    """The newest runs first."""
    rows = [run for run in syncs.history(scope.org_id, per_page=SHOWN)["runs"] if run["finished_at"]]
    with card_box("history"):
        with card_bar("history", t("Run history"), count=len(rows)):
            broken = [run for run in rows if run["status"] in (RunStatus.FAILED, RunStatus.CANCELLED)]
            if broken and scope.can(Permission.SYNC_TRIGGER):
                _take_up(scope, broken)
        if not rows:
            show(nothing(t("No run has ended yet.")))
            return
        show(table(rows, _columns(scope), label=t("Run history"), css="hist", sorted_by=t("Started")))


def _take_up(scope: Scope, broken: list[Run]) -> None:
    with st.popover(t("Run again")):
        names = {run["run_id"]: _name(scope, run) for run in broken}
        chosen = st.selectbox(t("Run"), list(names), format_func=names.__getitem__)
        st.caption(t("It goes on from the last step that was committed."))
        if st.button(t("Run again"), type="primary", key="requeue"):
            with work(scope.org_id, scope.actor) as unit:
                syncs.requeue(unit, UUID(chosen))
            st.rerun()


def _name(scope: Scope, run: Run) -> str:
    return f"{hour(run['created_at'], scope.zone)} {platform_name(run['platform'])}: {run['name']}"


def _columns(scope: Scope) -> list[Column[Run]]:
    def count(label: str, key: str) -> Column[Run]:
        return Column(label, lambda run: n(formats.number(run[key])), sort=lambda run: run[key], numeric=True)

    return [
        Column(t("Started"), lambda run: n(hour(run["created_at"], scope.zone)), sort=_begun),
        Column(t("Account"), _account, sort=lambda run: run["name"]),
        Column(t("Trigger"), lambda run: t(TRIGGERS[Trigger(run["trigger"])])),
        Column(t("Type"), lambda run: t(TYPES[DataType(run["data_type"])])),
        Column(t("Steps"), lambda run: n(f"{run['windows_done']}/{run['windows_planned']}"), numeric=True),
        count(t("Read"), "rows_read"),
        count(t("New"), "rows_created"),
        count(t("Changed"), "rows_updated"),
        count(t("Same"), "rows_unchanged"),
        Column(
            t("Took"),
            lambda run: n(formats.stopwatch(run["duration_s"] or 0)),
            sort=lambda run: run["duration_s"],
            numeric=True,
        ),
        count(t("Tries"), "attempt"),
        Column(t("Result"), _result, css="st"),
    ]


def _begun(run: Run) -> float:
    begun = moment(run["created_at"])
    return begun.timestamp() if begun else 0.0


def _account(run: Run) -> Markup:
    return Markup('{} <bdi class="sub">{}</bdi>').format(platform(run["platform"]), run["name"])


def _result(run: Run) -> Markup:
    tone, word = RUN_STATES[RunStatus(run["status"])]
    if run["status"] == RunStatus.SUCCEEDED and run["attempt"] > 1:
        return pill("warn", t("done, retried"))
    shown = pill(tone, t(word))
    if not run["error"]:
        return shown
    return Markup('<span title="{}">{}</span>').format(run["error"]["message"], shown)
