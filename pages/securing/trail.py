"""Who did what, newest first: narrowed by area, words and days, page by page, or taken away as a file."""

from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import identity
from engine.audits.actions import ACTIONS, AREAS
from engine.audits.trail import Sought, export_audit, search_audit
from engine.core.errors import Unknown
from engine.core.exports import MEDIA, Form
from engine.core.i18n import N_, locale, speaking, t
from engine.core.work import Actor, work
from engine.inbox import midnight
from engine.permissions import Permission
from pages.securing.words import when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.filters import choice
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.pager import page_of, pager
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 25
ALL = "all"
WHICH = {ALL: N_("Everything"), **{area: words for area, (words, _) in AREAS.items()}}
SINCE = {
    ALL: N_("Any time"),
    "1": N_("Today"),
    "7": N_("Last 7 days"),
    "30": N_("Last 30 days"),
    "90": N_("Last 90 days"),
}
REFUSALS = {"sign_in_refused", "sign_in_locked", "refused"}


@section(N_("Audit log"), permission=Permission.AUDIT_READ)
def trail(scope: Scope) -> None:
    """The entries sought."""
    with card_box("trail"):
        with card_bar("trail", t("Audit log")):
            sought = _seek(scope)
            _export(scope, sought)
        page = page_of("trail", sought)
        found = search_audit(scope.org_id, sought, page=page, per_page=SHOWN)
        columns = [
            Column(t("When"), lambda row: when(row["at"])),
            Column(t("Who"), lambda row: Markup("<bdi>{}</bdi>").format(row["actor"]), wide=True),
            Column(t("What"), _deed, wide=True),
            Column(t("On what"), _target, wide=True),
            Column(t("From"), lambda row: n(row["ip"] or formats.NONE)),
        ]
        fits = table(found["entries"], columns, label=t("Audit log"), css="hist", cards=True)
        show(fits if found["entries"] else nothing(t("Nothing fits. Clear the search or choose more.")))
        pager("trail", page, found["total"], SHOWN)
        footnote(
            t("Entries can be added and read, never changed or deleted, not even by the product itself."), "lock"
        )


def _seek(scope: Scope) -> Sought:
    words = st.text_input(
        t("Search"),
        key="trail-words",
        placeholder=t("Who, on what, from where"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=200,
        width=210,
    )
    area = choice("area", t("Area"), WHICH, ALL, width=190)
    days = choice("trail-since", t("Since"), SINCE, ALL)
    first = None if days == ALL else scope.today - timedelta(days=int(days) - 1)
    return Sought(q=words.strip(), since=midnight(first, scope.zone), area="" if area == ALL else area)


def _export(scope: Scope, sought: Sought) -> None:
    st.download_button(
        t("CSV"),
        partial(_file, scope.token, scope.actor, sought, locale()),
        f"audit_{scope.today}.csv",
        MEDIA[Form.CSV],
        on_click="ignore",
        icon=":material/download:",
        help=t("What is shown here, as a file"),
    )


def _file(token: str, actor: Actor, sought: Sought, language: str) -> bytes:
    """Written in a thread of its own, perhaps long after the page was drawn: who asks is looked up again."""
    person = identity.current(token)
    if person is None:
        raise Unknown
    with speaking(language):
        identity.admit(person, Permission.AUDIT_READ, ip=actor.ip, to="/security")
        with work(person.org_id, actor) as unit:
            return export_audit(unit, Form.CSV, sought).body


def _deed(row: dict[str, Any]) -> Markup:
    words = t(ACTIONS.get(row["action"], row["action"]))
    return pill("bad", words) if row["action"] in REFUSALS else Markup("{}").format(words)


def _target(row: dict[str, Any]) -> Markup:
    """What was acted on, by its name where the entry knows it."""
    known = row["detail"]
    named = known.get("name") or known.get("account") or known.get("profile") or known.get("campaign")
    return n(named or row["target"] or formats.NONE)
