"""The ways out to the platforms' consent pages, and what to say when somebody came back without an access."""

import streamlit as st
from markupsafe import Markup

from engine.connectors import PLATFORMS
from engine.core.i18n import t
from pages.ui.html import say, show
from pages.ui.marks import platform, platform_name
from pages.ui.states import trouble


def connect_links() -> Markup:
    """One link per platform that can be connected, each leading to the platform's own consent page."""
    one = Markup('<a class="connect" href="/auth/connect/{}">{}</a>')
    links = (one.format(slug, platform(slug)) for slug in PLATFORMS)
    return Markup('<nav class="connects" aria-label="{}">{}</nav>').format(
        t("Connect an account"), Markup("").join(links)
    )


def reconnect_link(slug: str) -> Markup:
    """The same for one platform whose access has to be given anew."""
    return Markup('<a href="/auth/connect/{}">{}</a>').format(slug, t("Reconnect"))


def what_came_back() -> None:
    """Say what became of a trip to a platform that did not end in a choice."""
    if declined := st.query_params.get("declined"):
        text = t("Nothing was connected. Connect again when you want to, and allow the access that is asked for.")
        show(trouble(say("Access to {platform} was not given", platform=platform_name(declined)), text))
    if failed := st.query_params.get("failed"):
        text = t("The code it sent back did not work, or took longer than 10 minutes. Start the connection again.")
        show(trouble(say("{platform} could not be connected", platform=platform_name(failed)), text))
