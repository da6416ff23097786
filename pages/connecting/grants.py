"""How good an access is, and what it allows: the same cells for accounts and for profiles."""

from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, t
from pages.ui import format as formats
from pages.ui.html import say
from pages.ui.marks import n, pill, popover

TONES = {"valid": "good", "expiring_soon": "warn", "expired": "bad", "unknown": "mute"}
WORDS = {
    "valid": N_("Valid"),
    "expiring_soon": N_("Ends soon"),
    "expired": N_("Ended"),
    "unknown": N_("Unknown"),
}
SUBSCRIBED_TONES = {"subscribed": "good", "by_hand": "mute", "failed": "bad"}
SUBSCRIBED = {"subscribed": N_("Subscribed"), "by_hand": N_("By hand"), "failed": N_("Failed")}


def access(status: dict[str, Any], again: Markup) -> Markup:
    """A token status as a word and its sentence; with the way to give the access `again` where it needs that."""
    state = status["status"]
    word = WORDS[state]
    shown = pill(TONES[state], t(word))
    needed = state in ("expired", "expiring_soon")
    extra = again if needed and again else Markup('<span class="sub">{}</span>').format(status["message"])
    return Markup("{} {}").format(shown, extra)


def subscription(key: str, found: dict[str, Any]) -> Markup:
    """What its platform tells by itself, or why not; `key` is unique on the page."""
    state = found["state"]
    if state == "waiting":
        return n(formats.NONE)
    word = SUBSCRIBED[state]
    facts = [(topic, t("told")) for topic in found["topics"]] or [(t("Why"), found["message"])]
    label = pill(SUBSCRIBED_TONES[state], t(word))
    return popover(f"told-{key}", label, t("What the platform tells by itself"), facts, css="quiet")


def permissions(key: str, asked: list[str], granted: list[str]) -> Markup:
    """What was granted of what we ask for, as the platform said it; `key` is unique on the page."""
    if not granted:
        words = t("not told by the platform") if asked else t("as set at the platform")
        return Markup('<span class="sub">{}</span>').format(words)
    missing = [scope for scope in asked if scope not in granted]
    count = len(asked) - len(missing) if asked else len(granted)
    words = say("{n} of {all}", n=n(count), all=n(len(asked) or count))
    facts = [(scope, t("missing") if scope in missing else t("granted")) for scope in asked or granted]
    return popover(
        f"scopes-{key}", pill("warn" if missing else "good", words), t("Permissions"), facts, css="quiet"
    )
