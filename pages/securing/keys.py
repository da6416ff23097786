"""The keys that programs enter by: made, rotated, ended; what each may, and when and from where it was used."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import Role
from engine.core import clock
from engine.core.i18n import N_, t
from engine.core.work import Work
from engine.keys import OVERLAP_HOURS, create_key, list_keys, revoke_key, rotate_key
from engine.limits import KEY
from engine.permissions import WORDS, Permission, granted
from pages.securing.words import ROLES, when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, heading
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
NEW = "api-key"
STATES = {"active": ("good", N_("Active")), "expired": ("warn", N_("Expired")), "revoked": ("bad", N_("Revoked"))}
ENDS = {0: N_("Never"), 30: N_("In 30 days"), 90: N_("In 90 days"), 365: N_("In a year")}


@section(N_("API keys"), permission=Permission.KEYS_MANAGE)
def api_keys(scope: Scope) -> None:
    """The keys that open this org, a new one, another secret, and the end of one."""
    rows = [row for row in list_keys(scope.org_id) if row["status"] != "revoked"]
    with card_box("keys"):
        with card_bar("keys", t("API keys"), count=len(rows)):
            _new(scope)
            if rows:
                _manage(scope, rows)
        show(Markup('<p class="sub"><a href="/docs">{}</a></p>').format(t("How programs use a key")))
        if made := done(NEW):
            heading(t("Copy the new key now: it is shown only once"))
            st.code(made, language=None)
        if not rows:
            show(nothing(t("No key yet. Create one for a program that should read or sync.")))
            return
        show(table(rows, _columns(), label=t("API keys"), css="hist", cards=True))


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Name"), lambda row: Markup("<bdi>{}</bdi>").format(row["name"])),
        Column(t("Key"), lambda row: n(row["hint"][:-4] + "…" + row["hint"][-4:])),
        Column(t("May do"), _may, wide=True),
        Column(t("State"), _state),
        Column(t("Requests a minute"), lambda row: n(_number(row["rate_limit"])), numeric=True),
        Column(t("Last used"), _used),
    ]


def _may(row: Row) -> Markup:
    role = t(ROLES[Role(row["role"])])
    if row["scopes"] is None:
        return Markup("{}").format(role)
    words = ", ".join(t(WORDS[Permission(one)]) for one in row["permissions"])
    return Markup('{}<p class="sub">{}</p>').format(role, words)


def _state(row: Row) -> Markup:
    tone, word = STATES[row["status"]]
    shown = pill(tone, t(word))
    if row["previous_until"]:
        return Markup('{}<p class="sub">{}</p>').format(shown, t("Two secrets open it for now"))
    if row["expires_at"]:
        day = formats.day(datetime.fromisoformat(row["expires_at"]).date(), year=True)
        return Markup('{}<p class="sub">{}</p>').format(shown, t("Ends on {date}", date=day))
    return shown


def _used(row: Row) -> Markup:
    address = row["last_used_ip"] or ""
    return (
        Markup('{}<p class="sub">{}</p>').format(when(row["last_used_at"]), n(address)) if address else when(None)
    )


def _number(value: int | None) -> str:
    return formats.number(value) if value else formats.NONE


def _new(scope: Scope) -> None:
    with st.popover(t("New key")):
        name = st.text_input(t("Name"), placeholder=t("What it is for"), max_chars=80)
        allowed = [role for role in Role if granted(role) <= scope.person.permissions]
        role = st.selectbox(t("Role"), allowed, index=len(allowed) - 1, format_func=lambda one: t(ROLES[one]))
        scopes = st.multiselect(
            t("Only for"),
            sorted(granted(role)),
            format_func=lambda one: t(WORDS[one]),
            placeholder=t("Everything the role may"),
        )
        days = st.selectbox(t("Ends"), list(ENDS), index=2, format_func=lambda one: t(ENDS[one]))
        limit = st.number_input(
            t("Requests a minute"),
            min_value=KEY.least,
            max_value=KEY.most,
            value=None,
            placeholder=t("As for everybody"),
        )
        if st.button(t("Create key"), type="primary", disabled=not name.strip()):
            ends = clock.now() + timedelta(days=days) if days else None

            def create(unit: Work) -> str:
                return create_key(unit, name.strip(), role, scopes or None, ends, limit, maker=scope.person)

            do(scope, NEW, create)


def _manage(scope: Scope, rows: list[Row]) -> None:
    with st.popover(t("Change")):
        names = {row["id"]: row["name"] for row in rows}
        chosen = st.selectbox(t("Key"), list(names), format_func=names.__getitem__)
        st.caption(t("A new secret is shown once; the one before opens for {n} hours more.", n=OVERLAP_HOURS))
        if st.button(t("New secret")):
            do(scope, NEW, lambda unit: rotate_key(unit, UUID(chosen), maker=scope.person))
        st.caption(t("Programs that use it are refused from now on."))
        if st.button(t("Revoke this key"), type="primary"):
            do(scope, NEW, lambda unit: revoke_key(unit, UUID(chosen)))
