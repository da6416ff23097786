"""How long each listener takes: of its own, and from the event's commit until it was done."""

from typing import Any

from engine import outbox
from engine.core.clock import now
from engine.core.i18n import N_, t
from pages.operating.stream import span
from pages.operating.words import listener_name, took
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHARES = ("p50", "p95", "p99")
Row = dict[str, Any]


@section(N_("How long it takes"), run_every=30)
def times(scope: Scope) -> None:
    """Percentiles per listener over a time to choose."""
    with card_box("times"):
        with card_bar("times", t("How long it takes")):
            _, since = span("times")
        rows = outbox.listener_times(scope.org_id, since, now())
        if not rows:
            show(nothing(t("Nothing was heard in that time.")))
            return
        show(table(rows, _columns(), label=t("How long it takes"), css="hist"))
        footnote(t("Of 100 deliveries, 50, 95 and 99 were at least as quick; whole: from the event until done."))


def _columns() -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key])), sort=lambda row: row[key], numeric=True)

    def time(label: str, key: str, share: str) -> Column[Row]:
        return Column(label, lambda row: took(row[key][share]), sort=lambda row: row[key][share], numeric=True)

    return [
        Column(t("Listener"), lambda row: listener_name(row["listener"])),
        count(t("Done"), "done"),
        count(t("Tried again"), "retried"),
        count(t("Failed"), "dead"),
        *(time(t("Own, {share}", share=share), "duration_ms", share) for share in SHARES),
        *(time(t("Whole, {share}", share=share), "took_ms", share) for share in SHARES),
    ]
