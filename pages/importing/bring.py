"""Bringing a file: one field that takes a click or a drop, and what to export so that it can be read.

The file goes straight to the API, so that a refusal comes in the reader's language; boot.js hands its id back.
"""

import streamlit as st

from engine.core.i18n import t
from pages.ui.cards import card_box, heading
from pages.ui.html import render, show
from pages.ui.picks import pick
from pages.ui.scope import Scope
from pages.ui.states import Step


def bring(scope: Scope) -> None:
    """The drop zone and the three steps."""
    steps = [
        Step(
            t("Export by day"),
            t("In the ad manager, break the report down by day; keep campaign ids and names."),
            "now",
        ),
        Step(t("Check what we read"), t("Columns, days and totals are shown before anything is written.")),
        Step(t("Load"), t("The same file twice changes nothing; a corrected one replaces its own days.")),
    ]
    with card_box("bring"):
        heading(t("Bring a file"))
        hint = t("CSV, TSV or Excel (.xlsx) from Meta, Google, TikTok, LinkedIn, X or Snapchat, up to 20 MB")
        show(render("upload", action=f"/api/orgs/{scope.org_id}/imports", hint=hint, steps=steps))
        if brought := pick("upload"):
            st.query_params["file"] = brought
            st.rerun()
