"""The filters of the inbox: part of the words, platform, page and since when; they narrow everything below."""

from datetime import timedelta
from uuid import UUID

import streamlit as st

from engine.core.i18n import N_, t
from engine.inbox import Sought, midnight
from engine.profiles import list_profiles
from pages.ui.filters import choice
from pages.ui.marks import PLATFORMS, platform_name
from pages.ui.scope import Scope

ALL = "all"
ANY_PLATFORM = {ALL: N_("All platforms"), **PLATFORMS}
SINCE = {
    ALL: N_("Any time"),
    "1": N_("Today"),
    "7": N_("Last 7 days"),
    "30": N_("Last 30 days"),
    "90": N_("Last 90 days"),
}


def seek(scope: Scope) -> Sought:
    """What the reader looks for."""
    words = st.text_input(
        t("Search"),
        key="inbox-words",
        placeholder=t("Search"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=200,
        width=190,
    )
    slug = choice("platform", t("Platform"), ANY_PLATFORM, ALL)
    profile_id = _profile(scope, slug)
    days = choice("since", t("Since"), SINCE, ALL)
    first = None if days == ALL else scope.today - timedelta(days=int(days) - 1)
    return Sought(None if slug == ALL else slug, profile_id, midnight(first, scope.zone), words.strip())


def _profile(scope: Scope, slug: str) -> UUID | None:
    """One of the org's pages, of the chosen platform; no choice where there are none."""
    known = [row for row in list_profiles(scope.org_id) if slug in {ALL, row["platform"]}]
    if not known:
        return None
    names = {row["id"]: f"{row['name']} · {platform_name(row['platform'])}" for row in known}
    chosen = st.selectbox(
        t("Profile"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=t("All profiles"),
        label_visibility="collapsed",
        key=f"inbox-profile-{slug}",
        width=170,
    )
    return UUID(chosen) if chosen else None
