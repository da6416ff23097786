"""The org's own systems: which of them are told what, whether it arrived, and sending it again."""

from engine.core.i18n import t
from pages.outbound.messages import OPENED, messages, open_message
from pages.outbound.subscribers import subscribers
from pages.outbound.words import catalogue
from pages.ui.frame import page
from pages.ui.picks import pick
from pages.ui.topbar import topbar

with page("subscriptions") as scope:
    with topbar(t("Outbound webhooks")) as bar:
        bar.sub = t("Your own systems, told what happens here")
    subscribers(scope)
    messages(scope)
    catalogue(scope)
    if picked := pick(OPENED):
        open_message(picked)
