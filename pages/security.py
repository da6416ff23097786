"""Whether the org is safe: what to look after, who may enter, who did what; the keys for programs are here."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import Role
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.keys import create_key, list_keys, revoke_key
from engine.permissions import Permission, granted
from pages.securing.checks import checks
from pages.securing.isolation import isolation
from pages.securing.people import people
from pages.securing.trail import trail
from pages.securing.words import ROLES
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, heading
from pages.ui.frame import page, section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table
from pages.ui.topbar import topbar


@section(N_("API keys"))
def api_keys(scope: Scope) -> None:
    """The keys that open this org, a new one, and the end of one."""
    rows = [row for row in list_keys(scope.org_id) if not row["revoked_at"]]
    with card_box("keys"):
        with card_bar("keys", t("API keys"), count=len(rows)):
            _new_key(scope)
            if rows:
                _end_key(scope, rows)
        if made := st.session_state.pop("made_key", None):
            heading(t("Copy the new key now: it is shown only once"))
            st.code(made, language=None)
        columns: list[Column[dict[str, Any]]] = [
            Column(t("Name"), lambda row: Markup("<bdi>{}</bdi>").format(row["name"])),
            Column(t("Key"), lambda row: n(row["hint"][:-4] + "…" + row["hint"][-4:])),
            Column(t("Role"), lambda row: Markup("{}").format(t(ROLES[Role(row["role"])]))),
            Column(t("Created"), lambda row: _when(row["created_at"])),
            Column(t("Last used"), lambda row: _when(row["last_used_at"])),
        ]
        show(
            table(rows, columns, label=t("API keys"), css="hist")
            if rows
            else nothing(t("No key yet. Create one for a program that should read or sync."))
        )


def _new_key(scope: Scope) -> None:
    with st.popover(t("New key")):
        name = st.text_input(t("Name"), placeholder=t("What it is for"), max_chars=80)
        allowed = [role for role in Role if granted(role) <= granted(scope.person.role)]
        role = st.selectbox(t("Role"), allowed, index=len(allowed) - 1, format_func=lambda one: t(ROLES[one]))
        if st.button(t("Create key"), type="primary", disabled=not name.strip()):
            with work(scope.org_id, scope.actor) as unit:
                st.session_state["made_key"] = create_key(unit, name.strip(), role, maker=scope.person.role)
            st.rerun(scope="fragment")


def _end_key(scope: Scope, rows: list[dict[str, Any]]) -> None:
    with st.popover(t("Revoke")):
        names = {row["id"]: row["name"] for row in rows}
        chosen = st.selectbox(t("Key"), list(names), format_func=names.__getitem__)
        st.caption(t("Programs that use it are refused from now on."))
        if st.button(t("Revoke this key"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                revoke_key(unit, UUID(chosen))
            st.rerun(scope="fragment")


def _when(moment: str | None) -> Markup:
    return n(formats.ago(datetime.fromisoformat(moment)) if moment else formats.NONE)


with page("security") as scope:
    with topbar(t("Security")) as bar:
        bar.sub = t("Who may enter, who did what, and whether tenants are apart")
    checks(scope)
    isolation(scope)
    if scope.can(Permission.MEMBERS_MANAGE):
        people(scope)
    if scope.can(Permission.KEYS_MANAGE):
        api_keys(scope)
    if scope.can(Permission.AUDIT_READ):
        trail(scope)
