"""One event from its commit to the last of its listeners: every moment of every delivery."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import outbox
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.permissions import Permission
from pages.operating.words import event_name, exact, listener_name, outcome, subjects, took, why
from pages.ui.cards import heading
from pages.ui.frame import guarded
from pages.ui.html import show
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

MOMENTS = {
    "stated": N_("Stated, with the change it tells of"),
    "sent": N_("Handed to the workers"),
    "started": N_("Begun"),
    "failed": N_("Attempt failed"),
    "interrupted": N_("Worker ended in the middle"),
    "replayed": N_("Sent again by {name}"),
    "done": N_("Done"),
    "dead": N_("Failed for good"),
}
Row = dict[str, Any]


def open_event(event_id: UUID) -> None:
    """The story in a dialog, and sending a dead letter again."""

    @st.dialog(t("Event"), width="large")
    def opened() -> None:
        with guarded(N_("Event")) as scope:
            row = outbox.read_event(scope.org_id, event_id)
            parts = (event_name(row["name"]), subjects(row), exact(row["at"], scope.zone), outcome(row["outcome"]))
            show(Markup('<p class="facts">{}</p>').format(Markup(" · ").join(parts)))
            for heard in row["deliveries"]:
                _delivery(scope, row, heard)
            with st.expander(t("What it carries")):
                st.json(row["payload"], expanded=2)

    opened()


def _delivery(scope: Scope, event: Row, heard: Row) -> None:
    name = listener_name(heard["listener"])
    heading(name, aside=outcome(heard["outcome"]))
    columns: list[Column[Row]] = [
        Column(t("When"), lambda moment: exact(moment["at"], scope.zone)),
        Column(t("What"), _what),
        Column(t("Took"), lambda moment: took(moment.get("duration_ms")), numeric=True),
        Column(t("Why"), why, wide=True),
    ]
    show(table(_moments(event, heard), columns, label=name, css="grid inbox", cards=True))
    may = heard["outcome"] == "dead" and scope.can(Permission.JOBS_MANAGE)
    if may and st.button(t("Send again"), type="primary", key=f"again-{heard['id']}"):
        with work(scope.org_id, scope.actor) as unit:
            outbox.replay(unit, UUID(heard["id"]))
        st.rerun()


def _moments(event: Row, heard: Row) -> list[Row]:
    """Everything that is known of a delivery, in the order of time."""
    ended = heard["outcome"] in {"done", "dead"}
    known = [
        _moment("stated", event["at"]),
        _moment("sent", heard["sent_at"]),
        _moment("started", heard["started_at"]),
        *heard["history"],
        _moment(heard["outcome"], heard["finished_at"], heard) if ended else None,
    ]
    return sorted((one for one in known if one and one["at"]), key=lambda one: str(one["at"]))


def _moment(what: str, at: str | None, heard: Row | None = None) -> Row:
    row = heard or {}
    return {
        "what": what,
        "at": at,
        "duration_ms": row.get("duration_ms") if what == "done" else None,
        "reason": row.get("reason") if what == "done" else None,
        "detail": row.get("detail") if what == "done" else None,
    }


def _what(moment: Row) -> str:
    words = MOMENTS[moment["what"]]
    return t(words, name=moment.get("by", ""))
