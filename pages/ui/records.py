"""What came of advice, in a sentence to stand beside it."""

from typing import Any

from markupsafe import Markup

from engine.core.i18n import t
from engine.track_records import list_track_records
from pages.ui import format as formats
from pages.ui.cards import footnote
from pages.ui.html import say
from pages.ui.marks import n
from pages.ui.scope import Scope

Row = dict[str, Any]


def track_record(scope: Scope, subject: str) -> None:
    """One line: how often what is told here came true so far, or that nobody knows yet."""
    rows = [row for row in list_track_records(scope.org_id) if row["subject"] == subject]
    if not rows:
        footnote(t("How often this comes true is counted every night; the first count is still to come."), "clock")
    else:
        footnote(SENTENCES[subject](rows), "clock")


def ranges(rows: list[Row]) -> Markup | str:
    """Of all metrics together."""
    cases, hits = sum(row["cases"] for row in rows), sum(row["hits"] for row in rows)
    if not cases:
        return t("No day with an expected range is over yet, so nothing is known of how well the ranges hold.")
    return say(
        "Track record of 90 days: of {cases} figures that had an expected range {share} fell inside; in an "
        "undisturbed world it would be {promised}.",
        cases=n(formats.number(cases)),
        share=n(formats.percent(hits / cases)),
        promised=n(formats.percent(rows[0]["promised"], 2)),
    )


def forecasts(rows: list[Row]) -> Markup | str:
    """Of warnings whose day has come."""
    [row] = rows
    if not row["cases"]:
        return t("No forecast over budget has ended yet, so nothing is known of how often they are right.")
    return say(
        "Track record of a year: of {cases} forecasts over budget that ended, {hits} came true.",
        cases=n(formats.number(row["cases"])),
        hits=n(formats.number(row["hits"])),
    )


def times(rows: list[Row]) -> Markup | str:
    """Of posts at a time that was proposed before them."""
    [row] = rows
    if not row["cases"]:
        return t("No post has been published at a time that was proposed before it, so nothing is known yet.")
    return say(
        "Track record of 90 days: {cases} posts at a time proposed before them had {lift} of the usual "
        "engagement, {others} other posts {others_lift}.",
        cases=n(formats.number(row["cases"])),
        lift=n(formats.percent(row["figures"]["lift"], 0)),
        others=n(formats.number(row["figures"]["others"])),
        others_lift=n(formats.percent(row["figures"]["others_lift"], 0)),
    )


SENTENCES = {"expected_range": ranges, "budget_forecast": forecasts, "best_time": times}
