"""Below a campaign, in a dialog: each ad set with its ads."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.core.periods import Days
from engine.dashboard import campaign_children
from engine.permissions import Permission
from pages.ui import format as formats
from pages.ui.frame import guarded
from pages.ui.html import show
from pages.ui.marks import n, platform
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]


def open_campaign(row: Row, days: Days, code: str) -> None:
    """The campaign in a dialog: each ad set with its ads below it."""

    @st.dialog(row["name"], width="large")
    def below() -> None:
        with guarded(N_("Ad sets and ads")) as scope:
            found = campaign_children(scope.org_id, UUID(row["id"]), days)
            show(
                Markup('<p class="sub">{} · {}</p>').format(
                    platform(row["platform"]), formats.day_range(days.since, days.last)
                )
            )
            lines = [line for ad_set in found["ad_sets"] for line in ({**ad_set, "level": "set"}, *ad_set["ads"])]
            if lines:
                show(table(lines, _columns(code), label=t("Ad sets and ads"), css="mini drill"))
            else:
                show(nothing(t("This campaign has no ad sets yet. The next sync brings what its platform has.")))
            if scope.can(Permission.EXPORT):
                way = Markup('<p class="sub"><a href="/sync?trace={}">{}</a></p>')
                show(way.format(row["id"], t("See what the platform answered")))

    below()


def _columns(code: str) -> list[Column[Row]]:
    return [
        Column(t("Ad set and ads"), _name),
        Column(t("Spend"), lambda row: n(formats.amount(row["spend"], code)), numeric=True),
        Column(t("Clicks"), lambda row: n(formats.number(row["clicks"])), numeric=True),
        Column(t("CTR"), lambda row: n(formats.percent(row["ctr"], 2)), numeric=True),
        Column(t("Conversions"), lambda row: n(formats.number(row["conversions"])), numeric=True),
        Column(t("Cost per conversion"), lambda row: n(formats.amount(row["cpa"], code)), numeric=True),
        Column(t("ROAS"), lambda row: n(formats.times(row["roas"])), numeric=True),
    ]


def _name(row: Row) -> Markup:
    name = Markup("<bdi>{}</bdi>").format(row["name"])
    if row.get("level") == "set":
        return Markup("<b>{}</b>").format(name)
    paused = "" if row["status"] == "active" else Markup(' <span class="sub">{}</span>').format(t("not running"))
    return Markup('<span class="inset">{}{}</span>').format(name, paused)
