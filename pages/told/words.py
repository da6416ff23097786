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
QUESTIONS = {
    "full_name": N_("Name"),
    "name": N_("Name"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "phone_number": N_("Phone"),
    "city": N_("City"),
    "company_name": N_("Company"),
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
    """What a delivery is about, of one kind or several."""
    return formats.listed([t(KINDS.get(one, one)) for one in name.split("+") if one])


def asked(question: str) -> str:
    """What a form asked: the questions that all platforms know in our words, any other as it stands."""
    known = QUESTIONS.get(question.casefold().replace(" ", "_"))
    return t(known) if known else question


def when(moment: str | None) -> Markup:
    """How long ago."""
    return n(formats.ago(datetime.fromisoformat(moment)) if moment else formats.NONE)
