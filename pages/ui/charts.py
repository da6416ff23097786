"""The chart of a period: lines by day in a card, with its legend, its finding in words and its table twin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from pages.ui import format as formats
from pages.ui.cards import card_box
from pages.ui.html import render, show
from pages.ui.palette import palette
from pages.ui.plots import figure


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a value a day, None where nothing is known.

    `tone` is `accent` (our main series), `ink2` (the second), or a platform; `before` is the same span of the
    comparison, day for day, drawn thin.
    """

    name: str
    values: Sequence[float | None]
    tone: str = "accent"
    before: Sequence[float | None] = ()


def daily_chart(
    key: str,
    title: str,
    days: Sequence[date],
    lines: Sequence[Line],
    *,
    unit: Callable[[float | None], str],
    alt: str,
    before: str = "",
    partial: bool = True,
    mark: tuple[date, str] | None = None,
    note: str | Markup = "",
) -> None:
    """Draw the whole card.

    `unit` writes a value in words for hover and table; `alt` states the finding; `before` names the comparison;
    `partial` dashes the last day, which is not over; `mark` is a day with a word on it; `note` the footnote.
    """
    shown = palette()
    names = day_names(days)
    with card_box(key):
        show(render("chart_head", title=title, lines=lines, before=before, partial=partial, aim="", colours=shown))
        st.plotly_chart(
            figure(names, lines, shown, unit, partial=partial, mark=mark and (days.index(mark[0]), mark[1])),
            theme=None,
            key=f"plot-{key}",
            alt=alt,
            config={"displayModeBar": False},
        )
        show(render("chart_foot", title=title, names=names, lines=lines, unit=unit, before=before, note=note))


def day_names(days: Sequence[date]) -> list[str]:
    """The days as this reader writes them, with the year where the span would repeat a day."""
    long = bool(days) and (days[-1] - days[0]).days > 360
    return [formats.day(day, year=long) for day in days]
