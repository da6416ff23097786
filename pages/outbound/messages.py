"""The delivery log of a subscription: what was sent, what came back, and sending it again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import MessageStatus
from engine import subscriptions
from engine.core import clock
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from pages.outbound.words import MESSAGES, message_pill, message_state, named
from pages.told.words import when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.deeds import do, done
from pages.ui.frame import guarded, section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.pager import page_of, pager
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.tables import Column, table

SHOWN = 25
KEY = "messages"
OPENED = "message"
SINCE = {
    1: N_("the last hour"),
    24: N_("the last 24 hours"),
    72: N_("the last 3 days"),
    720: N_("the last 30 days"),
}
Row = dict[str, Any]


@section(N_("Delivery log"), run_every=5)
def messages(scope: Scope) -> None:
    """The newest first, redrawn every five seconds."""
    rows = subscriptions.list_subscriptions(scope.org_id)
    with card_box(KEY):
        if not rows:
            heading(t("Delivery log"))
            show(nothing(t("What is sent will be listed here, with every answer.")))
            return
        with card_bar(KEY, t("Delivery log")):
            chosen, status = _which(rows)
            _again(scope, chosen)
        if (count := done(KEY)) is not None:
            st.toast(nt("{n} message is being sent again.", "{n} messages are being sent again.", count))
        page = page_of(KEY, (chosen, status))
        found = subscriptions.list_messages(scope.org_id, chosen, status, page, SHOWN)
        if not found["total"]:
            show(nothing(t("Nothing was sent yet. Send a test message, or wait for an event.")))
            return
        show(table(found["deliveries"], _columns(chosen), label=t("Delivery log"), css="grid inbox", cards=True))
        pager(KEY, page, found["total"], SHOWN)
        footnote(t("Sending again keeps the webhook-id, so that the receiver can tell a repeat."))


def open_message(picked: str) -> None:
    """One message in a dialog: what was sent, every answer, and sending it again."""
    subscription_id, message_id = (UUID(one) for one in picked.split("/"))

    @st.dialog(t("Message"), width="large")
    def opened() -> None:
        with guarded(N_("Message")) as scope:
            one = subscriptions.read_message(scope.org_id, subscription_id, message_id)
            parts = (n(one["event"]), when(one["created_at"]), message_pill(one["status"]), n(one["webhook_id"]))
            show(Markup('<p class="facts">{}</p>').format(Markup(" · ").join(parts)))
            if one["error"] and one["status"] != MessageStatus.DELIVERED:
                show(trouble(t("It was not taken"), one["error"]))
            st.json(one["body"], expanded=2)
            if one["tries"]:
                show(table(one["tries"][::-1], _try_columns(), label=t("Tries"), css="hist"))
            if one["event"] != subscriptions.PING and st.button(t("Send again"), type="primary", key="again-one"):
                with work(scope.org_id, scope.actor) as unit:
                    subscriptions.redeliver(unit, subscription_id, message_id)
                st.rerun()

    opened()


def _which(rows: list[Row]) -> tuple[UUID, str | None]:
    names = {row["id"]: named(row["url"], row["description"]) for row in rows}
    chosen = st.selectbox(
        t("Subscription"), list(names), format_func=names.__getitem__, label_visibility="collapsed", width=220,
        key="messages-subscription",
    )  # fmt: skip
    status = st.selectbox(
        t("State"), list(MESSAGES), index=None, format_func=message_state, placeholder=t("All states"),
        label_visibility="collapsed", width=160, key="messages-state",
    )  # fmt: skip
    return UUID(chosen), status


def _columns(subscription_id: UUID) -> list[Column[Row]]:
    def opening(row: Row) -> Markup:
        return pick_button(OPENED, f"{subscription_id}/{row['id']}", when(row["created_at"]))

    return [
        Column(t("When"), opening),
        Column(t("Event"), lambda row: n(row["event"]), wide=True),
        Column(t("Tries"), lambda row: n(formats.number(row["attempts"])), numeric=True),
        Column(t("Answer"), lambda row: n(row["response_status"] or formats.NONE), numeric=True),
        Column(t("Took"), lambda row: n(_took(row["duration_ms"])), numeric=True),
        Column(t("State"), _state, wide=True),
    ]


def _state(row: Row) -> Markup:
    shown = message_pill(row["status"])
    if not row["error"] or row["status"] == MessageStatus.DELIVERED:
        return shown
    return Markup('{}<p class="sub">{}</p>').format(shown, row["error"])


def _try_columns() -> list[Column[Row]]:
    return [
        Column(t("When"), lambda tried: when(tried["at"])),
        Column(t("Answer"), lambda tried: n(tried["status"] or formats.NONE), numeric=True),
        Column(t("Took"), lambda tried: n(_took(tried["duration_ms"])), numeric=True),
        Column(t("What it said"), _said, wide=True),
    ]


def _said(tried: Row) -> Markup:
    """The first words of an answer, or what went wrong without one."""
    words = tried["response"] or tried["error"] or t("an empty answer")
    return Markup('<bdi class="sub">{}</bdi>').format(words[:300])


def _took(duration_ms: int | None) -> str:
    return formats.NONE if duration_ms is None else t("{n} ms", n=formats.number(duration_ms))


def _again(scope: Scope, subscription_id: UUID) -> None:
    with st.popover(t("Send again")):
        hours = st.selectbox(t("All that failed in"), list(SINCE), index=2, format_func=_since)
        if st.button(t("Send all of them again"), type="primary"):
            since = clock.now() - timedelta(hours=hours)
            do(scope, KEY, lambda unit: subscriptions.redeliver_failed(unit, subscription_id, since))


def _since(hours: int) -> str:
    words = SINCE[hours]
    return t(words)
