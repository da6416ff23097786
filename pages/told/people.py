"""People who answered: leads from forms, comments under posts, messages to profiles."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.comments import list_comments
from engine.core.i18n import N_, t
from engine.leads import list_leads
from engine.permissions import Permission
from pages.told.deliveries import which
from pages.told.words import KINDS, when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import pill, platform
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 50
Row = dict[str, Any]


@section(N_("Leads"), run_every=5)
def leads(scope: Scope) -> None:
    """The newest leads; what people entered is for those who may see it."""
    may = scope.can(Permission.LEADS_READ)
    with card_box("leads"):
        with card_bar("leads", t("Leads")):
            found = list_leads(scope.org_id, answers=may, platform=which("leads"), page=1, per_page=SHOWN)
        if not found["leads"]:
            show(nothing(t("No lead yet. They come by themselves once the platform tells us; see Webhooks.")))
            return
        columns: list[Column[Row]] = [
            Column(t("Received"), lambda row: when(row["submitted_at"])),
            Column(t("Platform"), lambda row: platform(row["platform"])),
            Column(t("Form"), _form, wide=True),
            Column(t("Campaign"), lambda row: _set_apart(row["campaign"])),
            Column(t("Answers"), _answers, wide=True),
        ]
        show(table(found["leads"], columns, label=t("Leads"), css="hist"))
        if not may:
            footnote(t("What people entered is shown to marketers and admins."), "lock")


@section(N_("Comments and messages"), run_every=5)
def comments(scope: Scope) -> None:
    """The newest comments and messages."""
    may = scope.can(Permission.LEADS_READ)
    with card_box("comments"):
        with card_bar("comments", t("Comments and messages")):
            chosen = which("comments")
            only = st.selectbox(
                t("Kind"), ["comment", "message"], index=None, format_func=_kind, placeholder=t("Both"),
                label_visibility="collapsed", width=180,
            )  # fmt: skip
            found = list_comments(
                scope.org_id, messages=may, platform=chosen, kind=only, page=1, per_page=SHOWN
            )  # fmt: skip
        if not found["comments"]:
            show(nothing(t("Nobody has written yet.")))
            return
        columns: list[Column[Row]] = [
            Column(t("When"), lambda row: when(row["written_at"])),
            Column(t("Platform"), lambda row: platform(row["platform"])),
            Column(t("Who"), lambda row: _set_apart(row["author"])),
            Column(t("Text"), lambda row: _set_apart(row["text"]), wide=True),
            Column(t("Under"), _under, wide=True),
        ]
        show(table(found["comments"], columns, label=t("Comments and messages"), css="hist"))


def _kind(name: str) -> str:
    word = KINDS[name]
    return t(word)


def _form(row: Row) -> Markup:
    mark = Markup(" {}").format(pill("mute", t("test"))) if row["is_test"] else Markup("")
    return Markup("{}{}").format(_set_apart(row["form"]), mark)


def _answers(row: Row) -> Markup:
    if row["fields"] is None:
        return Markup('<span class="sub">{}</span>').format(t("hidden"))
    one = Markup('<div><span class="sub">{}</span> <bdi>{}</bdi></div>')
    return Markup("").join(one.format(name, told) for name, told in row["fields"].items())


def _under(row: Row) -> Markup:
    return _set_apart(row["post"]["text"][:80] if row["post"] else None)


def _set_apart(text: str | None) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text or formats.NONE)
