"""What channels, paces, severities and the states of a delivery are called."""

from collections.abc import Mapping

from engine.core.i18n import N_, t

KINDS = {
    "email": N_("E-mail"),
    "slack": "Slack",
    "telegram": N_("Telegram"),
    "teams": N_("Microsoft Teams"),
    "webhook": N_("Webhook"),
}
HINTS = {
    "email": "name@company.com",
    "slack": "https://hooks.slack.com/services/…",
    "telegram": N_("bot token/chat, such as 123456:ABC…/987654"),
    "teams": N_("the address of a workflow"),
    "webhook": "https://…",
}
PACES = {
    "at_once": N_("Each message at once"),
    "daily": N_("One digest a day"),
    "weekly": N_("One digest a week"),
}
LEAST = {
    "info": N_("Everything"),
    "warning": N_("Warnings and louder"),
    "error": N_("Errors and louder"),
    "critical": N_("Only what is critical"),
    "off": N_("Nothing"),
}
STATES = {
    "waiting": ("live", N_("Waiting")),
    "sending": ("live", N_("On its way")),
    "sent": ("good", N_("Sent")),
    "dead": ("bad", N_("Not delivered")),
}
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def named(words: Mapping[str, str], name: str) -> str:
    """One of these words in the reader's language."""
    return t(words[name])
