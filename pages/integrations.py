"""Which ad accounts are connected, and the way to connect, test, reconnect and disconnect one."""

import streamlit as st

from engine.connectors import PLATFORMS
from engine.connectors.http import is_sandbox
from engine.core.i18n import t
from engine.permissions import Permission
from pages.connecting.accounts import accounts
from pages.connecting.choice import choose
from pages.connecting.links import connect_links, what_came_back
from pages.connecting.platforms import versions
from pages.connecting.profiles import profiles
from pages.ui.frame import page
from pages.ui.html import show
from pages.ui.marks import link
from pages.ui.topbar import chips, sandbox_chip, topbar

with page("integrations") as scope:
    with topbar(t("Integrations")) as bar:
        bar.sub = t("The ad accounts your figures come from")
        if any(is_sandbox(slug) for slug in PLATFORMS):
            with st.container(width="content"):
                chips(sandbox_chip())
        if scope.can(Permission.INTEGRATIONS_MANAGE):
            with st.popover(t("Connect an account"), icon=":material/add:"):
                show(connect_links())
                show(link(t("Import a file"), "/imports"))
    what_came_back(scope)
    if choice := st.query_params.get("choice"):
        choose(scope, choice)
    accounts(scope)
    profiles(scope)
    versions(scope)
