"""Every message that left on the person's channels, or did not, and why."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from engine import notifications
from engine.core.i18n import N_, t
from pages.telling.words import KINDS, STATES, named
from pages.ui import format as formats
from pages.ui.alerts import severity_word
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import LIVE_S, section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 50
Row = dict[str, Any]


@section(N_("What was sent"), run_every=LIVE_S)
def log(scope: Scope) -> None:
    """The newest first, redrawn every few seconds."""
    rows = notifications.list_deliveries(scope.org_id, scope.user_id, per_page=SHOWN)["deliveries"]
    with card_box("sent"):
        heading(t("What was sent"), count=len(rows))
        if not rows:
            show(nothing(t("Nothing has left yet.")))
            return
        columns: list[Column[Row]] = [
            Column(t("When"), lambda row: n(formats.ago(datetime.fromisoformat(row["created_at"])))),
            Column(t("Channel"), _channel),
            Column(t("Message"), _message, wide=True),
            Column(t("Tries"), lambda row: n(formats.number(row["attempts"])), numeric=True),
            Column(t("State"), _state),
            Column(
                t("Why"), lambda row: Markup('<span class="sub">{}</span>').format(row["error"] or ""), wide=True
            ),
        ]
        show(table(rows, columns, label=t("What was sent"), css="hist"))
        footnote(t("What is not taken is tried again after 1, 5 and 15 minutes."))


def _channel(row: Row) -> Markup:
    kind = named(KINDS, row["channel_kind"])
    return Markup('<bdi>{}</bdi> <span class="sub">{}</span>').format(row["channel"], kind)


def _message(row: Row) -> Markup:
    digest = pill("mute", t("digest")) if row["is_digest"] else ""
    return Markup("{}: {} {}").format(severity_word(row["severity"]), row["text"], digest)


def _state(row: Row) -> Markup:
    tone, word = STATES[row["status"]]
    return pill(tone, t(word))


def _why(row: Row) -> Markup:
    return Markup('<span class="sub">{}</span>').format(row["error"] or "")
