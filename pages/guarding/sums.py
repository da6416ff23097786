"""How each campaign did in the last thirty days, in its own currency."""

from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.performance import performance
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.chosen import chosen, first, is_chosen
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import money, n, platform
from pages.ui.more import every_campaign, is_whole, more_or_fewer
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
SHOWN = 20
SOURCES = {
    "platform": N_("as the platform reports"),
    "org": N_("by your value of a conversion"),
    "both": N_("some reported, some by your value"),
    "none": N_("no value known"),
}


@section(N_("Performance of 30 days"), run_every=30)
def sums(scope: Scope) -> None:
    """The largest spenders, with every ratio and where the value comes from."""
    rows = first(performance(scope.org_id), "ad_campaign_id")
    with card_box("performance"):
        with card_bar("performance", t("Performance of 30 days"), count=len(rows)):
            pass
        if not rows:
            show(nothing(t("No figures yet. They come with the first sync.")))
            return
        label = t("Performance of 30 days")
        shown = rows if is_whole("performance") else rows[:SHOWN]
        by = "" if chosen() else t("Spend")
        marked = is_chosen("ad_campaign_id")
        show(table(shown, _columns(), label=label, sorted_by=by, cards=True, marked=marked))
        if len(rows) > SHOWN:
            fewer = t("Show the {n} that spent most", n=formats.number(SHOWN))
            more_or_fewer("performance", every_campaign(len(rows)), fewer)
        footnote(
            t(
                "Ratios are those of the sums of 30 days of the account, today included. CTR is clicks by "
                "impressions, conversion rate conversions by clicks, ROAS value by spend, ROI value less spend "
                "by spend. Amounts are in the account's own currency."
            )
        )


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Campaign"), _name, sort=lambda row: row["name"].casefold(), wide=True),
        Column(t("Spend"), lambda row: money(row["spend"], row["currency"], 0), _by("spend"), numeric=True),
        Column(t("CTR"), lambda row: n(formats.percent(row["ctr"], 2)), _by("ctr"), numeric=True),
        Column(t("CPC"), lambda row: n(formats.number(row["cpc"], 2)), _by("cpc"), numeric=True),
        Column(t("CPM"), lambda row: n(formats.number(row["cpm"], 2)), _by("cpm"), numeric=True),
        Column(t("CPA"), lambda row: n(formats.number(row["cpa"], 2)), _by("cpa"), numeric=True),
        Column(
            t("Conversion rate"),
            lambda row: n(formats.percent(row["conversion_rate"], 2)),
            _by("conversion_rate"),
            numeric=True,
        ),
        Column(t("ROAS"), lambda row: n(formats.times(row["roas"])), _by("roas"), numeric=True),
        Column(t("ROI"), lambda row: n(formats.percent(row["roi"], 0, signed=True)), _by("roi"), numeric=True),
        Column(t("Value"), _value, wide=True),
    ]


def _by(name: str) -> Any:
    return lambda row: row[name]


def _name(row: Row) -> Markup:
    return Markup('<bdi>{}</bdi><br><span class="sub">{}</span>').format(row["name"], platform(row["platform"]))


def _value(row: Row) -> Markup:
    source = SOURCES[row["value_source"]]
    figure = money(row["value"], row["currency"], 0)
    return Markup('{}<br><span class="sub">{}</span>').format(figure, t(source))
