"""Budgets as a table: one row each, of ad campaigns or of campaigns of ours, and what somebody may do about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import budgets
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.permissions import Permission
from pages.board.campaigns import budget_cell, pace_pill
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.chosen import chosen, first, is_chosen
from pages.ui.frame import guarded, section
from pages.ui.html import say, show
from pages.ui.marks import money, n, pill, platform, platform_name
from pages.ui.more import every_campaign, is_whole, more_or_fewer
from pages.ui.picks import pick, pick_button
from pages.ui.records import track_record
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.stats import Stat, stats_strip
from pages.ui.tables import Column, table

Row = dict[str, Any]
SHOWN = 20
KINDS = {
    "lifetime": N_("whole flight"),
    "daily": N_("a day"),
    "unified": N_("all platforms"),
}
PAUSES = {
    "pausing": ("live", N_("being paused")),
    "paused": ("warn", N_("paused by us")),
    "failed": ("bad", N_("could not be paused")),
    "resuming": ("live", N_("being resumed")),
}
CHOICES: dict[str, bool | None] = {"org": None, "pause": True, "run": False}
CHOICE_WORDS = {
    "org": N_("As the organisation has it"),
    "pause": N_("Pause it when its budget is used up"),
    "run": N_("Let it run on"),
}


@section(N_("Budgets"), run_every=5)
def limits(scope: Scope) -> None:
    """All of it, live: the figures at a glance, our campaigns, the platforms'."""
    found = budgets.list_budgets(scope.org_id)
    everything = first(sorted([*found["unified"], *found["campaigns"]], key=lambda row: -row["used_pct"]))
    show(stats_strip(_glance(everything)))
    with card_box("budgets"):
        with card_bar("budgets", t("Budgets"), count=len(everything)):
            if scope.can(Permission.BUDGETS_WRITE):
                _switch(scope, auto_pause=found["auto_pause"])
        if everything:
            columns = _columns(may=scope.can(Permission.BUDGETS_WRITE))
            shown = everything if is_whole("budgets") else everything[:SHOWN]
            by = "" if chosen() else t("Budget used")
            show(table(shown, columns, label=t("Budgets"), sorted_by=by, cards=True, marked=is_chosen()))
            if len(everything) > SHOWN:
                fewer = t("Show the {n} that are nearest to their end", n=formats.number(SHOWN))
                more_or_fewer("budgets", every_campaign(len(everything)), fewer)
            track_record(scope, "budget_forecast")
            footnote(_note())
        else:
            show(nothing(t("No running campaign has a budget yet. They come with the next sync.")))
        if resumed := pick("resume"):
            with work(scope.org_id, scope.actor) as unit:
                budgets.resume_now(unit, UUID(resumed))
            st.rerun(scope="fragment")
        picked = pick("guard")
    if row := next((row for row in found["campaigns"] if row["id"] == picked), None):
        _choose(row)


def _switch(scope: Scope, *, auto_pause: bool) -> None:
    """The org's choice."""
    wanted = st.toggle(t("Pause campaigns whose budget is used up"), value=auto_pause, key="auto-pause")
    if wanted != auto_pause:
        with work(scope.org_id, scope.actor) as unit:
            budgets.choose(unit, auto_pause=wanted)
        st.rerun(scope="fragment")


def _choose(row: Row) -> None:
    """One campaign's choice, in a dialog."""

    @st.dialog(t("When its budget is used up"))
    def form() -> None:
        with guarded(N_("Budgets")) as reader:
            show(say("{name} on {platform}", name=row["name"], platform=platform_name(row["platform"])))
            place = next(key for key, own in CHOICES.items() if own == row["auto_pause"])
            wanted = st.radio(
                t("When its budget is used up"),
                list(CHOICES),
                index=list(CHOICES).index(place),
                format_func=lambda key: t(CHOICE_WORDS[key]),
                label_visibility="collapsed",
            )
            if st.button(t("Save"), type="primary"):
                with work(reader.org_id, reader.actor) as unit:
                    budgets.choose_for(unit, UUID(row["id"]), auto_pause=CHOICES[wanted])
                st.rerun()

    form()


def _glance(rows: list[Row]) -> list[Stat]:
    nearly = sum(90 <= row["used_pct"] < 100 for row in rows)
    gone = sum(row["used_pct"] >= 100 for row in rows)
    held = sum(bool(row["pause"]) for row in rows)
    over = sum(bool(row["forecast"] and row["forecast"]["is_over"]) for row in rows)
    return [
        Stat(t("Guarded"), n(sum(row["is_guarded"] for row in rows)), t("paused when used up")),
        Stat(t("Nearly used up"), n(nearly), t("90% and more"), "warn" if nearly else ""),
        Stat(t("Used up"), n(gone), t("of this period"), "bad" if gone else ""),
        Stat(t("Paused by us"), n(held), t("until somebody resumes them")),
        Stat(t("Expected over budget"), n(over), t("by their last day"), "warn" if over else ""),
    ]


def _columns(*, may: bool) -> list[Column[Row]]:
    return [
        Column(t("Campaign"), _name, sort=lambda row: row["name"].casefold(), wide=True),
        Column(t("Budget used"), _used, sort=lambda row: row["used_pct"], css="bu", wide=True),
        Column(t("Pacing"), _pace, sort=lambda row: row["pacing"]["points"], wide=True),
        Column(t("Crossed"), _crossed, css="told"),
        Column(t("Expected at the end"), _forecast, wide=True, css="told"),
        Column(t("Unseen"), _exposure, numeric=True),
        Column(t("When used up"), lambda row: _guard(row, may=may), wide=True, css="told"),
    ]


def _name(row: Row) -> Markup:
    where = platform(row["platform"]) if row["platform"] else Markup("{}").format(t("ours"))
    return Markup('<bdi>{}</bdi><br><span class="sub">{} · <bdi>{}</bdi></span>').format(
        row["name"], where, row["account"] or t("all platforms")
    )


def _used(row: Row) -> Markup:
    """Share, budget and bar as on the dashboard, in the budget's own currency, with what it is for."""
    cell = budget_cell(
        {
            "budget_used_pct": row["used_pct"],
            "budget": None,
            "own_budget": row["budget"],
            "currency": row["currency"],
            "pacing": row["pacing"],
        }
    )
    word = KINDS[row["kind"]]
    notes = [t(word)]
    if not row["is_whole"]:
        notes.append(t("without what has no exchange rate"))
    if row["known_since"]:
        since = formats.day(date.fromisoformat(row["known_since"]))
        notes.append(t("known since {date}", date=since))
    return Markup('{}<span class="sub">{}</span>').format(cell, " · ".join(notes))


def _pace(row: Row) -> Markup:
    return pace_pill(row)


def _crossed(row: Row) -> Markup:
    if not row["crossed"]:
        return n(formats.NONE)
    marks = (
        Markup('<span title="{}">{}</span>').format(
            formats.ago(datetime.fromisoformat(one["at"])), n(f"{one['threshold']}%")
        )
        for one in row["crossed"]
    )
    return Markup(" · ").join(marks)


def _forecast(row: Row) -> Markup:
    found = row["forecast"]
    if found is None:
        return n(formats.NONE)
    range_ = f"{formats.number(found['low'])} – {formats.number(found['high'])}"
    tone, word = ("warn", t("over")) if found["is_over"] else ("good", t("within"))
    until = formats.day(date.fromisoformat(found["last"]))
    sub = say("{range} by {date}", range=n(range_), date=n(until))
    figure = money(found["expected"], row["currency"], 0)
    return Markup('{} {}<br><span class="sub">{}</span>').format(figure, pill(tone, word), sub)


def _exposure(row: Row) -> Markup:
    """What may have been spent since the figures were read."""
    found = row["exposure"]
    if found is None:
        return n(formats.NONE)
    figure = money(found["amount"], row["currency"], 0)
    since = nt("in {n} minute", "in {n} minutes", found["minutes"])
    watched = t("looked at every 5 minutes") if row["is_watched"] else since
    return Markup('{}<br><span class="sub">{}</span>').format(figure, watched)


def _guard(row: Row, *, may: bool) -> Markup:
    """What a used-up budget does to it, or did; and the way to change that."""
    if held := row["pause"]:
        tone, word = PAUSES[held["status"]]
        state = pill(tone, t(word))
        if held["is_resumable"] and may:
            return Markup("{} {}").format(state, pick_button("resume", row["id"], t("Resume"), css="alink"))
        note = held["error"] or (t("raise its budget to resume it") if held["status"] == "paused" else "")
        return Markup('{}<br><span class="sub">{}</span>').format(state, note)
    words = t("is paused") if row["is_guarded"] else t("runs on")
    if row["kind"] == "daily" and not row["is_guarded"]:
        words = t("rests until midnight")
    if row["kind"] == "unified" or not may:
        return Markup("{}").format(words)
    return pick_button("guard", row["id"], words)


def _note() -> str:
    return t(
        "A daily budget is held by its platform until midnight, so it is not paused unless chosen for it, and "
        "people are told of it only when it goes ahead of the day. “Unseen” is what may have been spent since "
        "the figures were read: the faster of today's and the week's pace, times that time. From 90% on the "
        "account is looked at every five minutes. Expected: the last two weeks' level times each weekday's "
        "habit; the range holds eight times of ten."
    )
