"""Every import there was, and the way back to one that waits."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import ImportStatus
from engine import imports
from engine.core.i18n import N_, t
from pages.importing.words import STATES
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill, platform
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
OPEN = {ImportStatus.PREVIEW, ImportStatus.FAILED}


@section(N_("Imports so far"), run_every=5)
def past(scope: Scope) -> None:
    """The newest first."""
    rows = imports.list_imports(scope.org_id)["imports"]
    with card_box("past"):
        heading(t("Imports so far"), count=len(rows))
        if not rows:
            show(nothing(t("Nothing was imported yet. The files you bring are listed here.")))
            return
        show(table(rows, _columns(), label=t("Imports so far"), css="hist"))
    if opened := pick("import"):
        st.query_params["file"] = str(UUID(opened))
        st.rerun(scope="app")


def _columns() -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key])), sort=lambda row: row[key], numeric=True)

    return [
        Column(t("File"), _name, wide=True),
        Column(t("Account"), _account),
        Column(t("Brought"), lambda row: n(formats.ago(datetime.fromisoformat(row["created_at"])))),
        count(t("Rows"), "rows"),
        count(t("New"), "created"),
        count(t("Changed"), "updated"),
        count(t("Same"), "unchanged"),
        Column(t("Left out"), lambda row: n(formats.number(row["skipped"]["errors"])), numeric=True),
        Column(t("Result"), _result, css="st"),
    ]


def _name(row: Row) -> Markup:
    shown = Markup("<bdi>{}</bdi>").format(row["file_name"])
    return pick_button("import", row["import_id"], shown) if row["status"] in OPEN else shown


def _account(row: Row) -> Markup:
    whose = platform(row["platform"]) if row["platform"] else Markup("")
    return Markup('{} <bdi class="sub">{}</bdi>').format(whose, row["account"])


def _result(row: Row) -> Markup:
    tone, word = STATES[row["status"]]
    shown = pill(tone, t(word))
    return Markup('<span title="{}">{}</span>').format(row["error"]["message"], shown) if row["error"] else shown
