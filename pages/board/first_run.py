"""The way from an empty organisation to its first figures: connect, watch them come, see the dashboard."""

from typing import Any

import streamlit as st

from engine.core.i18n import N_, nt, t
from engine.dashboard import live
from engine.permissions import Permission
from engine.syncs import live as live_syncs
from pages.board.board import Board
from pages.board.sources import running
from pages.ui.cards import card_box
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.scope import Scope
from pages.ui.states import Step, empty, nothing


def connect_first(scope: Scope) -> None:
    """No account is connected yet."""
    allowed = scope.can(Permission.INTEGRATIONS_MANAGE)
    ask = t("Ask an admin of your organisation to connect the first ad account.")
    text = t("Connect an ad account, and its figures of the last 90 days appear here within two minutes.")
    with card_box("empty"):
        show(empty(t("Your figures start here"), text if allowed else ask, _steps("connect")))
        if allowed:
            _go(t("Connect an ad account"), "integrations.py", "connect")


@section(N_("First sync"), run_every=2)
def wait_for_figures(scope: Scope) -> None:
    """Accounts are connected, none has figures yet: show them come, then the dashboard, without a reload."""
    accounts = live(scope.org_id)["connected_accounts"]["accounts"]
    runs = live_syncs(scope.org_id)
    if any(account["last_synced_at"] for account in accounts) and not runs:
        st.rerun(scope="app")
    broken = [account for account in accounts if account["sync_status"] == "failed"]
    with card_box("empty"):
        show(empty(*_words(accounts, runs, broken), _steps("sync")))
        with card_box("first-runs"):
            show(*(running(run) for run in runs)) if runs else show(
                nothing(t("The sync begins as soon as a worker is free."))
            )
        if broken:
            _go(t("Open sync control"), "sync_control.py", "sync")


def nothing_in_range(board: Board) -> None:
    """Accounts are synced, but nothing was counted in these days."""
    with card_box("empty"):
        text = t(
            "The connected accounts report nothing for {period}. Choose another range above.",
            period=board.period(),
        )
        show(empty(t("No figures in these days"), text))


def _words(accounts: list[Any], runs: list[Any], broken: list[Any]) -> tuple[str, str]:
    if broken and not runs:
        title = nt("{n} account could not be synced", "{n} accounts could not be synced", len(broken))
        return title, t("Sync control says why, and what to do about it.")
    title = t("Your figures are on their way")
    return title, nt(
        "{n} account is connected. This page shows its figures as soon as they are here.",
        "{n} accounts are connected. This page shows their figures as soon as they are here.",
        len(accounts),
    )


def _steps(present: str) -> list[Step]:
    order = ["connect", "sync", "see"]
    words = {
        "connect": (t("Connect an ad account"), t("Meta or Google; read access is enough to begin.")),
        "sync": (t("The first sync"), t("Campaigns first, then 90 days of figures, in the background.")),
        "see": (t("Your dashboard"), t("Spend, revenue and pacing, kept fresh every hour.")),
    }
    place = order.index(present)
    return [
        Step(*words[key], state="done" if at < place else "now" if at == place else "later")
        for at, key in enumerate(order)
    ]


def _go(label: str, script: str, key: str) -> None:
    with st.container(key=f"failact-{key}", horizontal=True, horizontal_alignment="center"):
        if st.button(label, type="primary", key=f"go-{key}"):
            st.switch_page(script)
