"""One campaign: how its making goes, how each platform has it, and what a person can do about it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import CampaignStatus, Phase
from engine import campaigns
from engine.core.errors import AppError
from engine.core.i18n import N_, nt, t
from engine.core.work import Work, work
from engine.permissions import Permission
from pages.planning.again import plan_from
from pages.planning.parts import parts
from pages.planning.progress import progress, story
from pages.planning.templates import save_as
from pages.planning.tree import tree
from pages.planning.words import state_of
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import money, n, platform
from pages.ui.scope import Scope
from pages.ui.states import trouble
from pages.ui.stats import Stat, stats_strip
from pages.ui.topbar import topbar

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)
MOVES = {
    CampaignStatus.PAUSED: [(CampaignStatus.ACTIVE, N_("Start")), (CampaignStatus.COMPLETED, N_("Complete"))],
    CampaignStatus.ACTIVE: [(CampaignStatus.PAUSED, N_("Pause")), (CampaignStatus.COMPLETED, N_("Complete"))],
    CampaignStatus.COMPLETED: [(CampaignStatus.ACTIVE, N_("Start")), (CampaignStatus.ARCHIVED, N_("Archive"))],
}


def detail(scope: Scope, campaign_id: UUID) -> None:
    """The whole of one campaign."""
    found = campaigns.campaign_details(scope.org_id, campaign_id)
    campaign = found["campaign"]
    with topbar(campaign["name"]) as top:
        top.sub = campaign["description"] or nt(
            "Campaign on {n} platform", "Campaign on {n} platforms", len(campaign["platforms"])
        )
        if st.button(t("All campaigns")):
            del st.query_params["campaign"]
            st.rerun()
        if scope.can(Permission.CAMPAIGNS_WRITE):
            _once_more(scope, campaign)
        if scope.can(Permission.CAMPAIGNS_WRITE) and campaign["phase"] == Phase.DONE:
            _moves(scope, campaign)
        if scope.can(Permission.CAMPAIGNS_WRITE) and campaign["phase"] == Phase.UNDONE:
            _retry(scope, campaign)
        if said := st.session_state.pop("change-refused", None):
            show(trouble(t("Nothing was changed"), said))
    progress(scope, campaign_id)
    state(scope, campaign_id)
    parts(scope, campaign_id)
    tree(scope, campaign_id)
    if found["social_posts"]:
        _posts(found["social_posts"])
    story(scope, campaign_id)


def _once_more(scope: Scope, campaign: Row) -> None:
    """The same plan again: now, or later from a template."""
    with st.popover(t("Use again")):
        if st.button(t("Duplicate"), icon=":material/content_copy:"):
            plan_from(scope, campaigns.campaign_copy(scope.org_id, UUID(campaign["id"])))
        if st.button(t("Save as template"), icon=":material/bookmark_add:"):
            save_as(campaign["name"], campaign_id=UUID(campaign["id"]))


def _moves(scope: Scope, campaign: Row) -> None:
    """What its state allows next, and another name, budget or dates."""
    for status, label in MOVES.get(CampaignStatus(campaign["status"]), []):
        if st.button(t(label), key=f"move-{status}"):
            _change(scope, campaign, {"status": status})
    if campaign["status"] != CampaignStatus.ARCHIVED:
        with st.popover(t("Edit")), st.form("edit", border=False):
            name = st.text_input(t("Name"), campaign["name"], max_chars=255)
            label = t("Total budget, {currency}", currency=formats.currency(campaign["currency"]))
            total = st.number_input(label, 1.0, value=campaign["total_budget"], step=100.0)
            first, last = (date.fromisoformat(campaign[each]) for each in ("start_date", "end_date"))
            with st.container(horizontal=True):
                start = st.date_input(t("First day"), first, disabled=first <= scope.today, format="YYYY-MM-DD")
                end = st.date_input(t("Last day"), last, format="YYYY-MM-DD")
            if st.form_submit_button(t("Save"), type="primary"):
                changed = {
                    "name": name, "total_budget": f"{total:.2f}",
                    "start_date": str(start), "end_date": str(end),
                }  # fmt: skip
                before = campaign | {"total_budget": f"{campaign['total_budget']:.2f}"}
                _change(scope, campaign, {key: value for key, value in changed.items() if value != before[key]})


def _retry(scope: Scope, campaign: Row) -> None:
    """Once more after it was taken back, on days that are still to come."""
    first, last = (date.fromisoformat(campaign[each]) for each in ("start_date", "end_date"))
    start = max(first, scope.today)
    with st.popover(t("Try again")), st.form("retry", border=False):
        st.caption(t("It is checked and created anew on every platform. What was taken back stays away."))
        with st.container(horizontal=True):
            chosen = {
                "start_date": str(st.date_input(t("First day"), start, format="YYYY-MM-DD")),
                "end_date": str(st.date_input(t("Last day"), max(last, start + ONE_DAY), format="YYYY-MM-DD")),
            }
        if st.form_submit_button(t("Create"), type="primary"):
            _ask(scope, campaign, chosen, campaigns.retry_campaign)


def _change(scope: Scope, campaign: Row, body: Row) -> None:
    """Bring a change to the platforms."""
    if body:
        _ask(scope, campaign, body, campaigns.change_campaign)


def _ask(scope: Scope, campaign: Row, body: Row, do: Callable[[Work, UUID, Row, int], object]) -> None:
    """Do it; a refusal is said beside the buttons."""
    try:
        with work(scope.org_id, scope.actor) as unit:
            do(unit, UUID(campaign["id"]), body, campaign["version"])
    except AppError as no:
        fields = getattr(no, "fields", {})
        said = " ".join(sentence for each in fields.values() for sentence in each)
        st.session_state["change-refused"] = said or no.sentence()
    st.rerun()


@section(N_("Figures"), run_every=5)
def state(scope: Scope, campaign_id: UUID) -> None:
    """What it is, and what it did."""
    campaign = campaigns.campaign_details(scope.org_id, campaign_id)["campaign"]
    figures, code = campaign["metrics"], campaign["currency"]
    used = t("{percent} of the budget spent", percent=formats.percent(figures["budget_used"], 0))
    passed = t("{percent} of the time is over", percent=formats.percent(figures["time_passed"], 0))
    show(
        stats_strip(
            [
                Stat(t("State"), state_of(campaign), passed),
                Stat(t("Budget"), money(campaign["total_budget"], code), used),
                Stat(t("Spend"), money(figures["spend"], code), t("since it began")),
                Stat(t("Clicks"), n(formats.number(figures["clicks"])), n(formats.percent(figures["ctr"], 2))),
                Stat(t("Conversions"), n(formats.number(figures["conversions"])), t("as the platforms count")),
                Stat("ROAS", n(formats.times(figures["roas"])), t("conversion value by spend")),
            ]
        )
    )


def _posts(rows: list[Row]) -> None:
    with card_box("posts"):
        heading(t("Posts"), count=len(rows))
        lines = [_post(row, POSTS[row["status"]]) for row in rows]
        show(Markup('<ul class="plain">{}</ul>').format(Markup("").join(lines)))


def _post(row: Row, word: str) -> Markup:
    line = Markup('<li>{} <bdi>{}</bdi> <span class="sub">{}</span></li>')
    return line.format(platform(row["platform"]), row["content"][:120], t(word))


POSTS = {
    "draft": N_("draft"), "scheduled": N_("scheduled"), "publishing": N_("being published"),
    "published": N_("published"), "failed": N_("failed"),
}  # fmt: skip
