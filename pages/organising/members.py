"""The people of the organisation: let in by a link that works once, given another role, let go and back in."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import Role
from engine.core.i18n import LOCALES, N_, locale, t
from engine.core.work import Work
from engine.memberships import change_member, invite, list_members
from engine.permissions import Permission, granted
from pages.organising.choices import LANGUAGES
from pages.securing.words import ROLES, when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.pager import page_of, pager
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

Row = dict[str, Any]
KEY = "members"
PER_PAGE = 50


@section(N_("Members"), permission=Permission.MEMBERS_MANAGE)
def members(scope: Scope) -> None:
    """Who is in, and who was let go; the link of who was just let in, this once."""
    page = page_of(KEY)
    found = list_members(scope.org_id, page=page, per_page=PER_PAGE)
    with card_box(KEY):
        with card_bar(KEY, t("Members"), count=found["total"]):
            _invite(scope)
            _change(scope, found["members"])
        match done(KEY):
            case str(link) if link:
                heading(t("Send this link to them now: it is not shown again."))
                st.code(link, language=None)
            case "":
                st.success(t("They are a member now."))
            case None:
                pass
            case _:
                st.success(t("Saved."))
        show(table(found["members"], _columns(), label=t("Members"), css="hist", cards=True))
        pager(KEY, page, found["total"], PER_PAGE)
        footnote(t("Whoever is let go can no longer sign in here; what they did stays."))


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Name"), _named),
        Column(
            t("State"), lambda row: pill("good", t("member")) if row["is_active"] else pill("mute", t("let go"))
        ),
        Column(t("Role"), lambda row: Markup("{}").format(t(ROLES[Role(row["role"])])), css="told"),
        Column(
            t("Codes at the sign-in"),
            lambda row: Markup("{}").format(t("on") if row["second_factor"] else t("off")),
            css="told",
        ),
        Column(t("Open sessions"), lambda row: n(formats.number(row["sessions"])), numeric=True),
        Column(t("Since"), lambda row: when(row["since"]), css="told"),
    ]


def _named(row: Row) -> Markup:
    if row["email"] is None:  # of those let go only the id is known here
        return Markup('<bdi dir="ltr" class="sub">{}</bdi>').format(row["user_id"])
    return Markup('<bdi>{}</bdi> <bdi dir="ltr" class="sub">{}</bdi>').format(row["name"], row["email"])


def _roles(scope: Scope) -> list[Role]:
    """What the reader may make somebody: nothing beyond themselves."""
    return [role for role in Role if granted(role) <= scope.person.permissions]


def _invite(scope: Scope) -> None:
    with st.popover(t("Invite")), st.form("invite", border=False, clear_on_submit=True):
        email = st.text_input(t("E-mail"), placeholder="sara@example.com", max_chars=254)
        name = st.text_input(t("Name"), max_chars=120)
        roles = _roles(scope)
        role = st.selectbox(t("Role"), roles, len(roles) - 1, format_func=lambda one: t(ROLES[one]))
        language = st.selectbox(t("Language"), LOCALES, LOCALES.index(locale()), format_func=LANGUAGES.__getitem__)
        if st.form_submit_button(t("Let in"), type="primary"):

            def let_in(unit: Work) -> str:
                return invite(unit, email, name, role, by=scope.person, locale=language)[1]

            do(scope, KEY, let_in)


def _change(scope: Scope, rows: list[Row]) -> None:
    with st.popover(t("Change")):
        people = {row["user_id"]: row for row in rows}
        chosen = people[
            st.selectbox(t("Who"), list(people), format_func=lambda one: people[one]["email"] or one)
        ]  # fmt: skip
        member, present, roles = UUID(chosen["user_id"]), Role(chosen["role"]), _roles(scope)
        if present not in roles:
            st.caption(t("Their role may more than yours, so only somebody else can change it."))
            return
        if not chosen["is_active"]:
            if st.button(t("Let back in"), type="primary"):
                do(scope, KEY, lambda unit: _done(unit, scope, member, active=True))
            return
        role = st.selectbox(
            t("Role"), roles, roles.index(present), format_func=lambda one: t(ROLES[one]), key=f"role-{member}"
        )
        if st.button(t("Save"), type="primary", disabled=role == present):
            do(scope, KEY, lambda unit: _done(unit, scope, member, role=role))
        st.caption(t("Their sessions here end at once."))
        if st.button(t("Let go")):
            do(scope, KEY, lambda unit: _done(unit, scope, member, active=False))


def _done(unit: Work, scope: Scope, member: UUID, *, role: Role | None = None, active: bool | None = None) -> bool:
    change_member(unit, member, role=role, active=active, by=scope.person)
    return True
