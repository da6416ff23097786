"""What each platform has of a campaign, as a tree: its campaign, the ad sets below it, and their ads."""

from datetime import date
from typing import Any
from uuid import UUID

from markupsafe import Markup

from engine.core.i18n import N_, nt, t
from engine.dashboard import campaign_tree
from pages.planning.words import there
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import money, n, platform
from pages.ui.more import is_whole, more_or_fewer
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

Row = dict[str, Any]
SHOWN = 30
DEEPER = {"campaign": "", "ad_set": "inset", "ad": "inset deep"}


@section(N_("Ad sets and ads"), run_every=15)
def tree(scope: Scope, campaign_id: UUID) -> None:
    """One row a campaign, ad set and ad, in the order of the tree; nothing before a platform has anything."""
    found = campaign_tree(scope.org_id, campaign_id)
    parts = [part for part in found["ad_campaigns"] if part["external_id"]]
    rows = [line for part in parts for line in _lines(part)]
    if not rows:
        return
    shown = rows if is_whole("tree") else rows[:SHOWN]
    with card_box("tree"):
        heading(t("Ad sets and ads"))
        columns = _columns(found["campaign"]["currency"])
        show(table(shown, columns, label=t("Ad sets and ads"), css="grid drill", cards=True))
        if len(rows) > SHOWN:
            every = nt(
                "Show all {count} rows", "Show all {count} rows", len(rows), count=formats.number(len(rows))
            )
            more_or_fewer("tree", every, t("Show the first {n}", n=formats.number(SHOWN)))
        first = date.fromisoformat(found["campaign"]["start_date"])
        footnote(
            t(
                "Figures since {day}. A dash stands where a platform tells no figures at this level.",
                day=formats.day(first, year=True),
            )
        )


def _lines(part: Row) -> list[Row]:
    """A platform's campaign, and everything below it, each with its level."""
    whole = part | part["metrics"] | {"level": "campaign", "measured": True}
    lines = [whole]
    for ad_set in part["ad_sets"]:
        lines += [ad_set | {"level": "ad_set"}, *(ad | {"level": "ad"} for ad in ad_set["ads"])]
    return lines


def _columns(code: str) -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: _known(row, n(formats.number(row[key]))), numeric=True)

    return [
        Column(t("Campaign, ad set and ad"), _name),
        Column(t("There it is"), lambda row: there(row["status"])),
        Column(t("Its id there"), lambda row: n(row["external_id"]), wide=True),
        count(t("Impressions"), "impressions"),
        count(t("Clicks"), "clicks"),
        Column(t("Spend"), lambda row: _known(row, money(row["spend"], code)), numeric=True),
        count(t("Conversions"), "conversions"),
        Column(t("ROAS"), lambda row: n(formats.times(row["roas"])), numeric=True),
    ]


def _name(row: Row) -> Markup:
    name = Markup("<bdi>{}</bdi>").format(row["name"])
    if row["level"] == "campaign":
        return Markup('{}<span class="sub below"><b>{}</b></span>').format(platform(row["platform"]), name)
    level = t("Ad set") if row["level"] == "ad_set" else t("Ad")
    line = Markup('<span class="{}">{}<span class="sub below">{}</span></span>')
    return line.format(DEEPER[row["level"]], name, level)


def _known(row: Row, figure: Markup) -> Markup:
    return figure if row["measured"] else n(formats.NONE)
