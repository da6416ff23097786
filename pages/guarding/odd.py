"""Days that were out of the ordinary: where each was expected, and where it was."""

from datetime import date
from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.performance import list_anomalies
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.chosen import first, is_chosen
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n, pill, platform
from pages.ui.records import track_record
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
DAYS = 30
METRICS = {
    "spend": N_("Spend"),
    "impressions": N_("Impressions"),
    "clicks": N_("Clicks"),
    "ctr": N_("Click-through rate"),
    "cpm": N_("Cost of a thousand impressions"),
    "conversions": N_("Conversions"),
}


@section(N_("Days out of the ordinary"), run_every=30)
def odd(scope: Scope) -> None:
    """The newest first."""
    rows = first(list_anomalies(scope.org_id, DAYS), "ad_campaign_id")
    label = t("Days out of the ordinary")
    with card_box("odd"):
        with card_bar("odd", label, count=len(rows)):
            pass
        if rows:
            columns: list[Column[Row]] = [
                Column(t("Campaign"), _name, wide=True),
                Column(t("Day"), lambda row: n(formats.weekday(date.fromisoformat(row["date"])))),
                Column(t("Figure"), lambda row: _word(row["metric"])),
                Column(t("Was"), _was, numeric=True),
                Column(t("Expected between"), _between, numeric=True, wide=True),
            ]
            show(table(rows, columns, label=label, css="hist", cards=True, marked=is_chosen("ad_campaign_id")))
        else:
            show(
                nothing(t("Every day of the last month was within its range, as far as there is enough history."))
            )
        track_record(scope, "expected_range")
        footnote(
            t(
                "A day is compared with up to eight weeks before it: medians on a logarithmic scale, weekdays "
                "taken out, 4.5 scales to either side. In an undisturbed world one figure and day in some two "
                "thousand falls out. Days of a campaign that somebody changed are not judged by their volumes."
            )
        )


def _name(row: Row) -> Markup:
    return Markup('<bdi>{}</bdi><br><span class="sub">{}</span>').format(row["name"], platform(row["platform"]))


def _word(metric: str) -> str:
    word = METRICS[metric]
    return t(word)


def _was(row: Row) -> Markup:
    high = (row["actual"] or 0) > row["high"]
    return Markup("{} {}").format(
        n(_written(row, row["actual"])), pill("warn", t("too much") if high else t("too little"))
    )


def _between(row: Row) -> Markup:
    return say("{low} and {high}", low=n(_written(row, row["low"])), high=n(_written(row, row["high"])))


def _written(row: Row, value: float | None) -> str:
    if row["metric"] == "ctr":
        return formats.percent(value, 2)
    if row["metric"] in {"spend", "cpm"}:
        return formats.money(value, row["currency"])
    return formats.number(value)
