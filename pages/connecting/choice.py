"""Which of the accounts and profiles that a new access reaches are to be connected."""

from typing import Any

import streamlit as st

from engine import connections
from engine.connectors import connector
from engine.core.errors import Conflict
from engine.core.i18n import N_, t
from engine.core.work import work
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.html import show
from pages.ui.marks import platform
from pages.ui.scope import Scope
from pages.ui.states import trouble

KINDS = {
    "facebook_page": N_("Facebook page"),
    "instagram": N_("Instagram account"),
    "linkedin_organization": N_("LinkedIn organisation"),
    "x_user": N_("X account"),
    "tiktok_account": N_("TikTok account"),
    "snapchat_profile": N_("Snapchat profile"),
}


def choose(scope: Scope, choice: str) -> None:
    """Offer what the new access reaches."""
    waiting = connections.choices(scope.person, choice)
    if waiting is None:
        return
    with card_box("choose"):
        heading(t("Choose the accounts to connect"), sub=platform(waiting["platform"]))
        accounts = _accounts([row for row in waiting["accounts"] if row["active"]])
        profiles = _profiles(waiting["profiles"])
        with st.container(horizontal=True):
            if st.button(t("Connect"), type="primary", disabled=not accounts):
                _connect(scope, choice, accounts, profiles)
            if st.button(t("Cancel")):
                _leave(scope, choice)
        if connector(waiting["platform"]).own_consent:
            footnote(t("Its accounts for posts consent by themselves: connect them afterwards, below."))
        footnote(t("Connecting fetches the last 90 days, then keeps them fresh by itself."))


def _accounts(offered: list[dict[str, Any]]) -> list[str]:
    if not offered:
        show(trouble(t("No account to connect"), t("This access reaches no active ad account. Use another one.")))
    return [
        row["external_id"]
        for row in offered
        if st.checkbox(_account(row), value=True, key=f"pick-{row['external_id']}")
    ]


def _profiles(offered: list[dict[str, Any]]) -> list[str]:
    if not offered:
        return []
    heading(t("Pages and profiles"), sub=t("Their posts are shown and can be published from here"))
    return [
        row["external_id"]
        for row in offered
        if st.checkbox(_profile(row["name"], KINDS[row["kind"]]), value=True, key=f"profile-{row['external_id']}")
    ]


def _connect(scope: Scope, choice: str, accounts: list[str], profiles: list[str]) -> None:
    try:
        with work(scope.org_id, scope.actor) as unit:
            connections.choose(unit, scope.person, choice, accounts, profiles)
    except Conflict as refused:
        show(trouble(t("Nothing was connected"), refused.sentence()))
        return
    _leave(scope, choice)


def _leave(scope: Scope, choice: str) -> None:
    connections.forget(scope.person, choice)
    st.query_params.clear()
    st.rerun()


def _profile(name: str, kind: str) -> str:
    return f"{name} · {t(kind)}"


def _account(row: dict[str, Any]) -> str:
    return f"{row['name']} · {row['currency']} · {formats.zone_name(row['timezone'])}"
