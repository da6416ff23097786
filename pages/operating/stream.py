"""What happened, newest first, redrawn every two seconds, found by type, subject, outcome and time."""

from datetime import datetime, timedelta
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import outbox
from engine.core.clock import now
from engine.core.i18n import N_, t
from pages.operating.words import EVENTS, ago, event_name, listener_name, outcome, outcome_name, subjects, took
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import dot
from pages.ui.pager import page_of, pager
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 25
OPENED = "event"
SPANS = {1: N_("Last hour"), 24: N_("Last 24 hours"), 168: N_("Last 7 days"), 720: N_("Last 30 days")}
DOTS = {"done": "good", "dead": "bad", "waiting": "live", "retrying": "warn"}
Row = dict[str, Any]


@section(N_("What happened"), run_every=2)
def stream(scope: Scope) -> None:
    """The newest events and what follows from each."""
    with card_box("events"):
        with card_bar("events", t("What happened")):
            name = st.selectbox(
                t("Event"), list(EVENTS), index=None, format_func=event_name, placeholder=t("All events"),
                label_visibility="collapsed", key="events-name", width=170,
            )  # fmt: skip
            result = st.selectbox(
                t("Outcome"), list(outbox.OUTCOMES), index=None, format_func=outcome_name,
                placeholder=t("All outcomes"), label_visibility="collapsed", key="events-outcome", width=160,
            )  # fmt: skip
            entity = st.text_input(
                t("About"), placeholder=t("Campaign, account or post"), label_visibility="collapsed",
                key="events-entity", width=210,
            ).strip()  # fmt: skip
            hours, since = span("events")
        page = page_of("events", (name, result, entity, hours))
        found = outbox.list_events(
            scope.org_id,
            name=name,
            entity=entity or None,
            outcome=result,
            since=since,
            page=page,
            per_page=SHOWN,
        )
        if not found["total"]:
            show(nothing(t("Nothing of this kind happened in that time.")))
            return
        show(table(found["events"], _columns(), label=t("What happened"), css="grid inbox", cards=True))
        pager("events", page, found["total"], SHOWN)
        footnote(t("Press an event to see its story. Each consequence takes effect once."))


def span(key: str) -> tuple[int, datetime]:
    """The time to look back, in hours, and when it began."""
    hours = st.selectbox(
        t("Time"), list(SPANS), index=1, format_func=_span_name, label_visibility="collapsed",
        key=f"{key}-span", width=150,
    )  # fmt: skip
    return hours, now() - timedelta(hours=hours)


def _span_name(hours: int) -> str:
    words = SPANS[hours]
    return t(words)


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Event"), lambda row: pick_button(OPENED, row["id"], event_name(row["name"]))),
        Column(t("When"), lambda row: ago(row["at"])),
        Column(t("About"), subjects, wide=True),
        Column(t("What follows"), _followers, wide=True),
        Column(t("Took"), lambda row: took(_slowest(row)), numeric=True),
        Column(t("Outcome"), lambda row: outcome(row["outcome"])),
    ]


def _followers(row: Row) -> Markup:
    one = Markup('<span class="heard">{}{}</span>')
    heard = ((DOTS[each["outcome"]], listener_name(each["listener"])) for each in row["deliveries"])
    return Markup("").join(one.format(dot(tone), name) for tone, name in heard)


def _slowest(row: Row) -> int | None:
    """From the event's commit until the last listener was done."""
    return max((heard["took_ms"] for heard in row["deliveries"] if heard["took_ms"] is not None), default=None)
