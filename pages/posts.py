"""Posts: what is planned, what waits for somebody and what is out, on a calendar; and writing new ones."""

from uuid import UUID

import streamlit as st

from engine.core.i18n import N_, t
from engine.permissions import Permission
from pages.posting.approvals import approvals
from pages.posting.calendar import month, week
from pages.posting.composer import COMPOSING, compose
from pages.posting.listing import listing
from pages.posting.post import OPENED, open_post
from pages.posting.times import times
from pages.ui import filters
from pages.ui import format as formats
from pages.ui.chosen import chosen_id, forget
from pages.ui.frame import page
from pages.ui.html import say
from pages.ui.picks import pick
from pages.ui.topbar import topbar

VIEWS = {"month": N_("Month"), "week": N_("Week"), "list": N_("List")}
SHOWN = {"month": month, "week": week, "list": listing}

with page("posts") as scope:
    may = scope.can(Permission.POSTS_WRITE)
    with topbar(t("Posts")) as bar:
        view = filters.choice("view", t("View"), VIEWS, "month", width=110)
        if may and st.button(t("New post"), type="primary", icon=":material/edit_square:"):
            st.session_state[COMPOSING] = True
        bar.sub = say("Times are those of {zone}", zone=formats.zone_name(scope.zone))
    named = chosen_id()
    forget()
    if opened := pick(OPENED) or named:
        open_post(UUID(str(opened)))
    if may and st.session_state.get(COMPOSING):
        compose(scope)
    SHOWN[view](scope)
    times(scope)
    if scope.can(Permission.ORG_UPDATE):
        approvals(scope)
