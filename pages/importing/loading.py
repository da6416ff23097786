"""The load: how far it is, and what came of it."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import ImportStatus
from engine import imports
from engine.core.i18n import N_, nt, t
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import link, n, platform
from pages.ui.scope import Scope
from pages.ui.stats import Stat, stats_strip
from pages.ui.strips import progress

ENDED = "ended"


@section(N_("Load"), run_every=1)
def loading(scope: Scope, import_id: UUID) -> None:
    """Redrawn every second until the worker is through; a failed load leads back to the file."""
    found = imports.import_status(scope.org_id, import_id)
    if found["status"] in {ImportStatus.PREVIEW, ImportStatus.FAILED}:
        del st.session_state[f"loading-{import_id}"]
        st.rerun(scope="app")
    if found["status"] == ImportStatus.DONE and st.session_state[f"loading-{import_id}"] != ENDED:
        st.session_state[f"loading-{import_id}"] = ENDED
        st.rerun(scope="app")  # the list below it is the page's
    with card_box("load"):
        with card_bar("load", found["account"]):
            if found["status"] == ImportStatus.DONE and st.button(t("Bring another file")):
                del st.query_params["file"]
                st.rerun(scope="app")
        if found["status"] == ImportStatus.DONE:
            _result(scope, import_id, found)
        else:
            show(_bar(found))


def _bar(found: dict[str, Any]) -> Markup:
    done, whole = found["rows"], max(found["expected"], 1)
    share = min(done / whole, 1.0)
    name = Markup("{} <bdi>{}</bdi>").format(platform(found["platform"]), found["file_name"])
    read = nt("{count} row read", "{count} rows read", done, count=formats.number(done))
    label = t("{name}: {percent} done", name=found["file_name"], percent=formats.percent(share, 0))
    waiting = t("waiting for a worker") if not done else ""
    return progress(name, t("Load"), share, read, waiting, n(formats.percent(share, 0)), label=label)


def _result(scope: Scope, import_id: UUID, found: dict[str, Any]) -> None:
    skipped, created = found["skipped"], found["created"]
    once = skipped["totals"] + skipped["repeated"]

    def stat(label: str, count: int, note: str, tone: str = "") -> Stat:
        return Stat(label, n(formats.number(count)), note, tone if count else "")

    show(
        stats_strip(
            [
                stat(t("Rows"), found["rows"], t("read from the file")),
                stat(t("New"), created, t("days that were not there"), "good"),
                stat(t("Changed"), found["updated"], t("days that were corrected")),
                stat(t("Same"), found["unchanged"], t("days that were there already")),
                stat(t("Left out"), skipped["errors"], t("rows in error"), "bad"),
                stat(t("Skipped"), once, t("totals and repeated rows")),
            ]
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        show(Markup('<p class="fname">{}</p>').format(link(t("See the figures on the dashboard"), "/")))
        if skipped["errors"]:
            st.download_button(
                t("All errors as CSV"),
                lambda: imports.errors_csv(scope.org_id, import_id),
                "errors.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
            )
