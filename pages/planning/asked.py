"""The first steps of a plan: what it is for and when, on which platforms, and who shall see it."""

import streamlit as st
from babel import Locale
from markupsafe import Markup

from engine.campaigns.orders import SPECIAL
from engine.campaigns.preflight import COUNTRIES
from engine.core.i18n import N_, locale, t
from pages.planning.drafts import Draft, accounts_of, day
from pages.planning.words import GOALS
from pages.ui.cards import card_box, footnote, heading
from pages.ui.html import show
from pages.ui.marks import platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing

SPECIALS = {"credit": N_("Credit"), "employment": N_("Employment"), "housing": N_("Housing")}


def basics(scope: Scope, draft: Draft) -> None:
    """Name, goal, days and platforms."""
    with card_box("basics"):
        heading(t("What is it for?"))
        draft["name"] = st.text_input(t("Name"), draft["name"], max_chars=255)
        draft["description"] = st.text_input(t("Description"), draft["description"], max_chars=2000)
        goals = list(GOALS)
        draft["objective"] = st.selectbox(
            t("Goal"), goals, goals.index(draft["objective"]), format_func=lambda goal: t(GOALS[goal])
        )
        with st.container(horizontal=True):
            draft["start"] = st.date_input(t("First day"), day(draft["start"])).isoformat()
            draft["end"] = st.date_input(t("Last day"), day(draft["end"])).isoformat()
    _platforms(scope, draft)


def _platforms(scope: Scope, draft: Draft) -> None:
    """The platforms, each with one of its accounts."""
    accounts = accounts_of(scope)
    with card_box("where"):
        heading(t("On which platforms?"))
        if not accounts:
            show(nothing(t("No account is connected. Connect one under Integrations first.")))
            return
        chosen: dict[str, str] = {}
        for slug, rows in accounts.items():
            with st.container(horizontal=True, vertical_alignment="center", key=f"brow-{slug}"):
                if st.checkbox(platform_name(slug), slug in draft["accounts"], key=f"on-{slug}"):
                    names = {
                        row["id"]: t("{name}, {currency}", name=row["name"], currency=row["currency"])
                        for row in rows
                    }
                    before = draft["accounts"].get(slug)
                    place = list(names).index(before) if before in names else 0
                    label = t("Account on {platform}", platform=platform_name(slug))
                    chosen[slug] = st.selectbox(
                        label, list(names), place, format_func=names.__getitem__, label_visibility="collapsed",
                        key=f"account-{slug}",
                    )  # fmt: skip
        draft["accounts"] = chosen
        footnote(t("A campaign has one currency: choose accounts that pay in the same."))


def audience(_scope: Scope, draft: Draft) -> None:
    """Where people are, what they search for, and what the law wants to know."""
    names = Locale.parse(locale()).territories
    with card_box("audience"):
        heading(t("Who shall see it?"))
        known = sorted(COUNTRIES, key=lambda code: names.get(code, code))
        draft["countries"] = st.multiselect(
            t("Countries"), known, draft["countries"], format_func=lambda code: names.get(code, code),
            placeholder=t("Each account's own country"),
        )  # fmt: skip
        if "google" in draft["accounts"]:
            draft["keywords"] = st.text_area(
                t("Keywords for Google, one a line"), draft["keywords"], help=t("What people search for.")
            )
    with card_box("declared"):
        heading(t("Declarations"))
        draft["political"] = not st.checkbox(
            t("This is no political advertising; we declare so to the platforms."), not draft["political"]
        )
        draft["special"] = st.multiselect(
            t("Special categories"), list(SPECIAL), draft["special"], format_func=lambda word: t(SPECIALS[word]),
            placeholder=t("None"),
        )  # fmt: skip
        show(Markup('<p class="sub">{}</p>').format(t("Offers of credit, work or homes have to be declared.")))
