"""Who is in the org, whether their sign-in asks for a code, and the end of their sessions."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import Role
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.members import end_sessions, want_codes_of_all
from engine.memberships import list_members
from engine.permissions import Permission
from engine.posture import read_posture
from pages.securing.words import ROLES
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

MOST = 500  # shown at once


@section(N_("People"), permission=Permission.MEMBERS_MANAGE)
def people(scope: Scope) -> None:
    """The members, and the two things to be done here."""
    rows = list_members(scope.org_id, active=True, per_page=MOST)["members"]
    with card_box("people"):
        with card_bar("people", t("People"), count=len(rows)):
            _for_all(scope)
            _end(scope, rows)
        if (ended := st.session_state.pop("sessions_ended", None)) is not None:
            st.success(nt("{n} session has ended.", "{n} sessions have ended.", ended))
        columns: list[Column[dict[str, Any]]] = [
            Column(t("Name"), _named),
            Column(t("Role"), lambda row: Markup("{}").format(t(ROLES[Role(row["role"])]))),
            Column(t("Codes at the sign-in"), _codes),
            Column(t("Open sessions"), lambda row: n(formats.number(row["sessions"])), numeric=True),
        ]
        show(table(rows, columns, label=t("People"), css="hist", cards=True))
        footnote(t("Each person turns codes on for themselves, on the page of their account."))


def _for_all(scope: Scope) -> None:
    wanted = read_posture(scope.org_id)["people"]["for_all"]
    with st.popover(t("Codes for everybody")):
        st.caption(
            t("Everybody is asked for a code")
            if wanted
            else t("Who has none sets it up at the next click, before anything else.")
        )
        label = t("Make codes optional again") if wanted else t("Ask everybody for codes")
        own = scope.person.codes_since is not None
        if not wanted and not own:
            st.caption(t("Turn codes on for yourself first."))
        if st.button(label, type="primary", disabled=not wanted and not own):
            with work(scope.org_id, scope.actor) as unit:
                want_codes_of_all(unit, wanted=not wanted)
            st.rerun(scope="fragment")


def _end(scope: Scope, rows: list[dict[str, Any]]) -> None:
    with st.popover(t("End sessions")):
        names = {row["user_id"]: row["name"] for row in rows}
        chosen = st.selectbox(t("Whose"), list(names), format_func=names.__getitem__)
        st.caption(t("They have to sign in again, wherever they are in this organisation."))
        if st.button(t("End these sessions"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                st.session_state["sessions_ended"] = end_sessions(unit, UUID(chosen))
            st.rerun(scope="fragment")


def _named(row: dict[str, Any]) -> Markup:
    return Markup('<bdi>{}</bdi> <bdi dir="ltr" class="sub">{}</bdi>').format(row["name"], row["email"])


def _codes(row: dict[str, Any]) -> Markup:
    return pill("good", t("on")) if row["second_factor"] else pill("mute", t("off"))
