"""Active campaigns: how each budget is going; a press on a name opens what is below it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import N_, nt, t
from engine.core.money import ratio
from engine.core.periods import Days
from pages.board.ads import open_campaign
from pages.board.board import Board
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import bar, n, pill, platform, platform_name
from pages.ui.more import every_campaign, is_whole, more_or_fewer
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
FILTERS = {"all": N_("All"), "off_pace": N_("Off pace"), "ending": N_("Ending soon")}
SHOWN = 10
ENDING = timedelta(days=7)
OFF_PACE = {"behind", "ahead", "runs_out", "spent"}
PACES = {
    "on_pace": ("good", N_("on pace")),
    "spent": ("bad", N_("budget used up")),
    "paused": ("mute", N_("paused")),
    "not_started": ("mute", N_("not started")),
    "not_measured": ("mute", N_("not measured")),
    "no_budget": ("mute", N_("no budget")),
}


@section(N_("Active campaigns"))
def campaigns(scope: Scope, board: Board, days: Days) -> None:
    """The card; its filter and search redraw nothing else."""
    rows = board.data["active_campaigns"]
    with card_box("camp"):
        with card_bar("camp", t("Active campaigns"), count=len(rows)):
            kind = st.segmented_control(
                t("Filter"),
                list(FILTERS),
                format_func=lambda key: t(FILTERS[key]),
                default="all",
                key="camp-filter",
                label_visibility="collapsed",
            )
            words = st.text_input(
                t("Find a campaign"),
                key="camp-search",
                placeholder=t("Find a campaign"),
                icon=":material/search:",
                label_visibility="collapsed",
                width=210,
            )
        found = [row for row in rows if _fits(row, kind or "all", words, scope.today)]
        if found:
            shown = found if is_whole("camp") else found[:SHOWN]
            columns = _columns(found, board.code)
            show(table(shown, columns, label=t("Active campaigns"), sorted_by=t("Spend"), cards=True))
            if len(found) > SHOWN:
                more_or_fewer(
                    "camp", every_campaign(len(found)), t("Show the {n} that spend most", n=formats.number(SHOWN))
                )
            footnote(_note(board.code))
        else:
            show(
                nothing(
                    t("No campaign fits. Clear the search or choose All.") if rows else t("No campaign is active.")
                )
            )
        opened = pick("campaign")
    if chosen := next((row for row in rows if row["id"] == opened), None):
        open_campaign(chosen, days, board.code)


def budget_cell(row: Row) -> Markup:
    """`92% of 120,000` over its bar, with the mark where spending should be by now."""
    used = row["budget_used_pct"]
    if used is None or row["own_budget"] is None:
        return Markup('<span class="sub">{}</span>').format(t("no budget"))
    expected = row["pacing"]["expected_pct"]
    share = formats.percent(used / 100, 0)
    budget = row["budget"] if row["budget"] is not None else row["own_budget"]
    code = "" if row["budget"] is not None else f" {formats.currency(row['currency'])}"
    whole = say("of {budget}", budget=n(formats.number(budget) + code))
    label = t("{share} of the budget used", share=share)
    if expected is not None:
        label = t(
            "{share} used, {expected} expected by now", share=share, expected=formats.percent(expected / 100, 0)
        )
    drawn = bar(used / 100, label, _tone(row["pacing"]["status"]), None if expected is None else expected / 100)
    return Markup('<span class="two">{}<span class="of">{}</span></span>{}').format(n(share), whole, drawn)


def pace_pill(row: Row) -> Markup:
    """The pace in words: how many points off, or when the money ends."""
    pacing = row["pacing"]
    status, points = pacing["status"], pacing["points"]
    if status == "runs_out":
        day = formats.day(date.fromisoformat(pacing["runs_out_on"]))
        return pill("bad", say("runs out {day}", day=Markup("<bdi>{}</bdi>").format(day)))
    if status == "behind":
        return pill("warn", nt("{n} pt behind", "{n} pts behind", abs(round(points))))
    if status == "ahead":
        return pill("warn", nt("{n} pt ahead", "{n} pts ahead", round(points)))
    tone, word = PACES[status]
    return pill(tone, t(word))


def _columns(rows: Sequence[Row], code: str) -> list[Column[Row]]:
    spend, clicks = _sum(rows, "spend"), _sum(rows, "clicks")
    total = nt("{n} campaign", "{n} campaigns", len(rows))
    return [
        Column(t("Campaign"), _name, sort=lambda row: row["name"].casefold(), total=total, wide=True),
        Column(
            t("Platform"), lambda row: platform(row["platform"]), sort=lambda row: platform_name(row["platform"])
        ),
        Column(
            t("Budget used"),
            budget_cell,
            sort=lambda row: row["budget_used_pct"],
            css="bu",
            wide=True,
            total=_budget_total(rows),
        ),
        Column(t("Pacing"), pace_pill, sort=lambda row: row["pacing"]["points"], wide=True),
        Column(
            t("Spend"),
            lambda row: n(_money(row, code)),
            sort=lambda row: row["spend"],
            numeric=True,
            total=n(formats.amount(spend, code, 0)),
        ),
        Column(
            t("Clicks"),
            lambda row: n(formats.number(row["clicks"])),
            sort=lambda row: row["clicks"],
            numeric=True,
            total=n(formats.number(clicks)),
        ),
        Column(
            t("CTR"),
            lambda row: n(formats.percent(row["ctr"], 2)),
            sort=lambda row: row["ctr"],
            numeric=True,
            total=n(formats.percent(ratio(clicks, _sum(rows, "impressions")), 2)),
        ),
        Column(
            t("ROAS"),
            lambda row: n(formats.times(row["roas"])),
            sort=lambda row: row["roas"],
            numeric=True,
            total=n(formats.times(ratio(_sum(rows, "value"), spend))),
        ),
        Column(t("Ends"), _ends, sort=lambda row: row["ends_on"] or "9999", numeric=True),
    ]


def _name(row: Row) -> Markup:
    return pick_button("campaign", row["id"], Markup("<bdi>{}</bdi>").format(row["name"]))


def _money(row: Row, code: str) -> str:
    """In the reporting currency, or in the account's own where there was no rate."""
    if row["spend"] is None:
        return formats.amount(row["own_spend"], row["currency"], 0) + f" {row['currency']}"
    return formats.amount(row["spend"], code, 0)


def _ends(row: Row) -> Markup:
    return (
        n(formats.NONE)
        if not row["ends_on"]
        else Markup("<bdi>{}</bdi>").format(formats.day(date.fromisoformat(row["ends_on"])))
    )


def _fits(row: Row, kind: str, words: str, today: date) -> bool:
    if words.strip().casefold() not in row["name"].casefold():
        return False
    if kind == "off_pace":
        return row["pacing"]["status"] in OFF_PACE
    if kind == "ending":
        return bool(row["ends_on"]) and today <= date.fromisoformat(row["ends_on"]) <= today + ENDING
    return True


def _tone(status: str) -> str:
    return {"behind": "warn", "ahead": "warn", "runs_out": "bad", "spent": "bad"}.get(status, "")


def _budget_total(rows: Sequence[Row]) -> Markup:
    """The share of all budgets together that is used, over the budgets that could be converted."""
    known = [row for row in rows if row["budget"] and row["budget_used_pct"] is not None]
    whole = _sum(known, "budget")
    used = sum(row["budget"] * row["budget_used_pct"] / 100 for row in known)
    share = Markup("{}").format(n(formats.percent(ratio(used, whole), 0)))
    return Markup('<span class="two">{}<span class="of">{}</span></span>').format(
        share, say("of {budget}", budget=n(formats.number(whole)))
    )


def _sum(rows: Sequence[Row], figure: str) -> float:
    return sum(row[figure] or 0 for row in rows)


def _note(code: str) -> str:
    return t(
        "The mark on each bar is where spend should be today. A daily budget counts for the days of the range. "
        "Amounts in {currency}.",
        currency=formats.currency(code),
    )
