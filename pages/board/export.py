"""The figures of the dashboard as files: the days, or the campaigns."""

import streamlit as st

from engine.core.exports import csv_table
from engine.core.i18n import t
from pages.board.board import Board
from pages.ui.marks import platform_name


def export_menu(board: Board) -> None:
    """Two files behind one button; each is written when it is asked for."""
    name = f"{board.days[0]}_{board.days[-1]}.csv"
    with st.popover(t("Export"), icon=":material/download:"):
        st.download_button(
            t("Days as CSV"),
            lambda: dayscsv_table(board),
            f"days_{name}",
            "text/csv",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            t("Campaigns as CSV"),
            lambda: campaignscsv_table(board),
            f"campaigns_{name}",
            "text/csv",
            on_click="ignore",
            width="stretch",
        )


def dayscsv_table(board: Board) -> bytes:
    """One line a day, money in the reporting currency."""
    figures = ("spend", "revenue", "impressions", "clicks", "conversions")
    labels = (t("Spend"), t("Revenue"), t("Impressions"), t("Clicks"), t("Conversions"))
    head = [t("Day"), t("Currency"), *labels]
    rows = ([day["date"], board.code, *(day[name] for name in figures)] for day in board.overview["series"])
    return csv_table(head, rows)


def campaignscsv_table(board: Board) -> bytes:
    """One line a campaign, money in the reporting currency; empty where there was no exchange rate."""
    figures = ("spend", "value", "impressions", "clicks", "conversions", "budget", "budget_used_pct")
    labels = (
        t("Spend"),
        t("Revenue"),
        t("Impressions"),
        t("Clicks"),
        t("Conversions"),
        t("Budget"),
        t("Budget used %"),
    )
    head = [t("Campaign"), t("Platform"), t("Currency"), *labels, t("Ends")]
    rows = (
        [
            row["name"],
            platform_name(row["platform"]),
            board.code,
            *(row[name] for name in figures),
            row["ends_on"],
        ]
        for row in board.data["active_campaigns"]
    )
    return csv_table(head, rows)
