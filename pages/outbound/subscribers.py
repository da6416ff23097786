"""The systems that are told: made, changed, tried, given a new secret, switched off and on, removed."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import SubscriptionStatus
from engine import subscriptions
from engine.core.i18n import N_, t
from pages.outbound.words import EVENTS, named, subscription_state
from pages.told.words import when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.chosen import first, is_chosen
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
KEY = "subscribers"


@section(N_("Subscriptions"))
def subscribers(scope: Scope) -> None:
    """All of them, and whether they work."""
    rows = subscriptions.list_subscriptions(scope.org_id)
    with card_box(KEY):
        with card_bar(KEY, t("Subscriptions"), count=len(rows)):
            _new(scope)
            if rows:
                _manage(scope, rows)
        if secret := (done(KEY) or {}).get("secret"):
            heading(t("Copy the secret now: it is shown only once"))
            st.code(secret, language=None)
        if not rows:
            show(nothing(t("No system is told yet. Subscribe an address to the events it should hear of.")))
            return
        show(
            table(
                first(rows), _columns(), label=t("Subscriptions"), css="grid inbox", cards=True, marked=is_chosen()
            )
        )
        footnote(t("What is not taken is tried again for three days; five days without a success switch it off."))


def _columns() -> list[Column[Row]]:
    def count(label: str, status: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row["counts"][status])), numeric=True)

    return [
        Column(t("Address"), _address, wide=True),
        Column(t("Events"), _events, wide=True),
        Column(t("State"), lambda row: subscription_state(row["status"], failing=bool(row["failing_since"]))),
        count(t("Waiting"), "waiting"),
        count(t("Delivered"), "delivered"),
        count(t("Failed"), "failed"),
    ]


def _address(row: Row) -> Markup:
    notes: list[str | Markup] = (
        [Markup('<bdi dir="ltr">{}</bdi>').format(row["url"])] if row["description"] else []
    )
    if row["reason"]:
        notes.append(row["reason"])
    elif row["failing_since"]:
        notes.append(say("fails since {when}", when=when(row["failing_since"])))
    if row["overlap_until"]:
        notes.append(t("The old secret still signs beside the new one."))
    line = Markup('<div class="sub">{}</div>')
    return Markup("<bdi>{}</bdi>{}").format(
        row["description"] or row["url"], Markup("").join(line.format(note) for note in notes)
    )


def _events(row: Row) -> Markup:
    if len(row["events"]) == len(EVENTS):
        return Markup("{}").format(t("all of them"))
    return Markup('<bdi class="sub">{}</bdi>').format(", ".join(row["events"]))


def _new(scope: Scope) -> None:
    with st.popover(t("New subscription")):
        url = st.text_input(t("Address"), placeholder="https://", key="new-url")
        description = st.text_input(t("Name"), placeholder=t("Which system it is"), max_chars=200, key="new-name")
        events = st.multiselect(t("Events"), EVENTS, key="new-events", placeholder=t("Choose events"))
        if st.button(t("Subscribe"), type="primary"):
            do(scope, KEY, lambda unit: subscriptions.subscribe(unit, url, events, description))


def _manage(scope: Scope, rows: list[Row]) -> None:
    with st.popover(t("Change")):
        by_id = {row["id"]: row for row in rows}
        chosen = st.selectbox(t("Subscription"), list(by_id), format_func=lambda one: _named(by_id[one]))
        row, row_id = by_id[chosen], UUID(chosen)
        url = st.text_input(t("Address"), row["url"], key=f"url-{chosen}")
        events = st.multiselect(t("Events"), EVENTS, row["events"], key=f"events-{chosen}")
        if st.button(t("Save"), type="primary"):
            do(scope, KEY, lambda unit: subscriptions.change(unit, row_id, url=url, events=events))
        if st.button(t("Send a test message")):
            do(scope, KEY, lambda unit: subscriptions.ping(unit, row_id) and None)
        if st.button(t("New secret")):
            do(scope, KEY, lambda unit: subscriptions.rotate(unit, row_id))
        is_on = row["status"] == SubscriptionStatus.ACTIVE
        if st.button(t("Switch off") if is_on else t("Switch on")):
            do(scope, KEY, lambda unit: subscriptions.change(unit, row_id, active=not is_on))
        if st.button(t("Remove it and its log")):
            do(scope, KEY, lambda unit: subscriptions.unsubscribe(unit, row_id))


def _named(row: Row) -> str:
    return named(row["url"], row["description"])
