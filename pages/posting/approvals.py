"""How many people have to approve a post before it is scheduled."""

import streamlit as st

from engine import posts
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.permissions import Permission
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.scope import Scope


@section(N_("Approval"), permission=Permission.ORG_UPDATE)
def approvals(scope: Scope) -> None:
    """The choice, for those who may change the organisation."""
    now = posts.approvals(scope.org_id)
    with card_box("approval"):
        with card_bar("approval", t("Approval")):
            chosen = st.selectbox(
                t("People who approve"), range(posts.MOST_STEPS + 1), index=now, key="approvals",
                format_func=_words, label_visibility="collapsed", width=150,
            )  # fmt: skip
        footnote(t("So many people approve a post: not its author, unless an admin; each step another person."))
    if chosen != now:
        with work(scope.org_id, scope.actor) as unit:
            posts.set_approvals(unit, chosen)
        st.rerun()


def _words(steps: int) -> str:
    return nt("{n} person", "{n} people", steps) if steps else t("Nobody")
