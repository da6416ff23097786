"""One text for many profiles: written once, seen as each will show it, with what each would refuse."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import posts
from engine.core.i18n import t
from engine.core.work import Work
from engine.posts import Content
from engine.profiles import list_profiles
from pages.posting.post import choose_moment, deed
from pages.ui.cards import card_bar, card_box
from pages.ui.files import thumbs, upload
from pages.ui.html import show
from pages.ui.marks import n, swatch
from pages.ui.scope import Scope
from pages.ui.states import nothing

COMPOSING = "composing"
FILES = "composed-files"


def compose(scope: Scope) -> None:
    """The fields, the preview, and the three ways to end: draft, scheduled, out now."""
    names = posts.networks()
    known = {row["id"]: row for row in list_profiles(scope.org_id) if row["kind"] in names}
    with card_box("compose"):
        with card_bar("compose", t("New post")):
            st.button(t("Close"), on_click=_close)
        if not known:
            show(nothing(t("Connect a profile first, on the Integrations screen. Then posts can be published.")))
            return
        chosen = st.multiselect(
            t("Profiles"), list(known), key="compose-profiles", placeholder=t("Choose profiles"),
            format_func=lambda one: f"{names[known[one]['kind']]} · {known[one]['name']}",
        )  # fmt: skip
        text = st.text_area(t("Text"), key="compose-text", height=140)
        st.session_state[FILES] = upload(scope, st.session_state.get(FILES, ()))
        media = tuple(st.session_state[FILES])
        content = Content(text, media, profiles=tuple(UUID(one) for one in chosen))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            at = choose_moment(scope, "compose", None)
        _preview(scope, replace(content, scheduled_for=at) if chosen else content)
        _endings(scope, content, at)


def _preview(scope: Scope, content: Content) -> None:
    """As each profile will show it; flaws and warnings where they belong."""
    if not content.profiles:
        return
    found = posts.check(scope.org_id, content, scope.zone)
    cards = Markup("").join(_as_shown(scope, one, content) for one in found["profiles"])
    flaws = (
        [said for sentences in found["fields"].values() for said in sentences]
        if content.text or content.media
        else []
    )
    listed = Markup("").join(Markup("<li>{}</li>").format(said) for said in flaws)
    show(
        Markup('<div class="previews">{}</div>').format(cards),
        Markup('<ul class="flaws" role="status">{}</ul>').format(listed) if listed else Markup(""),
    )


def _as_shown(scope: Scope, one: dict[str, Any], content: Content) -> Markup:
    over = " over" if one["length"] > one["longest"] else ""
    warned = Markup("").join(Markup('<p class="warned">{}</p>').format(said) for said in one["warnings"])
    return Markup(
        '<section class="preview"><header>{}<b>{}</b> <bdi>{}</bdi><span class="count{}">{}</span></header>'
        '<p class="says" dir="auto">{}</p>{}{}</section>'
    ).format(
        swatch(one["platform"]), one["network"], one["name"], over, n(f"{one['length']} / {one['longest']}"),
        content.text or "…", thumbs(scope, content.media), warned,
    )  # fmt: skip


def _endings(scope: Scope, content: Content, at: Any) -> None:
    approved = not posts.approvals(scope.org_id)
    with st.container(horizontal=True):
        later = st.button(
            t("Schedule") if approved else t("Submit for this time"), type="primary", disabled=at is None
        )
        now = approved and st.button(t("Publish now"), key="compose-now")
        draft = st.button(t("Save as draft"))
    if later and deed(scope, lambda unit: posts.create_posts(unit, replace(content, scheduled_for=at))):
        _done()
    if now and deed(scope, lambda unit: _publish(unit, content)):
        _done()
    if draft and deed(scope, lambda unit: posts.create_posts(unit, content)):
        _done()


def _publish(unit: Work, content: Content) -> None:
    for post in posts.create_posts(unit, content):
        posts.publish_now(unit, post.id)


def _done() -> None:
    _close()
    st.rerun()


def _close() -> None:
    for key in (COMPOSING, FILES, "compose-text", "compose-profiles"):
        st.session_state.pop(key, None)
