"""Spend and revenue by day, and where the money went."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import nt, t
from pages.board.board import Board
from pages.ui import format as formats
from pages.ui.cards import card
from pages.ui.charts import Line, daily_chart
from pages.ui.html import show
from pages.ui.marks import n, platform
from pages.ui.tables import Column, table


def trends(board: Board) -> None:
    """Both, side by side."""
    left, right = st.columns([2, 1], gap="small")
    with left:
        _by_day(board)
    with right:
        show(_by_platform(board))


def _by_day(board: Board) -> None:
    revenue = board.values("revenue")
    best = max(range(len(revenue)), key=lambda place: revenue[place] or 0)
    daily_chart(
        "trend",
        t("Spend and revenue by day, {currency}", currency=formats.currency(board.code)),
        board.days,
        [
            Line(t("Revenue"), revenue, "accent", board.values_before("revenue")),
            Line(t("Spend"), board.values("spend"), "ink2", board.values_before("spend")),
        ],
        unit=lambda value: formats.money(value, board.code),
        alt=t(
            "Revenue was highest on {day}, {amount}. Spend over the range: {spend}.",
            day=formats.day(board.days[best]),
            amount=formats.money(revenue[best], board.code),
            spend=formats.money(board.overview["advertising"]["total_spend"], board.code),
        ),
        before=board.beside,
        partial=board.overview["period"]["partial"],
        note=nt("A sum of {n} account.", "A sum of {n} accounts.", len(board.accounts)),
    )


def _by_platform(board: Board) -> Markup:
    rows = board.overview["by_platform"]
    figures = board.overview["advertising"]
    largest = max((row["spend"] for row in rows), default=0) or 1
    columns: list[Column[dict[str, Any]]] = [
        Column(t("Platform"), lambda row: platform(row["platform"]), total=t("Total"), quiet=True),
        Column(t("Share"), lambda row: _bar(row, largest), css="w", quiet=True),
        Column(
            formats.currency(board.code),
            lambda row: n(formats.amount(row["spend"], board.code, 0)),
            numeric=True,
            total=n(formats.amount(figures["total_spend"], board.code, 0)),
        ),
        Column(
            t("Share"),
            lambda row: n(formats.percent(row["share"])),
            numeric=True,
            css="sh",
            total=n(formats.percent(1 if figures["total_spend"] else None, 0)),
        ),
        Column(
            t("ROAS"),
            lambda row: n(formats.times(row["roas"])),
            numeric=True,
            total=n(formats.times(figures["roas"])),
        ),
    ]
    title = t("Spend by platform")
    return card(title, table(rows, columns, label=title, css="mini plats"))


def _bar(row: dict[str, Any], largest: float) -> Markup:
    return Markup('<span class="hb"><i style="inline-size:{:.1f}%;background:var(--p-{})"></i></span>').format(
        100 * row["spend"] / largest, row["platform"]
    )
