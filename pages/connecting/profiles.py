"""The pages and profiles that we speak for: how good each one's access is, and connecting or leaving one."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.core.work import work
from engine.integrations import list_integrations, platforms
from engine.permissions import Permission
from engine.profiles import disconnect_profile, list_profiles
from pages.connecting.choice import KINDS
from pages.connecting.grants import access, permissions, subscription
from pages.connecting.links import consent_link, reconnect_link
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import platform
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

Row = dict[str, Any]


@section(N_("Pages and profiles"), run_every=5)
def profiles(scope: Scope) -> None:
    """Each with its access, and what may be done with it; nothing before an account is connected."""
    rows, consents = list_profiles(scope.org_id), _consents(scope)
    may = scope.can(Permission.POSTS_WRITE)
    if not rows and not (consents and may):
        return
    with card_box("profiles"):
        with card_bar("profiles", t("Pages and profiles"), count=len(rows)):
            if may:
                _actions(scope, rows, list(consents))
        if rows:
            show(table(rows, _columns(consents), label=t("Pages and profiles"), css="hist", cards=True))
        if consents:
            footnote(t("A TikTok account consents by itself: access to ads neither publishes nor reads posts."))


def _consents(scope: Scope) -> dict[str, list[str]]:
    """What a profile is asked for, of each platform where it consents by itself and where we have an account."""
    ours = {row["platform"] for row in list_integrations(scope.org_id) if row["is_active"]}
    return {
        one["slug"]: one["profile_scopes"] for one in platforms() if one["profile_scopes"] and one["slug"] in ours
    }


def _actions(scope: Scope, rows: list[Row], consenting: list[str]) -> None:
    with st.container(width="content"):
        for slug in consenting:
            show(consent_link(slug))
    if not rows:
        return
    with st.popover(t("Manage")):
        names = {row["id"]: f"{row['name']} · {_kind(row)}" for row in rows}
        chosen = st.selectbox(t("Page or profile"), list(names), format_func=names.__getitem__)
        st.caption(t("Its posts stay. Nothing more is published as it, and none of its posts are fetched."))
        if st.button(t("Disconnect this profile"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                disconnect_profile(unit, UUID(chosen))
            st.rerun()


def _columns(consents: dict[str, list[str]]) -> list[Column[Row]]:
    return [
        Column(t("Profile"), _who, wide=True),
        Column(t("Kind"), _kind),
        Column(t("Access"), lambda row: access(row["token_status"], _again(row))),
        Column(t("Permissions"), lambda row: _permissions(row, consents.get(row["platform"], []))),
        Column(t("Webhooks"), lambda row: subscription(row["id"], row["subscription"])),
        Column(t("Belongs to"), lambda row: Markup("<bdi>{}</bdi>").format(row["account"])),
    ]


def _kind(row: Row) -> str:
    word = KINDS[row["kind"]]
    return t(word)


def _who(row: Row) -> Markup:
    return Markup('<span class="who2"><span>{}</span><span class="sub"><bdi>{}</bdi></span></span>').format(
        platform(row["platform"]), row["name"]
    )


def _again(row: Row) -> Markup:
    """The way to give the access anew: by the profile itself, or with its account."""
    return consent_link(row["platform"], t("Reconnect")) if row["own_consent"] else reconnect_link(row["platform"])


def _permissions(row: Row, asked: list[str]) -> Markup:
    if not row["own_consent"]:
        return Markup('<span class="sub">{}</span>').format(t("as the account's"))
    return permissions(row["id"], asked, row["scopes"])
