"""People who answered: leads from forms, comments under posts, messages to profiles."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.comments import list_comments
from engine.core.i18n import N_, t
from engine.inbox import Sought
from engine.leads import list_leads
from engine.permissions import Permission
from pages.told.taking import export_menu
from pages.told.words import KINDS, asked, when
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import pill, platform
from pages.ui.pager import page_of, pager
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 25
CUT = 90
NO_FIT = N_("Nothing fits. Clear the search or choose more.")
WHICH = {"both": N_("Both"), "comment": N_("Comments"), "message": N_("Messages")}
Row = dict[str, Any]


@section(N_("Leads"), run_every=5)
def leads(scope: Scope, sought: Sought) -> None:
    """The leads sought, newest first; what people entered is for those who may see it."""
    may, page = scope.can(Permission.LEADS_READ), page_of("leads", sought)
    found = list_leads(scope.org_id, sought, answers=may, page=page, per_page=SHOWN)
    with card_box("leads"):
        with card_bar("leads", t("Leads"), count=found["total"]):
            if found["total"]:
                export_menu(scope, sought, found["total"])
        if not found["total"]:
            none = t("No lead yet. They come by themselves once the platform tells us; see Webhooks.")
            show(nothing(none if sought == Sought() else t(NO_FIT)))
            return
        columns: list[Column[Row]] = [
            Column(t("Received"), lambda row: when(row["submitted_at"])),
            Column(t("Platform"), _whose),
            Column(t("Form"), _form, wide=True),
            Column(t("Campaign"), lambda row: _set_apart(row["campaign"]), wide=True),
            Column(t("Answers"), _answers, wide=True),
        ]
        show(table(found["leads"], columns, label=t("Leads"), css="grid inbox", cards=True))
        pager("leads", page, found["total"], SHOWN)
        if not may:
            footnote(t("What people entered is shown to marketers and admins."), "lock")


@section(N_("Comments and messages"), run_every=5)
def comments(scope: Scope, sought: Sought) -> None:
    """The comments and messages sought, newest first."""
    may = scope.can(Permission.LEADS_READ)
    with card_box("comments"):
        with card_bar("comments", t("Comments and messages")):
            only = st.segmented_control(
                t("Kind"),
                list(WHICH),
                default="both",
                format_func=_kind,
                key="comments-kind",
                label_visibility="collapsed",
            )
        kind = only if only in KINDS else None
        page = page_of("comments", (sought, kind))
        found = list_comments(scope.org_id, sought, messages=may, kind=kind, page=page, per_page=SHOWN)
        if not found["total"]:
            fresh = sought == Sought() and kind is None
            show(nothing(t("Nobody has written yet.") if fresh else t(NO_FIT)))
            return
        columns: list[Column[Row]] = [
            Column(t("When"), lambda row: when(row["written_at"])),
            Column(t("Platform"), _whose),
            Column(t("Who"), lambda row: _set_apart(row["author"]), wide=True),
            Column(t("Text"), _text, wide=True),
            Column(t("Under"), _under, wide=True),
        ]
        show(table(found["comments"], columns, label=t("Comments and messages"), css="grid inbox", cards=True))
        pager("comments", page, found["total"], SHOWN)
        if not may:
            footnote(t("What was written to us alone is shown to marketers and admins."), "lock")


def _kind(name: str) -> str:
    return t(WHICH[name])


def _whose(row: Row) -> Markup:
    of = row["profile"] or row.get("account")
    name = Markup('<span class="sub of"><bdi>{}</bdi></span>').format(of) if of else Markup("")
    return Markup("{}{}").format(platform(row["platform"]), name)


def _form(row: Row) -> Markup:
    mark = Markup(" {}").format(pill("mute", t("test"))) if row["is_test"] else Markup("")
    return Markup("{}{}").format(_set_apart(row["form"]), mark)


def _answers(row: Row) -> Markup:
    if row["fields"] is None:
        return Markup('<span class="sub">{}</span>').format(t("hidden"))
    one = Markup("<dt><bdi>{}</bdi></dt><dd><bdi>{}</bdi></dd>")
    pairs = (one.format(asked(name), told) for name, told in row["fields"].items())
    return Markup('<dl class="said">{}</dl>').format(Markup("").join(pairs))


def _text(row: Row) -> Markup:
    if row["text"] is None:
        return Markup('<span class="sub">{}</span>').format(t("hidden"))
    mark = Markup("{} ").format(pill("mute", t("Message"))) if row["kind"] == "message" else Markup("")
    return Markup("{}{}").format(mark, _set_apart(row["text"]))


def _under(row: Row) -> Markup:
    if not row["post"]:
        return Markup("")
    text = row["post"]["text"]
    return Markup('<span class="sub"><bdi>{}</bdi></span>').format(text if len(text) <= CUT else f"{text[:CUT]}…")


def _set_apart(text: str | None) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text) if text else Markup("")
