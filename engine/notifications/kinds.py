"""What people can be told about. A topic gathers the kinds that somebody wants, or does not want, together."""

from collections.abc import Mapping
from typing import Any

from db.kinds import Severity
from engine.alerts import LOUDNESS
from engine.core.i18n import N_

IN_APP = "in_app"
ANY = "*"
OFF = "off"
LEAST_IN_APP = Severity.INFO
LEAST_OUTSIDE = Severity.WARNING

TOPICS: Mapping[str, str] = {
    "budgets": N_("Budgets and spend"),
    "access": N_("Access to accounts"),
    "syncs": N_("Syncs"),
    "accounts": N_("Accounts that come and go"),
    "campaigns": N_("Campaigns"),
    "posts": N_("Posts"),
    "house": N_("CMIS itself"),
}
_BEGINNINGS = {
    "budget": "budgets",
    "spend": "budgets",
    "forecast": "budgets",
    "overspend": "budgets",
    "token": "access",
    "permission": "access",
    "sync": "syncs",
    "integration": "accounts",
    "account": "accounts",
    "profile": "accounts",
    "campaign": "campaigns",
    "anomaly": "campaigns",
    "creation": "campaigns",
    "ad": "campaigns",
    "post": "posts",
}


def topic_of(kind: str) -> str:
    """The topic of a kind, told by its first word: `budget_threshold` is about budgets."""
    return _BEGINNINGS.get(kind.partition("_")[0], "house")


def wanted(least: Mapping[str, Any], channel: str, kind: str, severity: Severity) -> bool:
    """Whether a message of that kind and severity passes on that channel, by what a person chose."""
    chosen = least.get(topic_of(kind), {}).get(channel) or least.get(ANY, {}).get(channel)
    chosen = chosen or (LEAST_IN_APP if channel == IN_APP else LEAST_OUTSIDE)
    return chosen != OFF and LOUDNESS[severity] <= LOUDNESS[Severity(chosen)]
