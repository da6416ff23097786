"""What the states and kinds of alerts and the deeds of people are called, and where an alert leads."""

from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.notifications import TOPICS, topic_of
from pages.sitemap import PAGES
from pages.ui.chosen import NAME, address
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
ACCOUNT, AD_CAMPAIGN, CAMPAIGN, SUBJECT = "integration_id", "ad_campaign_id", "campaign_id", "subject"
PLACES = {  # by the first word of a kind: the page where something can be done about it, and what to show there
    "sync": ("sync_control", (ACCOUNT,)),
    "token": ("integrations", (ACCOUNT,)),
    "integration": ("integrations", (ACCOUNT,)),
    "profile": ("integrations", (ACCOUNT,)),
    "budget": ("budgets", (AD_CAMPAIGN, CAMPAIGN)),
    "forecast": ("budgets", (AD_CAMPAIGN, CAMPAIGN)),
    "anomaly": ("budgets", (AD_CAMPAIGN,)),
    "campaign": ("campaigns", (CAMPAIGN,)),
    "post": ("posts", (SUBJECT,)),
    "webhook": ("subscriptions", (SUBJECT,)),
    "event": ("events", (SUBJECT,)),
    "notifications": ("notifications", ()),
}


def step(alert: dict[str, Any], here: str = "alerts") -> Markup:
    """A link to the thing where somebody can do something about it; none to the page that it would stand on."""
    place, keys = PLACES.get(alert["kind"].partition("_")[0], (here, ()))
    page = next((page for page in PAGES if page.key == place != here), None)
    if page is None:
        return Markup("")
    thing = next(filter(None, (alert[key] for key in keys)), None)
    # the Campaigns screen has had a name of its own for what it opens since before there were alerts of it
    path = address(page.path, thing, "campaign" if place == "campaigns" else NAME)
    return link(t("Open {page}", page=t(page.title)), path)


def kind(name: str) -> str:
    """What an alert is about."""
    return t(TOPICS[topic_of(name)])
