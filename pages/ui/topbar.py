"""The sticky bar on top of a page: its title, its filters, the context of its numbers, its actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import t
from pages.ui import format as formats
from pages.ui.bell import bell
from pages.ui.html import render, say, show
from pages.ui.marks import dot
from pages.ui.scope import Scope, arrive


@dataclass(slots=True)
class Bar:
    """What the bar says below its title; set it once the filters have answered."""

    sub: str | Markup = ""


@contextmanager
def topbar(title: str) -> Iterator[Bar]:
    """The bar of a page; what is drawn inside stands at its end, in order: filters, chips, actions."""
    bar = Bar()
    with st.container(key="topbar", horizontal=True, vertical_alignment="center"):
        head = st.container(key="ptitle")
        try:
            yield bar
            if reader := arrive():
                bell(reader)
        finally:  # a filter that makes no sense leaves the bar standing, so that it can be put right
            with head:
                show(render("title", title=title, sub=bar.sub))


def chips(*parts: Markup) -> None:
    """Small facts about all numbers on the page."""
    show(Markup('<div class="chips">{}</div>').format(Markup("").join(parts)), width="content")


def chip(text: str | Markup, *, stale: bool = False) -> Markup:
    """One small fact."""
    return Markup('<span class="chip{}">{}</span>').format(" stale" if stale else "", text)


def context_chip(scope: Scope) -> Markup:
    """The currency and the time zone that every number on the page is in."""
    parts = (formats.currency(scope.currency), formats.zone_name(scope.zone))
    return chip(Markup("<bdi>{}</bdi> · <bdi>{}</bdi>").format(*parts))


def freshness_chip(synced: datetime | None, *, stale: bool = False) -> Markup:
    """When the numbers were last fetched: green when in time, red when not."""
    if synced is None:
        return chip(Markup("{}{}").format(dot(""), t("not synced yet")))
    words = say("synced {when}", when=formats.ago(synced))
    return chip(Markup("{}<span>{}</span>").format(dot("bad" if stale else "good"), words), stale=stale)


def sandbox_chip() -> Markup:
    """Said on every page whose numbers come from the sandbox of ad platforms, so that nobody mistakes them."""
    return chip(Markup("{}{}").format(dot("warn"), t("Sandbox data")))
