"""The builder: six steps, each a card; what is typed is kept at once, so a reload loses nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import campaigns
from engine.core import clock
from engine.core.i18n import N_, t
from engine.identity import admit
from engine.permissions import Permission
from pages.planning.again import notes
from pages.planning.asked import audience, basics
from pages.planning.creatives import creatives
from pages.planning.drafts import Draft, fresh, in_order, order_of
from pages.planning.money import budgets
from pages.planning.posts import posts
from pages.planning.review import create, review
from pages.planning.templates import save_as
from pages.ui import format as formats
from pages.ui.html import say, show
from pages.ui.marks import icon, n
from pages.ui.scope import Scope
from pages.ui.topbar import topbar

STEPS: list[tuple[str, Callable[[Scope, Draft], None]]] = [
    (N_("Goal"), basics),
    (N_("Audience"), audience),
    (N_("Budget"), budgets),
    (N_("Creatives"), creatives),
    (N_("Posts"), posts),
    (N_("Review"), review),
]


def build(scope: Scope) -> None:
    """The step that the plan is at, between its bar and its way on."""
    admit(scope.person, Permission.CAMPAIGNS_WRITE, ip=scope.actor.ip, to="/campaigns")
    kept = fresh(scope) | campaigns.draft_of(scope.org_id, scope.user_id)
    draft: Draft = st.session_state.setdefault("draft", in_order(kept))
    before = _frozen(draft)
    with topbar(t("New campaign")) as top:
        top.sub = draft["name"] or t("One plan on several platforms")
        saved = st.empty()
        if st.button(t("Save and leave")):
            _leave()
        if st.button(t("Save as template")):
            save_as(draft["name"], order=order_of(draft))
        if st.button(t("Throw away")):
            campaigns.drop_draft(scope.org_id, scope.user_id)
            _leave()
    notes(draft)
    _steps(draft["step"])
    STEPS[draft["step"]][1](scope, draft)
    _foot(scope, draft)
    if _frozen(draft) != before:
        campaigns.keep_draft(scope.org_id, scope.user_id, draft)
        st.session_state["saved-at"] = clock.now()
    moment: datetime | None = st.session_state.get("saved-at")
    with saved:
        words = (
            t("Draft saved {when}", when=formats.clock(moment, scope.zone)) if moment else t("Draft saves itself")
        )
        show(Markup('<span class="saved">{}{}</span>').format(icon("ok"), words), width="content")


def _steps(now: int) -> None:
    """Where one is among the steps."""
    items = Markup("").join(
        Markup('<li class="{}"{}><span class="no">{}</span><span>{}</span></li>').format(
            "done" if place < now else "now" if place == now else "",
            Markup(' aria-current="step"') if place == now else "",
            icon("ok") if place < now else n(place + 1),
            t(title),
        )
        for place, (title, _) in enumerate(STEPS)
    )
    show(Markup('<ol class="steps">{}</ol>').format(items))


def _foot(scope: Scope, draft: Draft) -> None:
    step, last = draft["step"], len(STEPS) - 1
    with st.container(key="footbar", horizontal=True, vertical_alignment="center"):
        at = say("Step {step} of {steps}", step=n(step + 1), steps=n(last + 1))
        show(Markup('<p class="sub">{}</p>').format(at))
        if st.button(t("Back"), disabled=step == 0):
            _go(scope, draft, step - 1)
        if step < last:
            if st.button(t("Continue"), type="primary", key="continue"):
                _go(scope, draft, step + 1)
        elif st.button(t("Create campaign"), type="primary", key="create"):
            create(scope, draft)


def _go(scope: Scope, draft: Draft, step: int) -> None:
    draft["step"] = step
    campaigns.keep_draft(scope.org_id, scope.user_id, draft)
    st.rerun()


def _leave() -> None:
    st.session_state.pop("draft", None)
    del st.query_params["new"]
    st.rerun()


def _frozen(draft: Draft) -> Any:
    return repr(draft)
