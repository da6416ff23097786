"""Dead letters: what should have followed and did not, and sending it again."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import outbox
from engine.core.clock import now
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.permissions import Permission
from pages.operating.stream import SPANS
from pages.operating.words import ago, event_name, listener_name, subjects, took, why
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.chosen import first, is_chosen
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.stats import Stat, stats_strip
from pages.ui.tables import Column, table

SHOWN = 10
SENT = "letter"
Row = dict[str, Any]


@section(N_("Dead letters"), run_every=5)
def letters(scope: Scope) -> None:
    """How many wait, are tried again or failed; and those that failed for good, one by one."""
    open_now = outbox.count_open(scope.org_id)
    show(_figures(scope, open_now))
    if not open_now["dead"]:
        return
    may = scope.can(Permission.JOBS_MANAGE)
    with card_box("letters"):
        with card_bar("letters", t("Dead letters"), count=open_now["dead"]):
            if may and st.button(t("Send all again"), type="primary", key="letters-all"):
                with work(scope.org_id, scope.actor) as unit:
                    outbox.replay_dead(unit)
                st.rerun()
        rows = first(outbox.list_dead(scope.org_id, SHOWN), "listener")
        marked = is_chosen("listener")
        show(table(rows, _columns(may), label=t("Dead letters"), css="grid inbox", cards=True, marked=marked))
        more = open_now["dead"] - len(rows)
        if more:
            footnote(nt("{n} more, older one.", "{n} more, older ones.", more))
    if may and (sent := pick(SENT)):
        with work(scope.org_id, scope.actor) as unit:
            outbox.replay(unit, UUID(sent))
        st.rerun()


def _columns(may: bool) -> list[Column[Row]]:
    columns: list[Column[Row]] = [
        Column(t("What did not follow"), lambda row: listener_name(row["listener"])),
        Column(t("Event"), lambda row: event_name(row["event"])),
        Column(t("About"), subjects, wide=True),
        Column(t("Failed"), lambda row: ago(row["finished_at"])),
        Column(t("Tries"), lambda row: n(formats.number(row["attempts"])), numeric=True),
        Column(t("Why"), why, wide=True),
    ]
    if may:
        again = Column[Row](t("Action"), lambda row: pick_button(SENT, row["id"], t("Send again")), quiet=True)
        columns.append(again)
    return columns


def _figures(scope: Scope, open_now: dict[str, int]) -> Markup:
    until = now()
    day = outbox.listener_times(scope.org_id, until - outbox.DAY, until)
    done = sum(one["done"] for one in day)
    slowest = max((one["took_ms"]["p95"] for one in day if one["took_ms"]["p95"] is not None), default=None)

    def stat(label: str, key: str, note: str, tone: str = "") -> Stat:
        return Stat(label, n(formats.number(open_now[key])), note, tone if open_now[key] else "")

    day_words, todo = t(SPANS[24]), t("send them again below") if open_now["dead"] else t("nothing to do")
    return stats_strip(
        [
            Stat(t("Consequences that took effect"), n(formats.number(done)), day_words),
            Stat(t("From event to effect"), took(slowest), t("95 of 100, the slowest listener")),
            stat(t("On its way"), "waiting", t("a worker takes them")),
            stat(t("Will be tried again"), "retrying", t("after 1, 5 and 15 minutes"), "warn"),
            stat(t("Failed for good"), "dead", todo, "bad"),
        ]
    )
