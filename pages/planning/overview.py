"""The list of campaigns with their budgets and figures, and what could not be taken back."""

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import CampaignStatus
from engine import campaigns
from engine.core.i18n import N_, t
from engine.permissions import Permission
from pages.planning.again import plan_from
from pages.planning.ways import ways_out
from pages.planning.words import PACES, STATES, state_of
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, heading
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import bar, money, n, pill, platform, platform_name, swatch
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import empty, nothing, trouble
from pages.ui.tables import Column, table
from pages.ui.topbar import topbar

SHOWN = 20
ASIDE = {"bulk": N_("From a file"), "utm": N_("UTM parameters"), "templates": N_("Templates")}
Row = dict[str, Any]


def overview(scope: Scope) -> None:
    """Everything the org has planned."""
    may = scope.can(Permission.CAMPAIGNS_WRITE)
    with topbar(t("Campaigns")) as top:
        top.sub = t("One plan on several platforms")
        if may:
            for name, label in ASIDE.items():
                if st.button(t(label)):
                    st.query_params[name] = "1"
                    st.rerun()
        if may and st.button(t("New campaign"), type="primary", icon=":material/add:"):
            st.query_params["new"] = "1"
            st.rerun()
    orphans(scope)
    listed(scope)


@section(N_("Left behind"), run_every=5)
def orphans(scope: Scope) -> None:
    """What could not be taken back from a platform: keep it, or have it deleted."""
    rows = campaigns.list_orphans(scope.org_id)
    if not rows:
        return
    with card_box("orphans"):
        heading(t("Left behind on platforms"), count=len(rows))
        for row in rows:
            _orphan(scope, row)


def _orphan(scope: Scope, row: Row) -> None:
    title = say(
        "{campaign} on {platform}",
        campaign=Markup("<bdi>{}</bdi>").format(row["campaign"]), platform=platform_name(row["platform"]),
    )  # fmt: skip
    name = Markup('<bdi class="sub">{}</bdi>').format(row["external_name"])
    show(trouble(title, Markup("{} {}").format(row["error"] or "", name)))
    ways = (
        ("adopt", t("Keep it there"), campaigns.adopt),
        ("delete", t("Delete it there"), campaigns.delete),
    )
    ways_out(scope, "orphanact", UUID(row["launch_id"]), ways)


@section(N_("Campaigns"), run_every=5)
def listed(scope: Scope) -> None:
    """The campaigns, newest first, searched and filtered."""
    with card_box("campaigns"):
        with card_bar("campaigns", t("All campaigns")):
            states = {"": t("All")} | {str(status): t(word) for status, (_, word) in STATES.items()}
            status = st.selectbox(
                t("State"), list(states), format_func=states.__getitem__, key="state",
                label_visibility="collapsed", width=180,
            )  # fmt: skip
            sought = st.text_input(
                t("Search"), key="sought", placeholder=t("Search by name"), label_visibility="collapsed", width=220
            )
        page = int(st.session_state.get("campaigns-page", 1))
        found = campaigns.list_campaigns(
            scope.org_id, status=status or None, q=sought or None, page=page, per_page=SHOWN
        )
        _rows(found, searched=bool(status or sought), may=scope.can(Permission.CAMPAIGNS_WRITE))
        _turn(found["page"], -(-found["total"] // found["per_page"]))
        if chosen := pick("campaign"):
            st.query_params["campaign"] = chosen
            st.rerun()
        if copied := pick("duplicate"):
            plan_from(scope, campaigns.campaign_copy(scope.org_id, UUID(copied)))


def _rows(found: Row, *, searched: bool, may: bool) -> None:
    if found["data"]:
        show(table(found["data"], _columns(may=may), label=t("Campaigns"), css="grid", cards=True))
    elif searched:
        show(nothing(t("Nothing fits. Clear the search or choose more.")))
    else:
        text = t("Plan one campaign, and it is created on every platform at once, paused, or on none.")
        show(empty(t("No campaign yet"), text))


def _turn(page: int, pages: int) -> None:
    if pages <= 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="turn"):
        if st.button(t("Previous page"), disabled=page <= 1):
            st.session_state["campaigns-page"] = page - 1
            st.rerun(scope="fragment")
        shown = {"page": n(formats.number(page)), "pages": n(formats.number(pages))}
        show(Markup('<p class="sub">{}</p>').format(say("page {page} of {pages}", **shown)))
        if st.button(t("Next page"), disabled=page >= pages):
            st.session_state["campaigns-page"] = page + 1
            st.rerun(scope="fragment")


def _columns(*, may: bool) -> list[Column[Row]]:
    columns: list[Column[Row]] = [
        Column(t("Campaign"), _name, wide=True),
        Column(t("State"), _state),
        Column(t("Platforms"), lambda row: platforms(row["platforms"])),
        Column(t("Budget"), _budget, wide=True),
        Column(t("Spend"), lambda row: money(row["metrics"]["spend"], row["currency"]), numeric=True),
        Column(t("Pacing"), _pace),
        Column("ROAS", lambda row: n(formats.times(row["metrics"]["roas"])), numeric=True),
    ]
    if may:
        columns.append(Column(t("Actions"), _duplicate, quiet=True))
    return columns


def _name(row: Row) -> Markup:
    button = pick_button("campaign", row["id"], Markup("<bdi>{}</bdi>").format(row["name"]))
    days = formats.day_range(*(_day(row[name]) for name in ("start_date", "end_date")))
    return Markup('{}<span class="sub below">{}</span>').format(button, n(days))


def _state(row: Row) -> Markup:
    drift = Markup(" {}").format(pill("warn", t("changed outside"))) if row["drifted"] else ""
    return Markup("{}{}").format(state_of(row), drift)


def _budget(row: Row) -> Markup:
    used = row["metrics"]["budget_used"]
    label = t("{percent} of the budget spent", percent=formats.percent(used, 0))
    expected = row["metrics"]["time_passed"] if row["status"] == CampaignStatus.ACTIVE else None
    total = money(row["total_budget"], row["currency"])
    return Markup("{}{}").format(total, bar(used, label, expected=expected))


def _pace(row: Row) -> Markup:
    pace = row["metrics"]["pacing"]
    return pill(PACES[pace][0], t(PACES[pace][1])) if pace else n(formats.NONE)


def platforms(slugs: list[str]) -> Markup:
    """Swatches with their names read out; one alone with its name."""
    if len(slugs) == 1:
        return platform(slugs[0])
    names = formats.listed([platform_name(slug) for slug in slugs])
    marks = Markup("").join(swatch(slug) for slug in slugs)
    return Markup('<span class="sws">{}<span class="vh">{}</span></span>').format(marks, names or formats.NONE)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _duplicate(row: Row) -> Markup:
    return pick_button("duplicate", row["id"], t("Duplicate"), css="alink")
