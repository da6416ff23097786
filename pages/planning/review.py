"""The last step: the plan in figures, everything that stands against it, and the button that makes it real."""

from collections.abc import Mapping
from uuid import uuid4

import streamlit as st
from markupsafe import Markup

from engine import campaigns
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.work import work
from pages.planning.drafts import Draft, day, order_of
from pages.planning.money import currency_of
from pages.planning.overview import platforms
from pages.planning.words import GOALS
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.html import say, show
from pages.ui.marks import icon, money, n, platform_name
from pages.ui.scope import Scope
from pages.ui.stats import Stat, stats_strip

NAMES = {
    "name": N_("Name"),
    "start_date": N_("First day"),
    "end_date": N_("Last day"),
    "total_budget": N_("Total budget"),
    "ads": N_("Budget"),
    "budget": N_("Budget"),
    "objective": N_("Goal"),
    "platform": N_("Account"),
    "integration_id": N_("Account"),
    "profile_id": N_("Page"),
    "headline": N_("Headline"),
    "body": N_("Text"),
    "url": N_("Web address"),
    "media": N_("Media"),
    "countries": N_("Countries"),
    "keywords": N_("Keywords"),
    "political": N_("Declarations"),
    "special_categories": N_("Declarations"),
    "activate": N_("Start"),
    "platforms": N_("Platforms"),
    "scheduled_for": N_("Time"),
    "content": N_("Text"),
}


def review(scope: Scope, draft: Draft) -> None:
    """The figures, then the checks: one line each for what is wrong, to consider, and in order."""
    with work(scope.org_id, scope.actor) as unit:
        _, verdict = campaigns.examine(unit, order_of(draft))
    goal = GOALS[draft["objective"]]
    length = (day(draft["end"]) - day(draft["start"])).days + 1
    show(
        stats_strip(
            [
                Stat(t("Budget"), money(draft["total"], currency_of(scope, draft)), t("for the whole time")),
                Stat(
                    t("Days"), n(formats.number(length)), formats.day_range(day(draft["start"]), day(draft["end"]))
                ),
                Stat(t("Platforms"), platforms(list(draft["accounts"])), t(goal)),
            ]
        )
    )
    with card_box("checks"):
        heading(t("Before we create anything"), count=len(verdict.faults) or None)
        show(_checks(draft, verdict.faults, verdict.warnings))
        draft["activate"] = st.checkbox(t("Start it as soon as every platform has it"), draft["activate"])


def create(scope: Scope, draft: Draft) -> None:
    """Have it made; the reader goes on to its progress. What stands against it is on the screen already."""
    key = st.session_state.setdefault("draft-key", uuid4().hex)  # a second press of the button is the first
    order = order_of(draft)
    try:
        with work(scope.org_id, scope.actor) as unit:
            made, _ = campaigns.once(unit, key, order, lambda: {"id": str(campaigns.create_campaign(unit, order))})
    except Invalid:
        return
    campaigns.drop_draft(scope.org_id, scope.user_id)
    for name in ("draft", "draft-key"):
        st.session_state.pop(name, None)
    del st.query_params["new"]
    st.query_params["campaign"] = made["id"]
    st.rerun()


def _checks(draft: Draft, faults: Mapping[str, list[str]], warnings: Mapping[str, list[str]]) -> Markup:
    rows = [("bad", "bad", field, said) for field, all_said in faults.items() for said in all_said]
    rows += [("warn", "warn", field, said) for field, all_said in warnings.items() for said in all_said]
    items = [
        Markup('<li class="{}">{}<div><b>{}</b><p>{}</p></div></li>').format(
            tone, icon(name), _where(draft, field), said
        )
        for tone, name, field, said in rows
    ]
    if not faults:
        promise = t("Everything is created paused"), t("Switched on only when all platforms have accepted it.")
        items.append(Markup('<li class="good">{}<div><b>{}</b><p>{}</p></div></li>').format(icon("ok"), *promise))
    return Markup('<ul class="conds">{}</ul>').format(Markup("").join(items))


def _where(draft: Draft, field: str) -> Markup | str:
    """A field of the request as a person calls it: `ads.0.creative.headline` is the headline on Meta."""
    parts = field.split(".")
    word = next((part for part in reversed(parts) if part in NAMES), "name")
    name = t(NAMES[word])
    if parts[0] == "ads" and len(parts) > 1 and parts[1].isdigit():
        slug = list(draft["accounts"])[int(parts[1])]
        return say("{field} on {platform}", field=name, platform=platform_name(slug))
    return name
