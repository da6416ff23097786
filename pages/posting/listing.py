"""All posts, ours and those of other tools, with their state and how people answered."""

import streamlit as st
from markupsafe import Markup

from engine import posts
from engine.core.i18n import N_, t
from pages.posting.post import OPENED
from pages.posting.words import STATES, Post, short, state, when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, platform_name, swatch
from pages.ui.pager import page_of, pager
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 25


@section(N_("Posts"), run_every=15)
def listing(scope: Scope) -> None:
    """The newest first, narrowed by state and by words."""
    with card_box("posts"):
        with card_bar("posts", t("Posts")):
            status = st.selectbox(
                t("State"), list(STATES), index=None, format_func=_state_name, placeholder=t("All states"),
                label_visibility="collapsed", key="posts-state", width=180,
            )  # fmt: skip
            sought = st.text_input(
                t("Search"), placeholder=t("Search"), label_visibility="collapsed", key="posts-q", width=200
            )
        page = page_of("posts", (status, sought))
        found = posts.list_posts(
            scope.org_id, status=status, q=sought.replace("\0", ""), page=page, per_page=SHOWN
        )
        if not found["total"]:
            show(nothing(t("No post fits.") if status or sought else t("No post yet. Write the first one.")))
            return
        columns: list[Column[Post]] = [
            Column(t("Post"), lambda row: pick_button(OPENED, row["id"], short(row["content"])), wide=True),
            Column(t("Profile"), _profile),
            Column(t("When"), lambda row: when(row, scope.zone)),
            Column(t("State"), state),
            Column(t("Likes"), lambda row: _count(row, "likes"), numeric=True),
            Column(t("Replies"), lambda row: _count(row, "comments"), numeric=True),
            Column(t("Shares"), lambda row: _count(row, "shares"), numeric=True),
        ]
        show(table(found["posts"], columns, label=t("Posts"), css="grid inbox", cards=True))
        pager("posts", page, found["total"], SHOWN)


def _profile(row: Post) -> Markup:
    name = row["profile"]["name"] if row["profile"] else ""
    network = row["profile"]["network"] if row["profile"] else platform_name(row["platform"])
    return Markup('<span class="plat">{}{}</span> <bdi>{}</bdi>').format(swatch(row["platform"]), network, name)


def _count(row: Post, kind: str) -> Markup:
    return n(formats.number(row["engagement"][kind]) if row["status"] == "published" else formats.NONE)


def _state_name(status: str) -> str:
    _, word = STATES[status]
    return t(word)
