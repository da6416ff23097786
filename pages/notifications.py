"""Notifications: what one person is told, when, and where."""

import streamlit as st

from engine.core.i18n import t
from pages.telling.channels import channels
from pages.telling.choices import hours, topics
from pages.telling.log import log
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("notifications") as scope:
    with topbar(t("Notifications")) as bar:
        bar.sub = t("What you are told, when, and where")
    channels(scope)
    left, right = st.columns(2)
    with left:
        topics(scope)
    with right:
        hours(scope)
    log(scope)
