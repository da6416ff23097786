"""What the states and kinds of alerts and the deeds of people are called, and where an alert leads."""

from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.notifications import TOPICS, topic_of
from pages.sitemap import PAGES
from pages.ui.marks import link

STATES = {
    "open": ("bad", N_("Still open")),
    "acknowledged": ("live", N_("Looked after")),
    "snoozed": ("mute", N_("Snoozed")),
    "resolved": ("good", N_("Resolved")),
}
DEEDS = {
    "opened": N_("Opened"),
    "rose": N_("Grew louder"),
    "acknowledged": N_("Taken care of"),
    "snoozed": N_("Snoozed"),
    "returned": N_("Came back"),
    "resolved": N_("Resolved"),
    "reopened": N_("Reopened"),
}
PLACES = {  # by the first word of a kind: the page where something can be done about it
    "sync": "sync_control",
    "token": "integrations",
    "integration": "integrations",
    "profile": "integrations",
    "budget": "budgets",
    "forecast": "budgets",
    "anomaly": "budgets",
    "post": "posts",
    "webhook": "subscriptions",
    "event": "events",
    "notifications": "notifications",
}


def step(alert: dict[str, Any], here: str = "alerts") -> Markup:
    """A link to where somebody can do something about it; none to the page that it would stand on."""
    place = PLACES.get(alert["kind"].partition("_")[0], here)
    page = next((page for page in PAGES if page.key == place != here), None)
    return link(t("Open {page}", page=t(page.title)), page.path) if page else Markup("")


def kind(name: str) -> str:
    """What an alert is about."""
    return t(TOPICS[topic_of(name)])
