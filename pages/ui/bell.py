"""The bell on every page: how much is unread, and the newest of it once it is opened."""

from datetime import datetime
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import notifications
from engine.core.i18n import N_, nt, t
from engine.core.outages import OUTAGES
from engine.core.work import work
from pages.ui import format as formats
from pages.ui.alerts import TONES, severity_word
from pages.ui.chosen import address
from pages.ui.frame import LIVE_S, section
from pages.ui.html import render, show
from pages.ui.scope import Scope

NEWEST = 8
MANY = 99


@section(N_("Notifications"), run_every=LIVE_S)
def bell(scope: Scope) -> None:
    """Asks every few seconds how much is unread, and nothing more as long as it is closed."""
    try:
        unread = notifications.count_unread(scope.org_id, scope.user_id)
    except OUTAGES:  # the page itself says so, and a card has no place here
        return
    with st.container(key="bell", width="content"):
        drawer = st.popover(
            t("Notifications"), icon=":material/notifications:", key="bell-drawer", on_change="rerun"
        )
        show(_badge(unread))
        if drawer.open:
            with drawer:
                _newest(scope, unread)


def _badge(unread: int) -> Markup:
    """The number on the bell, read out when it changes; nothing when there is none."""
    words = nt("{n} unread message", "{n} unread messages", unread) if unread else ""
    number = f"{MANY}+" if unread > MANY else formats.number(unread)
    shown = Markup('<b aria-hidden="true">{}</b>').format(number) if unread else ""
    return Markup('<span class="belln" role="status">{}<span class="vh">{}</span></span>').format(shown, words)


def _newest(scope: Scope, unread: int) -> None:
    found = notifications.list_notifications(scope.org_id, scope.user_id, per_page=NEWEST)
    show(render("bell", rows=[_row(row) for row in found["notifications"]]))
    if unread and st.button(t("Mark all as read"), key="bell-read", width="stretch"):
        with work(scope.org_id, scope.actor) as unit:
            notifications.mark_read(unit, scope.user_id)
        st.rerun(scope="fragment")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "tone": TONES[row["severity"]],
        "word": severity_word(row["severity"]),
        "text": row["text"],
        "when": formats.ago(datetime.fromisoformat(row["created_at"])),
        "unread": row["read_at"] is None,
        "path": address("/alerts", row["alert_id"]) if row["alert_id"] else "",
    }
