"""The organisation's facts and choices; read by all, changed by whoever may."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st
from babel import Locale

from engine.core.i18n import LOCALES, N_, locale, t
from engine.core.money import MICROS, major
from engine.core.work import Work
from engine.orgs import AUTO_PAUSE, AUTONOMY, MOST_PER_CONVERSION, PER_CONVERSION, change_org, read_org
from engine.permissions import Permission
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.places import currencies, zones
from pages.ui.scope import Scope

Row = dict[str, Any]
KEY = "organisation"
LANGUAGES = {"ar": "العربية", "en": "English"}  # each as its readers call it
FREEDOM = {
    "suggest": N_("Only suggest"),
    "approve": N_("Carry out what somebody approved"),
    "auto": N_("Carry out without asking"),
}


@section(N_("Organisation"))
def choices(scope: Scope) -> None:
    """The form; without the permission its fields are only read."""
    found = read_org(scope.org_id)
    with card_box(KEY):
        heading(t("Organisation"))
        if done(KEY):
            st.success(t("Saved."))
        with st.form(KEY, border=False):
            wanted = _fields(found, off=not scope.can(Permission.ORG_UPDATE))
            pressed = st.form_submit_button(
                t("Save"), type="primary", disabled=not scope.can(Permission.ORG_UPDATE)
            )
        changed = {name: value for name, value in wanted.items() if value != found[name]}
        if pressed and changed:

            def change(unit: Work) -> bool:
                change_org(unit, changed)
                return True

            do(scope, KEY, change)


def _fields(found: Row, *, off: bool) -> Row:
    money = Locale.parse(locale()).currencies
    left, right = st.columns(2)
    with left:
        name = st.text_input(t("Name"), found["name"], max_chars=200, disabled=off)
        language = _one_of(
            t("Language"), LOCALES, found["locale"], LANGUAGES.__getitem__, off,
            t("Of what is sent to everybody. Each person chooses the language of the screens for themselves."),
        )  # fmt: skip
        zone = _one_of(t("Time zone"), zones(), found["timezone"], formats.zone_name, off)
        code = _one_of(
            t("Reporting currency"), currencies(), found["currency"], lambda one: f"{one} · {money.get(one, one)}",
            off, t("All figures are converted into it."),
        )  # fmt: skip
    with right:
        label = t("Worth of a conversion, {currency}", currency=formats.currency(found["currency"]))
        worth = st.number_input(
            label, 0.0, float(major(MOST_PER_CONVERSION)), float(major(found[PER_CONVERSION])), disabled=off,
            help=t("Counted where a platform tells conversions without their value."),
        )  # fmt: skip
        words = t("What proposals may do")
        freedom = _one_of(
            words, list(FREEDOM), found[AUTONOMY], lambda one: t(FREEDOM[one]), off,
            t("Nothing here makes proposals yet; this holds as soon as something does."),
        )  # fmt: skip
        pause = st.checkbox(t("Pause campaigns whose budget is used up"), found[AUTO_PAUSE], disabled=off)
    return {
        "name": name, "locale": language, "timezone": zone, "currency": code,
        PER_CONVERSION: round(Decimal(str(worth)) * MICROS), AUTONOMY: freedom, AUTO_PAUSE: pause,
    }  # fmt: skip


def _one_of(  # noqa: PLR0917 - one select, from its label to its help
    label: str, known: Sequence[str], present: str, word: Callable[[str], str], off: bool, words: str | None = None
) -> str:
    """One of what is known, or what is chosen already although it is not offered."""
    offered = known if present in known else [present, *known]
    return st.selectbox(label, offered, offered.index(present), format_func=word, disabled=off, help=words)
