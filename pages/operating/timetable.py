"""What the clock asks for: every line of the timetable, how it went last, and when it is due next."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from engine import jobs
from engine.core.clock import now
from engine.core.i18n import N_, nt, t
from pages.operating.words import ago, job_name, outcome, took
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import dot, n
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.tables import Column, table

Row = dict[str, Any]


@section(N_("Timetable"), run_every=5)
def timetable(scope: Scope) -> None:
    """The next first."""
    rows, seen = jobs.list_timetable(), jobs.scheduler_seen_at()
    with card_box("timetable"):
        alive = Markup('<span class="livec">{} {}</span>').format(
            dot("good" if seen else "bad"), t("The clock runs") if seen else t("The clock stands still")
        )
        heading(t("Timetable"), count=len(rows), aside=alive)
        if not seen:
            show(trouble(t("No scheduler is alive"), t("Start one: python -m jobs.scheduler")))
        if not rows:
            show(nothing(t("No scheduler has ever run here.")))
            return
        show(table(rows, _columns(scope), label=t("Timetable"), css="hist", cards=True))


def _columns(scope: Scope) -> list[Column[Row]]:
    return [
        Column(t("Job"), lambda row: job_name(row["job"])),
        Column(t("Cron line"), lambda row: Markup("<code>{}</code>").format(n(row["cron"]))),
        Column(t("Last run"), lambda row: ago(row["last_at"]), css="told"),
        Column(t("Outcome"), lambda row: outcome(row["outcome"]), css="st"),
        Column(t("Took"), lambda row: took(row["duration_ms"]), numeric=True),
        Column(t("Next run"), lambda row: _next(row["next_at"], scope.zone), numeric=True),
    ]


def _next(stamp: str, zone: str) -> Markup:
    due = datetime.fromisoformat(stamp)
    minutes = round((due - now()).total_seconds() / 60)
    if minutes < 1:
        return Markup("{}").format(t("within a minute"))
    if minutes < 60:
        return Markup("{}").format(nt("in {n} minute", "in {n} minutes", minutes))
    return n(f"{formats.day(due)} {formats.clock(due, zone)}")
