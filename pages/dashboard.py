"""The dashboard: where the money went, what it brought, and what needs somebody today."""

from dataclasses import replace
from typing import cast

import streamlit as st
from markupsafe import Markup

from engine import dashboard as engine
from engine.core.errors import Unready
from engine.core.i18n import N_, t
from engine.core.periods import Days
from engine.permissions import Permission
from pages.board.board import Board
from pages.board.campaigns import campaigns
from pages.board.content import recent_card, scheduled_card
from pages.board.export import export_menu
from pages.board.first_run import connect_first, nothing_in_range, wait_for_figures
from pages.board.headline import alerts, key_figures, left_out
from pages.board.sources import accounts_card, sync_card
from pages.board.targets import EDIT, edit_targets, targets_card
from pages.board.trends import trends
from pages.ui import filters
from pages.ui.cards import row2, row3
from pages.ui.frame import LIVE_S, page, section
from pages.ui.html import say, show
from pages.ui.picks import pick
from pages.ui.scope import Scope
from pages.ui.states import warning
from pages.ui.topbar import Bar, chips, context_chip, freshness_chip, sandbox_chip, topbar

SHOWN = "board"  # where the session keeps what is on the screen


def look(scope: Scope, days: Days, compare: engine.Compare) -> Board:
    """The dashboard as it is; as it last was, said to be old, while the database is away."""
    try:
        board = Board(engine.dashboard(scope.org_id, days, compare), compare)
    except Unready:
        if (last := last_seen(scope)) is None:
            raise
        board = replace(last, old=True)
    st.session_state[SHOWN] = board
    return board


def last_seen(scope: Scope) -> Board | None:
    """What is on the screen of this organisation."""
    board: Board | None = st.session_state.get(SHOWN)
    return board if board and board.data["org_id"] == str(scope.org_id) else None


def bar(scope: Scope, top: Bar) -> tuple[Board, Days]:
    """The filters, what they ask for, and the facts that hold for every number."""
    days = filters.days(scope)
    compare = cast("engine.Compare", filters.comparison())
    facts = st.container(width="content")
    if st.button(t("Refresh"), icon=":material/refresh:"):
        engine.refresh(scope.org_id, days, compare)
        st.rerun(scope="app")
    board = look(scope, days, compare)
    with facts:
        sandbox = (sandbox_chip(),) if board.sandbox else ()
        chips(context_chip(scope), *sandbox, freshness_chip(board.last_sync, stale=bool(board.late)))
    if scope.can(Permission.EXPORT) and board.accounts:
        export_menu(board)
    top.sub = say("{org}, {days}", org=isolated(scope.person.org_name), days=isolated(board.period()))
    return board, days


def isolated(text: str) -> Markup:
    """A text that keeps its own direction inside a line of the other."""
    return Markup("<bdi>{}</bdi>").format(text)


@section(N_("Alerts"), run_every=LIVE_S)
def watch(scope: Scope, synced: str | None) -> None:
    """What is live: alerts as they come, and the whole page again when a sync brought new figures."""
    found = engine.live(scope.org_id)
    if found["sync_status"]["last_sync"] != synced:
        st.rerun(scope="app")
    show(alerts(found["alerts"]))


@section(N_("Dashboard"))
def figures(scope: Scope) -> None:
    """What the filters decide: they redraw this part only."""
    with topbar(t("Dashboard")) as top:
        board, days = bar(scope, top)
    if not board.accounts:
        connect_first(scope)
    elif board.last_sync is None and not board.has_figures:
        wait_for_figures(scope)
    else:
        numbers(scope, board, days)


def numbers(scope: Scope, board: Board, days: Days) -> None:
    """Alerts, key figures, trends and campaigns of an organisation that has accounts."""
    watch(scope, "" if board.old else board.data["sync_status"]["last_sync"])
    if board.old:
        since = t(
            "The database does not answer. These are the last figures we have; the page tries again by itself."
        )
        show(warning(t("These figures are old"), since))
    show(left_out(board), key_figures(board))
    if board.has_figures:
        trends(board)
    else:
        nothing_in_range(board)
    campaigns(scope, board, days)


@section(N_("Targets, content and sources"))
def standing(scope: Scope) -> None:
    """What holds whatever the filters say."""
    board = last_seen(scope)
    if board is None or board.data["sync_status"]["last_sync"] is None:
        return
    show(
        row3(targets_card(scope, board), scheduled_card(board, scope.zone), recent_card(board)),
        row2(accounts_card(board), sync_card(scope, board)),
    )
    if pick(EDIT):
        edit_targets(scope)


with page("dashboard") as scope:
    figures(scope)
    standing(scope)
