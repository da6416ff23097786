"""Cards: one box with a title, a body, perhaps a link beside the title and a footnote."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from markupsafe import Markup

from pages.ui.html import render, show


def card(
    title: str,
    body: Markup,
    *,
    aside: str | Markup = "",
    footer: str | Markup = "",
    footer_icon: str = "",
    count: int | None = None,
) -> Markup:
    """A whole card as markup, to be placed by `row2`, `row3` or `show`."""
    return render("card", title=title, body=body, aside=aside, footer=footer, footer_icon=footer_icon, count=count)


def row2(*cards: Markup) -> Markup:
    """Two cards side by side, the first a little wider; one below the other on narrow screens."""
    return Markup('<div class="row2">{}</div>').format(Markup("").join(cards))


def row3(*cards: Markup) -> Markup:
    """Three cards side by side; two and one on middling screens, one column on phones."""
    return Markup('<div class="row3">{}</div>').format(Markup("").join(cards))


@contextmanager
def card_box(key: str) -> Iterator[None]:
    """A card that holds Streamlit elements (charts, buttons, rows); begin it with `heading` or `card_bar`."""
    with st.container(key=f"card-{key}"):
        yield


def heading(title: str, *, aside: str | Markup = "", count: int | None = None, sub: str | Markup = "") -> None:
    """The title row of a `card_box`."""
    show(render("heading", title=title, aside=aside, count=count, sub=sub))


@contextmanager
def card_bar(key: str, title: str, *, count: int | None = None) -> Iterator[None]:
    """The title row of a `card_box` with widgets at its end: filters, a search field."""
    with st.container(key=f"bar-{key}", horizontal=True, vertical_alignment="center"):
        show(render("bar_title", title=title, count=count))
        yield


def footnote(text: str | Markup, icon: str = "info") -> None:
    """The last line of a `card_box`."""
    show(render("footnote", text=text, name=icon))
