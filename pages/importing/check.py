"""Checking a file before anything is written: what stands in the way, what it would bring, what is left out."""

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import imports
from engine.core.i18n import nt, t
from engine.core.work import work
from pages.importing.columns import columns
from pages.importing.reading import reading
from pages.importing.words import LEVELS
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.html import say, show
from pages.ui.marks import money, n
from pages.ui.scope import Scope
from pages.ui.states import trouble, warning
from pages.ui.stats import Stat, stats_strip
from pages.ui.tables import Column, table

Row = dict[str, Any]
SHOWN_ERRORS = 50


def check(scope: Scope, import_id: UUID) -> None:
    """The whole preview of a file that waits; a loaded one shows what came of it."""
    found = imports.import_status(scope.org_id, import_id)
    preview = found["preview"]
    if preview is None:
        st.session_state[f"loading-{import_id}"] = True
        st.rerun()
    with card_box("reading"):
        with card_bar("reading", t("How the file is read")):
            _decide(scope, found)
        show(Markup('<p class="sub fname"><bdi>{}</bdi></p>').format(found["file_name"]))
        _hindrances(found)
        reading(scope, import_id, preview)
        if "unreadable" not in preview:
            columns(scope, import_id, preview)
    if "unreadable" not in preview and preview["totals"]["rows"] + preview["totals"]["errors"]:
        show(_totals(preview))
        _rows(preview)
        _errors(scope, import_id, preview)


def _decide(scope: Scope, found: Row) -> None:
    """Load it, or drop it."""
    import_id, preview = UUID(found["import_id"]), found["preview"]
    ready = "unreadable" not in preview and not preview["problems"]
    rows = preview["totals"]["rows"] if "unreadable" not in preview else 0
    if st.button(t("Drop the file")):
        with work(scope.org_id, scope.actor) as unit:
            imports.discard(unit, import_id)
        _leave()
    label = nt("Load {count} row", "Load {count} rows", rows, count=formats.number(rows)) if rows else t("Load")
    if st.button(label, type="primary", disabled=not ready, key="load"):
        with work(scope.org_id, scope.actor) as unit:
            imports.start(unit, import_id)
        st.session_state[f"loading-{import_id}"] = True
        st.rerun()


def _leave() -> None:
    del st.query_params["file"]
    st.rerun()


def _hindrances(found: Row) -> None:
    preview = found["preview"]
    if found["error"]:
        show(trouble(t("The last load failed"), found["error"]["message"]))
    if "unreadable" in preview:
        show(trouble(t("The file cannot be read like this"), preview["unreadable"]))
        return
    if preview["problems"]:
        show(trouble(t("Decide this before loading"), _listed(preview["problems"])))
    if preview["notes"]:
        show(warning(t("Good to know"), _listed(preview["notes"])))


def _listed(remarks: list[Row]) -> Markup:
    return Markup("<br>").join(Markup("{}").format(one["message"]) for one in remarks)


def _totals(preview: Row) -> Markup:
    totals, code = preview["totals"], preview["choices"]["account"]["currency"]
    left = totals["errors"]
    spend = money(totals["spend"], code) if code else n(formats.number(totals["spend"], 2))
    clicks = say("{n} clicks", n=n(formats.number(totals["clicks"])))
    hint = t("see the errors below") if left else t("none")
    unit = LEVELS[preview["level"]]
    return stats_strip(
        [
            Stat(t("Rows understood"), n(formats.number(totals["rows"])), t(unit)),
            Stat(t("Left out"), n(formats.number(left)), hint, "bad" if left else ""),
            Stat(t("Campaigns"), n(formats.number(totals["campaigns"])), _skipped(totals["skipped"])),
            Stat(t("Days"), n(formats.number(totals["days"])), _span(totals)),
            Stat(t("Spend"), spend, t("all rows")),
            Stat(t("Impressions"), n(formats.number(totals["impressions"])), clicks),
        ]
    )


def _skipped(skipped: dict[str, int]) -> str:
    """What was no row of its own."""
    totals, again = skipped.get("totals", 0), skipped.get("repeated", 0)
    words = [nt("{n} total row skipped", "{n} total rows skipped", totals)] if totals else []
    words += [nt("{n} repeated row skipped", "{n} repeated rows skipped", again)] if again else []
    return ", ".join(words)


def _span(totals: Row) -> str:
    if not totals["since"]:
        return formats.NONE
    return formats.day_range(date.fromisoformat(totals["since"]), date.fromisoformat(totals["until"]))


def _rows(preview: Row) -> None:
    if not preview["rows"]:
        return
    with card_box("rows"):
        heading(t("The first rows, as we understand them"))
        show(table(preview["rows"], _figures(preview), label=t("The first rows"), css="mini"))
        footnote(t("A dash is what the file does not say. It is not counted as zero."))


def _figures(preview: Row) -> list[Column[Row]]:
    code = preview["choices"]["account"]["currency"]
    named = {"campaign": t("Campaign"), "ad_set": t("Ad set"), "ad": t("Ad")}
    shown = [one for one in named if any(row[one] for row in preview["rows"])]

    def name(key: str) -> Column[Row]:
        return Column(named[key], lambda row: Markup("<bdi>{}</bdi>").format(row[key] or formats.NONE))

    def count(key: str, label: str, digits: int = 0) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key], digits)), numeric=True)

    def amount(key: str, label: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.amount(row[key], code or "USD", 2)), numeric=True)

    return [
        Column(t("Line"), lambda row: n(row["line"])),
        Column(t("Day"), lambda row: n(row["date"])),
        *(name(key) for key in shown),
        amount("spend", t("Spend")),
        count("impressions", t("Impressions")),
        count("clicks", t("Clicks")),
        count("conversions", t("Conversions"), 2),
        amount("conversion_value", t("Conversion value")),
        count("reach", t("Reach")),
        count("video_views", t("Video views")),
    ]


def _errors(scope: Scope, import_id: UUID, preview: Row) -> None:
    rows = preview["errors"]
    if not rows:
        return
    with card_box("errors"):
        with card_bar("errors", t("Rows that are left out"), count=preview["totals"]["errors"]):
            st.download_button(
                t("All errors as CSV"),
                lambda: imports.errors_csv(scope.org_id, import_id),
                "errors.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
            )
        listed: list[Column[Row]] = [
            Column(t("Line"), lambda row: n(row["line"])),
            Column(t("Column"), lambda row: Markup("<bdi>{}</bdi>").format(row["column"] or formats.NONE)),
            Column(t("What is wrong"), lambda row: row["message"], wide=True),
        ]
        show(table(rows[:SHOWN_ERRORS], listed, label=t("Rows that are left out"), css="mini"))
