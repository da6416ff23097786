"""The sidebar: brand, organisation, the pages one may open, language and theme, and the person."""

from collections.abc import Mapping
from uuid import UUID

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from engine import identity
from engine.core.i18n import N_, t
from pages.sitemap import GROUPS, Entry
from pages.ui.html import render, show
from pages.ui.scope import Scope, here

ROLES = {
    "owner": N_("Owner"),
    "admin": N_("Admin"),
    "marketer": N_("Marketer"),
    "analyst": N_("Analyst"),
    "viewer": N_("Viewer"),
}


def sidebar(scope: Scope, pages: Mapping[Entry, StreamlitPage]) -> None:
    """Draw it; switching the organisation starts the page again in the other one."""
    with st.sidebar:
        show(render("brand"))
        _organisation(scope)
        with st.container(key="nav"):
            for group, title in GROUPS.items():
                inside = [
                    (one, page) for one, page in pages.items() if one.group == group and scope.can(one.permission)
                ]
                if inside:
                    show(render("group", title=t(title)))
                for entry, page in inside:
                    st.page_link(page, label=t(entry.title), icon=f":material/{entry.icon}:", width="stretch")
        with st.container(key="userbox"):
            show(render("preferences", path=here(), theme=scope.theme))
            show(
                render("person", person=scope.person, role=t(ROLES[scope.person.role]), initials=_initials(scope))
            )


def _organisation(scope: Scope) -> None:
    orgs = {UUID(org["id"]): org["name"] for org in identity.orgs_of(scope.user_id)}
    ids = list(orgs)
    st.selectbox(
        t("Organisation"),
        ids,
        index=ids.index(scope.org_id),
        key=f"org-{scope.org_id}",
        on_change=_switch,
        args=(scope,),
        format_func=lambda org_id: orgs[org_id],
        label_visibility="collapsed",
    )


def _switch(scope: Scope) -> None:
    identity.switch_org(scope.token, st.session_state[f"org-{scope.org_id}"])


def _initials(scope: Scope) -> str:
    return "".join(word[0] for word in scope.person.name.split()[:2]).upper()
