"""What the states of subscriptions and messages are called, and what each event says."""

from urllib.parse import urlsplit

import orjson
import streamlit as st
from markupsafe import Markup

from db.kinds import MessageStatus, SubscriptionStatus
from engine import subscriptions
from engine.core.i18n import N_, t
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import pill
from pages.ui.scope import Scope

SUBSCRIPTIONS = {
    SubscriptionStatus.ACTIVE: ("good", N_("On")),
    SubscriptionStatus.PAUSED: ("mute", N_("Off")),
    SubscriptionStatus.DISABLED: ("bad", N_("Switched off: broken")),
}
MESSAGES = {
    MessageStatus.WAITING: ("live", N_("Waiting")),
    MessageStatus.DELIVERED: ("good", N_("Delivered")),
    MessageStatus.FAILED: ("bad", N_("Failed")),
}
EVENTS = [one["event"] for one in subscriptions.list_events()]


def subscription_state(status: str, *, failing: bool) -> Markup:
    """Whether it is told, and whether that works."""
    tone, word = SUBSCRIPTIONS[SubscriptionStatus(status)]
    if failing and status == SubscriptionStatus.ACTIVE:
        return pill("warn", t("On, failing"))
    return pill(tone, t(word))


def message_state(status: str) -> str:
    """What a message's state is called."""
    _, word = MESSAGES[MessageStatus(status)]
    return t(word)


def message_pill(status: str) -> Markup:
    """A message's state as a mark."""
    tone, _ = MESSAGES[MessageStatus(status)]
    return pill(tone, message_state(status))


def named(url: str, description: str) -> str:
    """What a subscription is called in a list."""
    return description or urlsplit(url).netloc


@section(N_("What can be told"))
def catalogue(_scope: Scope) -> None:
    """Each event in words, and one whole body of it."""
    told = {one["event"]: one for one in subscriptions.list_events()}
    with card_box("catalogue"):
        with card_bar("catalogue", t("What can be told")):
            chosen = st.selectbox(t("Event"), list(told), label_visibility="collapsed", width=260)
        show(Markup('<p class="sub">{}</p>').format(told[chosen]["says"]))
        st.code(
            orjson.dumps(told[chosen]["example"], option=orjson.OPT_INDENT_2).decode(),
            language=None,
            wrap_lines=True,
        )
        footnote(
            t("Signed by the Standard Webhooks scheme. An event may come twice, under the same webhook-id."),
            "lock",
        )
