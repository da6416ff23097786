"""The ways out to the platforms' consent pages, and what to say when somebody came back without an access."""

import streamlit as st
from markupsafe import Markup

from engine.connectors import PLATFORMS
from engine.core.i18n import t
from engine.profiles import list_profiles
from pages.ui.html import say, show
from pages.ui.marks import pill, platform, platform_name
from pages.ui.scope import Scope
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


def consent_link(slug: str, label: str = "") -> Markup:
    """The way to the page on which a profile of the platform consents by itself."""
    return Markup('<a class="connect" href="/auth/connect/{}/profile">{}</a>').format(
        slug, label or t("Connect a {platform} account for posts", platform=platform_name(slug))
    )


def what_came_back(scope: Scope) -> None:
    """Say what became of a trip to a platform that did not end in a choice."""
    if came := st.query_params.get("profile"):
        _say_connected(scope, came)
    if declined := st.query_params.get("declined"):
        text = t("Nothing was connected. Connect again when you want to, and allow the access that is asked for.")
        show(trouble(say("Access to {platform} was not given", platform=platform_name(declined)), text))
    if failed := st.query_params.get("failed"):
        text = t("The code it sent back did not work, or took longer than 10 minutes. Start the connection again.")
        if st.query_params.get("why") == "conflict":
            text = t("It was not started here, took too long, or belongs to another organisation. Start it again.")
        show(trouble(say("{platform} could not be connected", platform=platform_name(failed)), text))


def _say_connected(scope: Scope, profile_id: str) -> None:
    """The profile that has just consented, if it is still there."""
    found = next((row for row in list_profiles(scope.org_id) if row["id"] == profile_id), None)
    if found:
        line = Markup('<p class="tested" role="status">{} <bdi>{}</bdi> <span class="sub">{}</span></p>')
        told = t("Its posts are being fetched, and can be published from here.")
        show(line.format(pill("good", t("Connected")), found["name"], told))
