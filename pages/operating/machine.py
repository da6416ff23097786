"""The queues in the order workers empty them, and the workers: when they were last seen, and what they do."""

from typing import Any

from markupsafe import Markup

from engine import jobs
from engine.core.i18n import N_, t
from pages.operating.words import ago, job_name
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.states import trouble
from pages.ui.tables import Column, table

QUEUES = {
    "events": N_("What follows at once"),
    "priority": N_("Somebody waits"),
    "sync": N_("Syncs"),
    "default": N_("Everything else"),
    "webhooks": N_("What platforms tell"),
    "ai": N_("Intelligence"),
}
Row = dict[str, Any]


@section(N_("Queues and workers"), run_every=2)
def machine(scope: Scope) -> None:
    """Both tables, every two seconds."""
    workers = jobs.list_workers(scope.org_id)
    with card_box("queues"):
        heading(t("Queues"), sub=t("in the order workers empty them"))
        show(table(jobs.list_queues(scope.org_id), _queues(), label=t("Queues"), css="hist"))
    with card_box("workers"):
        heading(t("Workers"), count=len(workers))
        if not workers:
            show(trouble(t("No worker is alive"), t("Start one: python -m jobs.worker. What waits is not lost.")))
            return
        show(table(workers, _workers(), label=t("Workers"), css="hist"))
        footnote(t("Queues and workers serve every organisation; of others' jobs only the number is shown."))


def _queues() -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key])), numeric=True)

    return [
        Column(t("Queue"), _queue),
        count(t("Waiting"), "waiting"),
        count(t("Yours"), "yours"),
        Column(t("Oldest"), lambda row: ago(row["oldest_at"]), numeric=True),
        count(t("At work"), "at_work"),
        count(t("Due later"), "later"),
    ]


def _queue(row: Row) -> Markup:
    words = QUEUES[row["queue"]]
    return Markup('{} <bdi dir="ltr" class="sub">{}</bdi>').format(t(words), row["queue"])


def _workers() -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key])), numeric=True)

    return [
        Column(t("Worker"), lambda row: n(row["name"][:8])),
        Column(t("Does now"), _now, css="st"),
        Column(t("Last seen"), lambda row: ago(row["seen_at"])),
        Column(t("Since"), lambda row: ago(row["since"])),
        count(t("Done"), "done"),
        count(t("Failed"), "failed"),
    ]


def _now(row: Row) -> Markup:
    if row["job"]:
        return Markup("{} {}").format(pill("live", job_name(row["job"])), ago(row["job_since"]))
    if row["state"] == "busy":
        return pill("live", t("a job of another organisation"))
    return pill("mute", t("waits for work"))
