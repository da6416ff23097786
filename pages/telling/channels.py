"""The ways to reach one person: a new one, a try, a rest, an end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import ChannelKind, Pace
from engine import notifications
from engine.core.errors import AppError
from engine.core.i18n import N_, t
from engine.core.work import work
from pages.telling.words import HINTS, KINDS, PACES, named
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.tables import Column, table

Row = dict[str, Any]
SAID = "channel-said"  # (went well, sentence) of the last deed
MADE = "channel-made"  # a webhook's secret, to be shown once


@section(N_("Your channels"))
def channels(scope: Scope) -> None:
    """All of them, and what can be done with one."""
    rows = notifications.list_channels(scope.org_id, scope.user_id)
    with card_box("channels"):
        with card_bar("channels", t("Your channels"), count=len(rows)):
            _new(scope)
            if rows:
                _manage(scope, rows)
        if secret := st.session_state.pop(MADE, None):
            heading(t("Copy the secret now: it is shown only once"))
            st.code(secret, language=None)
        if said := st.session_state.pop(SAID, None):
            went_well, sentence = said
            if went_well:
                footnote(sentence, "ok")
            else:
                show(trouble(t("It did not work"), sentence))
        if rows:
            show(table(rows, _columns(), label=t("Your channels"), css="hist"))
        else:
            show(nothing(t("None yet. Until you add one, messages are shown in the app only.")))
        footnote(t("Addresses are kept encrypted and shown to nobody."), "lock")


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Name"), lambda row: Markup("<bdi>{}</bdi>").format(row["name"])),
        Column(t("Kind"), lambda row: named(KINDS, row["kind"])),
        Column(t("Address"), lambda row: n(row["hint"])),
        Column(t("Pace"), lambda row: named(PACES, row["pace"])),
        Column(t("State"), lambda row: pill("good", t("in use")) if row["is_active"] else pill("mute", t("off"))),
    ]


def _new(scope: Scope) -> None:
    with st.popover(t("New channel")):
        kind = st.selectbox(t("Kind"), list(KINDS), format_func=lambda one: named(KINDS, one), key="new-kind")
        address = st.text_input(t("Address"), placeholder=named(HINTS, kind), key=f"new-address-{kind}")
        name = st.text_input(t("Name"), placeholder=t("What you call it"), max_chars=80, key="new-name")
        pace = st.selectbox(t("Pace"), list(PACES), format_func=lambda one: named(PACES, one), key="new-pace")
        if st.button(t("Add channel"), type="primary", disabled=not address.strip()):
            _try(lambda: _add(scope, ChannelKind(kind), address, name, Pace(pace)))


def _add(scope: Scope, kind: ChannelKind, address: str, name: str, pace: Pace) -> tuple[bool, str]:
    made = notifications.add_channel(scope.org_id, scope.actor, kind, address, name=name, pace=pace)
    st.session_state[MADE] = made.get("secret")
    return True, t("The channel was added. Send a test to see whether it works.")


def _manage(scope: Scope, rows: list[Row]) -> None:
    with st.popover(t("Manage")):
        names = {row["id"]: row["name"] for row in rows}
        chosen = st.selectbox(t("Channel"), list(names), format_func=names.__getitem__, key="one-channel")
        row = next(row for row in rows if row["id"] == chosen)
        if st.button(t("Send a test")):
            _try(lambda: _test(scope, UUID(chosen)))
        paces = list(PACES)
        pace = st.selectbox(
            t("Pace"), paces, index=paces.index(row["pace"]), format_func=lambda one: named(PACES, one),
            key=f"pace-{chosen}",
        )  # fmt: skip
        if pace != row["pace"] and st.button(t("Change the pace")):
            _change(scope, chosen, pace=Pace(pace))
        if st.button(t("Switch off") if row["is_active"] else t("Switch on")):
            _change(scope, chosen, is_active=not row["is_active"])
        st.caption(t("Its log goes with it."))
        if st.button(t("Remove this channel"), type="primary"):
            _try(lambda: _remove(scope, UUID(chosen)))


def _test(scope: Scope, channel_id: UUID) -> tuple[bool, str]:
    found = notifications.try_channel(scope.org_id, scope.actor, channel_id)
    return found["ok"], found["message"]


def _change(scope: Scope, channel_id: str, **change: Any) -> None:
    def do() -> tuple[bool, str]:
        with work(scope.org_id, scope.actor) as unit:
            notifications.change_channel(unit, UUID(channel_id), **change)
        return True, t("Saved.")

    _try(do)


def _remove(scope: Scope, channel_id: UUID) -> tuple[bool, str]:
    with work(scope.org_id, scope.actor) as unit:
        notifications.remove_channel(unit, channel_id)
    return True, t("The channel was removed.")


def _try(do: Callable[[], tuple[bool, str]]) -> None:
    """Do it, keep what became of it, and draw the page anew: other cards list the channels too."""
    try:
        st.session_state[SAID] = do()
    except AppError as refused:
        st.session_state[SAID] = (False, refused.sentence())
    st.rerun(scope="app")
