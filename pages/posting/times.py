"""When posts did best, from the organisation's own history, with the number of posts it rests on."""

from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from engine import posts
from engine.core.i18n import N_, nt, t
from pages.posting.words import weekday_name
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.records import track_record
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

A_MONDAY = date(2024, 1, 1)
Slot = dict[str, Any]


@section(N_("Best times"))
def times(scope: Scope) -> None:
    """The best slots of a week, or how many posts are missing to say so."""
    found = posts.best_times(scope.org_id)
    with card_box("times"):
        heading(
            t("Best times"),
            sub=nt("from {n} post of the last 180 days", "from {n} posts of the last 180 days", found["posts"]),
        )
        if not found["slots"]:
            show(nothing(_why(found)))
            track_record(scope, "best_time")
            return
        columns: list[Column[Slot]] = [
            Column(t("Day"), lambda row: weekday_name(A_MONDAY + timedelta(days=row["weekday"]), long=True)),
            Column(t("Hours"), _hours),
            Column(
                t("Above usual"), lambda row: n(formats.percent(row["lift"] - 1, 0, signed=True)), numeric=True
            ),
            Column(t("Posts"), lambda row: n(formats.number(row["posts"])), numeric=True),
        ]
        show(table(found["slots"], columns, label=t("Best times"), css="mini"))
        footnote(
            t("Engagement against what is usual for the profile, pulled towards average where posts are few.")
        )
        track_record(scope, "best_time")


def _why(found: dict[str, Any]) -> str:
    if found["enough"]:
        return t("No time of the week stands out so far.")
    return t(
        "Not enough posts yet: {posts} of the {needed} that it takes.",
        posts=found["posts"],
        needed=found["needed"],
    )


def _hours(row: Slot) -> Markup:
    return n(f"{row['hour']:02}:00–{(row['hour'] + row['hours']) % 24:02}:00")
