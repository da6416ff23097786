"""What the kinds of deliveries, their states and the reasons of refusals are called."""

from datetime import datetime

from markupsafe import Markup

from engine.core.i18n import N_, t
from pages.ui import format as formats
from pages.ui.marks import n, pill

STATES = {
    "received": ("live", N_("Waiting")),
    "done": ("good", N_("Applied")),
    "ignored": ("mute", N_("Kept, nothing to do")),
    "failed": ("bad", N_("Failed")),
}
KINDS = {
    "lead": N_("Lead"),
    "comment": N_("Comment"),
    "message": N_("Message"),
    "entity": N_("Campaign changed"),
    "budget": N_("Budget used up"),
    "figures": N_("Figures changed"),
    "access": N_("Access withdrawn"),
    "other": N_("Something else"),
}
REASONS = {
    "missing": N_("no signature"),
    "malformed": N_("a signature of the wrong shape"),
    "wrong": N_("a signature that does not fit"),
    "stale": N_("too old, or from the future"),
}


def state(status: str) -> Markup:
    """The state of a delivery."""
    tone, word = STATES[status]
    return pill(tone, t(word))


def kind(name: str) -> str:
    """What a delivery is about; several kinds in one are told apart by commas."""
    return ", ".join(t(KINDS.get(one, one)) for one in name.split(",") if one)


def when(moment: str | None) -> Markup:
    """How long ago."""
    return n(formats.ago(datetime.fromisoformat(moment)) if moment else formats.NONE)
