"""The track record in full: what was told, how much of it came true, and what was promised."""

from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.track_records import list_track_records
from pages.guarding.odd import METRICS
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n
from pages.ui.records import Row
from pages.ui.scope import Scope
from pages.ui.tables import Column, table


@section(N_("Track record"))
def records(scope: Scope) -> None:
    """One row for each figure with ranges, one for forecasts; nothing before the first night."""
    rows = [row for row in list_track_records(scope.org_id) if row["subject"] != "best_time"]
    if not rows:
        return
    columns: list[Column[Row]] = [
        Column(t("What was told"), _what, wide=True),
        Column(t("Cases"), lambda row: n(formats.number(row["cases"])), numeric=True),
        Column(t("Came true"), _share, numeric=True),
        Column(t("Promised"), lambda row: n(formats.percent(row["promised"], 2)), numeric=True),
        Column(t("Besides"), _besides, wide=True),
    ]
    with card_box("records"):
        heading(t("Track record"))
        show(table(rows, columns, label=t("Track record"), css="hist", cards=True))
        footnote(
            t(
                "Counted every night from what came after: ranges of the last 90 days, each figure against the "
                "range that was made before its day ended; forecasts over budget of the last year, three days "
                "after their period. What somebody stopped or changed was not put to test and does not count."
            )
        )


def _what(row: Row) -> Markup:
    if row["subject"] == "budget_forecast":
        return Markup("{}").format(t("A budget will not suffice"))
    word = METRICS[row["part"]]
    return say("{figure} within its expected range", figure=t(word))


def _share(row: Row) -> Markup:
    return n(formats.percent(row["share"]))


def _besides(row: Row) -> Markup:
    more = row["figures"]
    if row["subject"] == "expected_range":
        return say(
            "{above} above, {below} below",
            above=n(formats.number(more["above"])),
            below=n(formats.number(more["below"])),
        )
    told = [say("{count} not put to test", count=n(formats.number(more["untested"])))]
    if more["measured"]:
        told.append(
            say(
                "{off} off in the median, {within} of {measured} within their range",
                off=n(formats.percent(more["median_off"])),
                within=n(formats.number(more["within_range"])),
                measured=n(formats.number(more["measured"])),
            )
        )
    return Markup(" · ").join(told)
