"""What the states and kinds of alerts and the deeds of people are called, and where an alert leads."""

from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.notifications import TOPICS, topic_of
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
STEPS = {
    "syncs": (N_("Open sync control"), "/sync"),
    "access": (N_("Reconnect"), "/integrations"),
    "accounts": (N_("Open integrations"), "/integrations"),
    "budgets": (N_("Open the dashboard"), "/"),
    "campaigns": (N_("Open the dashboard"), "/"),
    "posts": (N_("Open the dashboard"), "/"),
    "house": (N_("Open notifications"), "/notifications"),
}


def step(alert: dict[str, Any], here: str = "/alerts") -> Markup:
    """A link to where somebody can do something about it; none to the page that it would stand on."""
    words, path = STEPS[topic_of(alert["kind"])]
    return link(t(words), path) if path != here else Markup("")


def kind(name: str) -> str:
    """What an alert is about."""
    return t(TOPICS[topic_of(name)])
