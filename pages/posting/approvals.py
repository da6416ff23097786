"""How many people have to approve a post before it is scheduled."""

import streamlit as st

from engine import posts
from engine.core.i18n import nt, t
from engine.core.work import work
from pages.ui.scope import Scope


def approvals(scope: Scope) -> None:
    """The choice, for those who may change the organisation."""
    now = posts.approvals(scope.org_id)
    with st.popover(t("Approval"), icon=":material/how_to_reg:"):
        chosen = st.selectbox(
            t("People who approve"), range(posts.MOST_STEPS + 1), index=now, format_func=_words, key="approvals"
        )
        st.caption(t("Somebody else than the author, or an admin; each step another person."))
        if chosen != now:
            with work(scope.org_id, scope.actor) as unit:
                posts.set_approvals(unit, chosen)
            st.rerun()


def _words(steps: int) -> str:
    return nt("{n} person", "{n} people", steps) if steps else t("Nobody")
