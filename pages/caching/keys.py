"""What is read most, and how often each tag was touched."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import cache
from engine.core.i18n import N_, t
from engine.permissions import Permission
from pages.caching.words import area_name, size, tag_name
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]


@section(N_("Most read"), permission=Permission.CACHE_MANAGE, run_every=10)
def keys(scope: Scope) -> None:
    """Both tables."""
    rows = cache.list_keys(scope.org_id)
    left, right = st.columns([2, 1], gap="small")
    with left, card_box("keys"):
        heading(t("Most read today"), count=len(rows))
        if rows:
            show(table(rows, _keys(), label=t("Most read today"), css="hist", cards=True))
        else:
            show(nothing(t("Nothing was read yet today.")))
    with right, card_box("tags"):
        heading(t("Changes"))
        versions = [{"tag": tag, "count": count} for tag, count in cache.list_versions(scope.org_id).items()]
        show(table(versions, _tags(), label=t("Changes"), css="hist"))
        footnote(t("Whatever is kept under a tag is out of date, at once, when something of it changes."))


def _keys() -> list[Column[Row]]:
    return [
        Column(
            t("Question"),
            lambda row: Markup('<bdi dir="ltr"><code>{}</code></bdi>').format(row["label"]),
            wide=True,
            css="wrap",
        ),
        Column(t("Area"), lambda row: Markup("{}").format(area_name(row["area"]))),
        Column(t("Reads"), lambda row: n(formats.number(row["reads"])), numeric=True),
        Column(t("Size"), lambda row: n(size(row["bytes"])), numeric=True),
    ]


def _tags() -> list[Column[Row]]:
    return [
        Column(t("Tag"), lambda row: Markup("{}").format(tag_name(row["tag"]))),
        Column(t("Version"), lambda row: n(formats.number(row["count"])), numeric=True),
    ]
