"""Sync control: what runs now, how fresh every account is, and what ran before."""

from uuid import UUID

import streamlit as st

from db.kinds import DataType, Trigger
from engine import syncs
from engine.connectors import PLATFORMS
from engine.connectors.http import is_sandbox
from engine.core.i18n import t
from engine.core.work import work
from engine.permissions import Permission
from pages.syncing.accounts import accounts
from pages.syncing.answers import OPENED, answers, open_answer
from pages.syncing.past import past
from pages.syncing.running import running
from pages.syncing.words import TYPES
from pages.ui.cards import card_box
from pages.ui.frame import page
from pages.ui.html import show
from pages.ui.marks import link
from pages.ui.picks import pick
from pages.ui.scope import Scope
from pages.ui.states import empty
from pages.ui.topbar import chips, sandbox_chip, topbar


def sync_everything(scope: Scope) -> None:
    """Which kind of data, and the button."""
    chosen = st.segmented_control(
        t("What to sync"),
        list(TYPES),
        default=DataType.ALL,
        format_func=lambda kind: t(TYPES[kind]),
        label_visibility="collapsed",
    )
    if st.button(t("Sync all accounts"), type="primary", icon=":material/sync:"):
        with work(scope.org_id, scope.actor) as unit:
            syncs.request_all(unit, chosen or DataType.ALL, Trigger.MANUAL)


with page("sync_control") as scope:
    known = syncs.status(scope.org_id)["total_integrations"]
    with topbar(t("Sync control")) as bar:
        bar.sub = t("Every account, what is running and what ran")
        if any(is_sandbox(slug) for slug in PLATFORMS):
            with st.container(width="content"):
                chips(sandbox_chip())
        if known and scope.can(Permission.SYNC_TRIGGER):
            sync_everything(scope)
    if known:
        running(scope)
        accounts(scope)
        past(scope)
        if scope.can(Permission.EXPORT):
            answers(scope)
        if opened := pick(OPENED):
            open_answer(UUID(opened))
    else:
        with card_box("empty"):
            show(empty(t("Nothing to sync yet"), t("Connect an ad account; its first sync starts by itself.")))
            show(link(t("Connect an account"), "/integrations"))
