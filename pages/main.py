"""The entry script of the screens: who is here, the sidebar, and the page they asked for."""

from pathlib import Path

import streamlit as st

from engine.core.i18n import t
from pages.sitemap import PAGES
from pages.ui.frame import guarded
from pages.ui.sidebar import sidebar

ICON = Path(__file__).resolve().parent.parent / "assets" / "favicon.png"

st.set_page_config(page_title="CMIS", page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
with guarded("CMIS") as scope:
    pages = {
        entry: st.Page(
            entry.script, title=t(entry.title), url_path=entry.path.strip("/"), default=entry.path == "/"
        )
        for entry in PAGES  # who follows a link to one that is not theirs is told so by the page itself
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    sidebar(scope, pages)
    chosen.run()
