"""The organisation's UTM scheme: what is added to the addresses of its ads, and whether it is enforced."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import campaigns
from engine.connectors import PLATFORMS
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.permissions import Permission, require
from pages.ui.cards import card_box, footnote, heading
from pages.ui.html import show
from pages.ui.marks import platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.topbar import topbar

Row = dict[str, Any]
PATTERNS = {
    "medium": N_("Medium, utm_medium"),
    "campaign": N_("Campaign, utm_campaign"),
    "content": N_("Content, utm_content, if wanted"),
    "term": N_("Term, utm_term, if wanted"),
}


def utm(scope: Scope) -> None:
    """The scheme, and what it makes of an address on each platform."""
    require(scope.person.role, Permission.CAMPAIGNS_WRITE)
    may = scope.can(Permission.ORG_UPDATE)
    with topbar(t("UTM parameters")) as top:
        top.sub = t("So that visits are counted by campaign")
        if st.button(t("All campaigns")):
            del st.query_params["utm"]
            st.rerun()
    scheme = _asked(campaigns.utm_scheme(scope.org_id), off=not may)
    if may and st.button(t("Save"), type="primary"):
        _save(scope, scheme)
    _samples(scope, scheme)


def _asked(kept: Row, *, off: bool) -> Row:
    """What the fields say now."""
    with card_box("utm"):
        heading(t("What is added to addresses"))
        enabled = st.toggle(t("Add UTM parameters to the address of every ad"), kept["enabled"], disabled=off)
        enforce = st.toggle(
            t("Enforce them: they replace what a person wrote, and without them nothing is created"),
            kept["enforce"],
            disabled=off or not enabled,
        )
        said = {
            name: st.text_input(t(label), kept[name], max_chars=200, disabled=off, key=f"utm-{name}")
            for name, label in PATTERNS.items()
        }
        places = " ".join(f"{{{each}}}" for each in campaigns.PLACES)
        footnote(t("In these fields {places} stand for what each ad is.", places=places))
    with card_box("sources"):
        heading(t("Source, utm_source"))
        with st.container(horizontal=True):
            sources = {
                slug: st.text_input(
                    platform_name(slug), kept["sources"][slug], max_chars=200, disabled=off, key=f"source-{slug}"
                )
                for slug in PLATFORMS
            }
        if off:
            footnote(t("Admins of the organisation may change this."))
    return {"enabled": enabled, "enforce": enforce, "sources": sources, **said}


def _save(scope: Scope, scheme: Row) -> None:
    try:
        with work(scope.org_id, scope.actor) as unit:
            campaigns.save_scheme(unit, scheme)
    except Invalid as no:
        said = Markup("<br>").join(sentence for each in no.fields.values() for sentence in each)
        show(trouble(t("Nothing was changed"), said))
    else:
        st.toast(t("The choice was saved."))


def _samples(scope: Scope, scheme: Row) -> None:
    day = scope.today.isoformat()
    shown = campaigns.Scheme(**scheme)
    rows = [
        Markup('<li>{} <bdi dir="ltr" class="addr">{}</bdi></li>').format(
            platform(slug), campaigns.sample_address(shown, slug, t("Winter sale"), day)
        )
        for slug in PLATFORMS
    ]
    with card_box("samples"):
        heading(t("What becomes of https://example.com/offer"))
        if scheme["enabled"]:
            show(Markup('<ul class="plain">{}</ul>').format(Markup("").join(rows)))
        else:
            show(nothing(t("It stays as it is: nothing is added.")))
        footnote(
            t("Everything else in an address stays as it is, macros of platforms too; stores know apps by theirs.")
        )
