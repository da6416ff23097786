"""Where a figure comes from: what an account's platform answered when each window was last read, word for word."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import SourceKind
from engine import syncs
from engine.core.i18n import N_, nt, t
from engine.integrations import list_integrations
from engine.permissions import Permission
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import guarded, section
from pages.ui.html import show
from pages.ui.marks import n, platform_name
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
OPENED = "answer"
ADDRESSED = "trace"  # in the address: the ad campaign whose figures are traced
WORDS = "answers-words"
KINDS = {
    "entities": N_("Campaigns, ad sets and ads"),
    "posts": N_("Posts"),
    "metrics/campaign": N_("Figures of campaigns"),
    "metrics/ad_set": N_("Figures of ad sets"),
    "metrics/ad": N_("Figures of ads"),
}


@section(N_("What the platforms answered"), permission=Permission.EXPORT)
def answers(scope: Scope) -> None:
    """The windows of one account that were read last; each opens what the platform said."""
    names = {
        row["id"]: f"{platform_name(row['platform'])} · {row['name']}"
        for row in list_integrations(scope.org_id)
        if row["is_active"] and row["source"] == SourceKind.API
    }
    if not names:
        return
    traced = _traced(scope)
    if traced and WORDS not in st.session_state:
        st.session_state[WORDS] = traced["external_id"]
    with card_box("answers"):
        with card_bar("answers", t("What the platforms answered")):
            ids = list(names)
            at = ids.index(traced["integration_id"]) if traced and traced["integration_id"] in ids else 0
            chosen = st.selectbox(
                t("Account"), ids, index=at, format_func=names.__getitem__, label_visibility="collapsed", width=240
            )
            st.text_input(
                t("Find in the answers"),
                key=WORDS,
                placeholder=t("Campaign id, day or figure"),
                icon=":material/search:",
                label_visibility="collapsed",
                width=210,
            )
        rows = syncs.list_answers(scope.org_id, UUID(chosen))
        if not rows:
            show(nothing(t("Nothing was read from this account yet.")))
            return
        show(table(rows, _columns(), label=t("What the platforms answered"), css="grid", cards=True))
        footnote(t("Of each account the newest windows are kept; tokens are blacked out."), "lock")


def open_answer(answer_id: UUID) -> None:
    """What the platform said, in a dialog: the calls that hold the words sought, around them."""

    @st.dialog(t("What the platform answered"), width="large")
    def opened() -> None:
        with guarded(N_("What the platform answered")) as scope:
            words = str(st.session_state.get(WORDS, "")).strip()
            found = syncs.find_in_answer(scope.org_id, answer_id, words)
            calls = nt("{count} call holds it", "{count} calls hold it", found["hits"], count=found["hits"])
            show(Markup('<p class="sub">{}</p>').format(f"{words}: {calls}" if words else t("The first calls")))
            for line in found["lines"]:
                show(Markup('<p class="sub">{}</p>').format(n(f"{line['call']} → {line['status']}")))
                st.code(line["answer"], language="json", wrap_lines=True)
            st.download_button(
                t("All of it, a call a line"),
                partial(syncs.answer_lines, scope.org_id, answer_id),
                f"{answer_id}.jsonl",
                "application/x-ndjson",
                on_click="ignore",
                icon=":material/download:",
            )

    opened()


def _traced(scope: Scope) -> dict[str, str] | None:
    """The campaign that the address names, if it is the org's."""
    try:
        return syncs.trace(scope.org_id, UUID(st.query_params.get(ADDRESSED, "")))
    except ValueError:
        return None


def _columns() -> list[Column[Row]]:
    return [
        Column(t("What"), lambda row: pick_button(OPENED, row["id"], _kind(row["name"]))),
        Column(t("Read"), lambda row: n(formats.ago(datetime.fromisoformat(str(row["fetched_at"]))))),
        Column(t("Days"), lambda row: n(_days(row["name"])), wide=True),
        Column(t("Calls"), lambda row: n(formats.number(row["calls"])), numeric=True),
        Column(t("Kilobytes"), lambda row: n(formats.number(row["size"] / 1024)), numeric=True),
        Column(t("Kept"), lambda row: t("whole") if row["complete"] else t("the beginning"), wide=True),
    ]


def _kind(name: str) -> str:
    """`metrics/ad/2026-11-01/2026-12-01` is of the kind `metrics/ad`; others are their kind."""
    kind = KINDS["/".join(name.split("/")[:2])]
    return t(kind)


def _days(name: str) -> str:
    days = [date.fromisoformat(day) for day in name.split("/")[2:]]
    return formats.day_range(days[0], days[1] - timedelta(days=1)) if days else formats.NONE
